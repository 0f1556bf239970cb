import Foundation
import Records

/// Repeated measurements of one thing: the middle and how far they lie apart. Machines are shared: one figure alone
/// says little.
package struct Spread: Sendable {
    package let median: Double
    /// One in ten lies below, one in ten above.
    package let low: Double, high: Double
    package let p95: Double
    package let count: Int

    init(_ figures: [Double]) {
        precondition(!figures.isEmpty, "a spread needs a figure")
        let sorted = figures.sorted()
        func at(_ part: Double) -> Double { sorted[Int((Double(sorted.count - 1) * part).rounded())] }
        median = at(0.5)
        low = at(0.1)
        high = at(0.9)
        p95 = at(0.95)
        count = sorted.count
    }

    package var json: JSON {
        .record([
            "median": .number(Spread.written(median)), "low": .number(Spread.written(low)),
            "high": .number(Spread.written(high)),
            "count": .number(String(count)),
        ])
    }

    static func written(_ figure: Double) -> String {
        figure >= 100
            ? String(Int(figure.rounded()))
            : figure >= 1 ? String(format: "%.2f", figure) : String(format: "%.3f", figure)
    }
}

/// Measures by the clock that never jumps.
enum Stopwatch {
    static func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await work()
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) * 1000 + Double(attoseconds) / 1e15
    }

    /// Two things in turn, so that both meet the same moments of a busy machine; the first round only warms up.
    static func pair(
        seconds: Double, atLeast rounds: Int = 7, _ ours: (Int) async throws -> Void, _ raw: (Int) async throws -> Void
    ) async throws -> (ours: Spread, raw: Spread) {
        try await ours(0)
        try await raw(0)
        var first: [Double] = [], second: [Double] = []
        let end = ContinuousClock.now + .seconds(seconds)
        while first.count < rounds || ContinuousClock.now < end && first.count < 2000 {
            let round = first.count + 1
            first.append(try await milliseconds { try await ours(round) })
            second.append(try await milliseconds { try await raw(round) })
        }
        return (Spread(first), Spread(second))
    }
}
