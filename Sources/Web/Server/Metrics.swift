import Synchronization

/// Counts and measures what happens, for Prometheus. Labels carry route patterns and never anything personal.
package final class Metrics: Sendable {
    package typealias Labels = [String: String]

    /// One reading of a gauge.
    package struct Sample: Sendable {
        package let labels: Labels
        package let value: Double
        package init(_ value: Double, _ labels: Labels = [:]) {
            self.labels = labels
            self.value = value
        }
    }

    struct Gauge: Sendable {
        let name: String
        let help: String
        let read: @Sendable () async -> [Sample]
    }

    struct Counter: Sendable {
        let help: String
        var values: [Labels: Double] = [:]
    }

    struct Histogram: Sendable {
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
        var count = 0
        var sum = 0.0
    }

    struct Answered: Sendable, Hashable {
        let method: String
        let route: String
        let status: Int
    }

    struct State: Sendable {
        var inFlight = 0
        var answered: [Answered: Int] = [:]
        var durations: [String: Histogram] = [:]
        var counters: [String: Counter] = [:]
        var gauges: [Gauge] = []
    }

    /// Upper bounds of the latency buckets, in seconds.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    let state = Mutex(State())

    package init() {}

    /// Registers something to be read whenever somebody asks: `entregent_jobs_waiting`.
    package func gauge(_ name: String, help: String, read: @escaping @Sendable () async -> [Sample]) {
        state.withLock { $0.gauges.append(Gauge(name: name, help: help, read: read)) }
    }

    /// Adds to a counter, which begins at its first use: `entregent_sign_ins_refused_total`.
    package func count(_ name: String, help: String, _ labels: Labels = [:], by amount: Double = 1) {
        state.withLock { $0.counters[name, default: Counter(help: help)].values[labels, default: 0] += amount }
    }

    func requestBegan() { state.withLock { $0.inFlight += 1 } }

    /// Streams of live events end when somebody leaves; their duration says nothing and is not measured.
    func requestEnded(_ answered: Answered, seconds: Double, isMeasured: Bool) {
        state.withLock { state in
            state.inFlight -= 1
            state.answered[answered, default: 0] += 1
            guard isMeasured else { return }
            var histogram = state.durations[answered.route] ?? Histogram()
            for (index, bound) in Metrics.bounds.enumerated() where seconds <= bound { histogram.buckets[index] += 1 }
            histogram.count += 1
            histogram.sum += seconds
            state.durations[answered.route] = histogram
        }
    }
}
