import Records
import Synchronization

/// Lets so many tries through and no more: for each key (an address, an e-mail) a bucket of tokens that refills slowly.
/// It forgets, never grows beyond its bound, and knows only this process.
package final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var seenAt: Instant
    }

    private let burst: Double
    private let secondsPerToken: Double
    private let maximumKeys: Int
    private let now: @Sendable () -> Instant
    private let buckets = Mutex<[String: Bucket]>([:])

    /// `burst` tries at once, then one every `secondsPerToken`.
    package init(
        burst: Int, secondsPerToken: Double, maximumKeys: Int = 10_000, now: @escaping @Sendable () -> Instant
    ) {
        self.burst = Double(burst)
        self.secondsPerToken = secondsPerToken
        self.maximumKeys = maximumKeys
        self.now = now
    }

    /// Takes one token, or refuses with 429 and the seconds to wait.
    package func take(_ key: String) throws(Refusal) {
        let wait = buckets.withLock { buckets -> Double? in
            var bucket = refilled(buckets[key], at: now())
            guard bucket.tokens >= 1 else {
                buckets[key] = bucket
                return (1 - bucket.tokens) * secondsPerToken
            }
            bucket.tokens -= 1
            if buckets[key] == nil, buckets.count >= maximumKeys { makeRoom(&buckets, at: bucket.seenAt) }
            buckets[key] = bucket
            return nil
        }
        guard let wait else { return }
        let seconds = max(1, Int(wait.rounded(.up)))
        throw Refusal(
            .tooManyRequests, code: "too_many_requests",
            Message(
                "Too many tries. Wait {count} second and try again.",
                "Too many tries. Wait {count} seconds and try again.",
                count: seconds),
            details: ["retry_after": .number(String(seconds))])
    }

    /// A success clears the slate: who signs in right is no attacker.
    package func forget(_ key: String) { buckets.withLock { $0[key] = nil } }

    private func refilled(_ bucket: Bucket?, at now: Instant) -> Bucket {
        guard let bucket else { return Bucket(tokens: burst, seenAt: now) }
        let elapsed = max(0, Double(now.microseconds - bucket.seenAt.microseconds) / 1_000_000)
        return Bucket(tokens: min(burst, bucket.tokens + elapsed / secondsPerToken), seenAt: now)
    }

    /// Full buckets say nothing and go first; then the quarter seen longest ago.
    private func makeRoom(_ buckets: inout [String: Bucket], at now: Instant) {
        buckets = buckets.filter { refilled($0.value, at: now).tokens < burst }
        guard buckets.count >= maximumKeys else { return }
        let oldest = buckets.sorted { $0.value.seenAt < $1.value.seenAt }.prefix(max(1, maximumKeys / 4))
        for (key, _) in oldest { buckets[key] = nil }
    }
}
