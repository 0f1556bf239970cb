/// Chance that can be repeated: the same seed gives the same numbers on every machine and in every release.
/// xoshiro256** (Blackman and Vigna), its state filled by SplitMix64. For demo data and tests, never for secrets.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var a: UInt64, b: UInt64, c: UInt64, d: UInt64

    /// `stream` gives each record its own sequence, so the millionth can be made without making those before it.
    package init(seed: UInt64, stream: UInt64 = 0) {
        var mixer = SplitMix(state: seed &+ SplitMix.mixed(stream &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678))
        a = mixer.next()
        b = mixer.next()
        c = mixer.next()
        d = mixer.next() | 1
    }

    package mutating func next() -> UInt64 {
        let result = rotated(b &* 5, 7) &* 9
        let shifted = b << 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = rotated(d, 45)
        return result
    }

    /// 0 to `count - 1`, each as likely. Multiplies instead of dividing; the bias is below 2⁻³² for our counts.
    package mutating func below(_ count: Int) -> Int {
        precondition(count > 0, "a choice among nothing")
        return Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// From 0 up to, not including, 1.
    package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// True in so many cases of a hundred.
    package mutating func chance(percent: Int) -> Bool { below(100) < percent }

    package mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}

private func rotated(_ number: UInt64, _ bits: UInt64) -> UInt64 { (number << bits) | (number >> (64 - bits)) }

/// Spreads a seed over all bits (Steele, Lea and Flood).
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix.mixed(state)
    }

    static func mixed(_ number: UInt64) -> UInt64 {
        var mixed = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
