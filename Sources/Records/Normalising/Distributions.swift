import Foundation

/// How big things are in business: many small, few large. Amounts, head counts, deals an account.
package struct LogNormal: Sendable {
    private let logMedian: Double, spread: Double

    /// Half the draws lie below `median`; two thirds between `median / factor` and `median × factor`.
    package init(median: Double, factor: Double) {
        precondition(median > 0 && factor >= 1, "a log-normal needs a positive median and a factor of at least one")
        logMedian = log(median)
        spread = log(factor)
    }

    package func draw(_ generator: inout SeededGenerator) -> Double {
        exp(logMedian + spread * normal(&generator))
    }

    package func draw(_ generator: inout SeededGenerator, within range: ClosedRange<Double>) -> Double {
        min(max(draw(&generator), range.lowerBound), range.upperBound)
    }
}

/// A draw around 0 with deviation 1 (Box and Muller).
package func normal(_ generator: inout SeededGenerator) -> Double {
    let radius = (-2 * log(1 - generator.fraction())).squareRoot()
    return radius * cos(2 * Double.pi * generator.fraction())
}

/// Draws a place in a list with given weights in constant time (Walker's alias method).
package struct WeightedChoice: Sendable {
    private let keep: [Double], other: [Int]

    package init(_ weights: [Double]) {
        let total = weights.reduce(0, +)
        precondition(total > 0 && weights.allSatisfy { $0 >= 0 }, "a weighted choice needs weights above zero")
        var scaled = weights.map { $0 * Double(weights.count) / total }
        var keep = Array(repeating: 1.0, count: weights.count)
        var other = Array(weights.indices)
        var small = scaled.indices.filter { scaled[$0] < 1 }
        var large = scaled.indices.filter { scaled[$0] >= 1 }
        while let poor = small.popLast(), let rich = large.last {
            keep[poor] = scaled[poor]
            other[poor] = rich
            scaled[rich] -= 1 - scaled[poor]
            if scaled[rich] < 1 { small.append(large.removeLast()) }
        }
        self.keep = keep
        self.other = other
    }

    /// The first is most likely, the n-th `1/nᵉˣᵖᵒⁿᵉⁿᵗ` as likely (Zipf): family names, towns, products.
    package static func zipf(_ count: Int, exponent: Double = 1) -> WeightedChoice {
        WeightedChoice((1...count).map { 1 / pow(Double($0), exponent) })
    }

    package func draw(_ generator: inout SeededGenerator) -> Int {
        let place = generator.below(keep.count)
        return generator.fraction() < keep[place] ? place : other[place]
    }
}

/// A fixed shuffle of 0 ..< size that is computed, not stored: number `n` always lands on the same place and no two
/// on one. It makes a million identifiers unique without remembering any. Inside, a small cipher (Feistel's network of
/// four rounds) over the next power of four, walked on until the place is within.
package struct Shuffle: Sendable {
    private let size: UInt64, half: UInt64, mask: UInt64
    private let keys: (UInt64, UInt64, UInt64, UInt64)

    package init(size: Int, seed: UInt64) {
        precondition(size > 0 && size <= 1 << 40, "a shuffle holds between one and a million million places")
        var generator = SeededGenerator(seed: seed, stream: UInt64(size))
        self.size = UInt64(size)
        half = UInt64(max(1, (UInt64.bitWidth - UInt64(size - 1).leadingZeroBitCount + 1) / 2))
        mask = (1 << half) - 1
        keys = (generator.next(), generator.next(), generator.next(), generator.next())
    }

    /// Wraps around past `size`.
    package func place(of number: Int) -> Int {
        var place = UInt64(number) % size
        repeat { place = enciphered(place) } while place >= size
        return Int(place)
    }

    private func enciphered(_ place: UInt64) -> UInt64 {
        var left = place >> half
        var right = place & mask
        (left, right) = (right, left ^ scrambled(right, keys.0))
        (left, right) = (right, left ^ scrambled(right, keys.1))
        (left, right) = (right, left ^ scrambled(right, keys.2))
        (left, right) = (right, left ^ scrambled(right, keys.3))
        return left << half | right
    }

    private func scrambled(_ value: UInt64, _ key: UInt64) -> UInt64 {
        let mixed = (value ^ key) &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9 >> 24 & mask
    }
}
