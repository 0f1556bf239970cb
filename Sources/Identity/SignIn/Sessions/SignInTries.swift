import Foundation
import Records
import Storage

/// Tries at the door that are counted, so that whoever guesses waits: longer and longer, by account and by address.
/// Kept in the database: a restart forgives nobody, and all nodes count together. Names stand there only as
/// fingerprints.
enum SignInTries {
    /// What is counted, how many tries are free, and the longest wait.
    struct Counter: Sendable, Hashable {
        let key: String
        let free: Int
        let longestSeconds: Int

        private init(_ what: String, free: Int, longestSeconds: Int) {
            key = Secret.fingerprint(what)
            self.free = free
            self.longestSeconds = longestSeconds
        }

        /// A quarter of an hour at most: nobody is kept out for long by somebody else's guesses.
        static func account(_ email: String) -> Counter {
            Counter("account " + (EmailAddress.normalised(email) ?? folded(email)), free: 8, longestSeconds: 900)
        }

        static func address(_ address: String) -> Counter {
            Counter("address " + SignInTries.network(address), free: 20, longestSeconds: 3600)
        }

        /// Whoever stands here knows the password: an hour at most.
        static func secondStep(_ user: Int64) -> Counter {
            Counter("second step \(user)", free: 5, longestSeconds: 3600)
        }
    }

    static let table = TableSpec(
        "sign_in_try",
        [.init("key", .text), .init("count", .integer), .init("last_at", .instant), .init("open_at", .instant)],
        primaryKey: ["key"],
        // What is old is removed at every try.
        indexes: [.init("sign_in_try_last", ["last_at"])])

    /// Thirty seconds after the last free try, then twice as long each time.
    static let firstWaitSeconds = 30
    /// After a day without a try all is forgotten.
    static let rememberedSeconds = 86_400

    /// Counts one try, before it is looked at: whoever sends a hundred at once has used up a hundred. Refuses, and
    /// counts nothing, while somebody has to wait.
    static func take(_ counters: [Counter], in workspace: Workspace) async throws {
        // Those who wait cost one read and no write.
        try await workspace.read(.house) { transaction in
            for counter in counters {
                let row = try transaction.connection.first(
                    "SELECT open_at FROM sign_in_try WHERE key = \(counter.key)", .instant)
                try refuse(until: row?[0].instant, at: transaction.now)
            }
        }
        try await workspace.write(.house, .screen) { transaction in
            let now = transaction.now, forgotten = now.adding(seconds: -rememberedSeconds)
            try transaction.connection.execute("DELETE FROM sign_in_try WHERE last_at < \(forgotten)")
            for counter in counters { try count(counter, at: now, in: transaction) }
        }
    }

    private static func count(_ counter: Counter, at now: Instant, in transaction: Transaction) throws {
        let counted = try transaction.connection.integer(
            """
            INSERT INTO sign_in_try (key, count, last_at, open_at) VALUES (\(counter.key), 1, \(now), \(now))
            ON CONFLICT (key) DO UPDATE SET count = sign_in_try.count + 1, last_at = excluded.last_at
            WHERE sign_in_try.open_at <= \(now) RETURNING count
            """)
        guard let counted else {
            // Another try of the same moment was the last free one.
            let row = try transaction.connection.first(
                "SELECT open_at FROM sign_in_try WHERE key = \(counter.key)", .instant)
            return try refuse(until: row?[0].instant ?? now.adding(seconds: 1), at: now)
        }
        let beyond = Int(counted) - counter.free
        guard beyond >= 0 else { return }
        let wait = min(counter.longestSeconds, firstWaitSeconds << min(beyond, 20))
        try transaction.connection.execute(
            "UPDATE sign_in_try SET open_at = \(now.adding(seconds: wait)) WHERE key = \(counter.key)")
    }

    private static func refuse(until openAt: Instant?, at now: Instant) throws {
        guard let openAt, openAt > now else { return }
        let seconds = max(1, Int((openAt.microseconds - now.microseconds + 999_999) / 1_000_000))
        throw Refusal(
            .tooManyRequests, code: "too_many_requests",
            Message(
                "Too many tries. Wait {count} second and try again.",
                "Too many tries. Wait {count} seconds and try again.",
                count: seconds),
            details: ["retry_after": .number(String(seconds))])
    }

    /// Whoever comes in is no attacker.
    static func forget(_ counters: [Counter], in transaction: Transaction) throws {
        for counter in counters {
            try transaction.connection.execute("DELETE FROM sign_in_try WHERE key = \(counter.key)")
        }
    }

    /// One household has one IPv4 address, but as many IPv6 addresses as it likes: there the first half counts.
    static func network(_ address: String) -> String {
        var parsed = in6_addr()
        guard address.contains(":"), inet_pton(AF_INET6, address, &parsed) == 1 else { return address }
        let bytes = withUnsafeBytes(of: &parsed) { Array($0.prefix(8)) }
        return bytes.map { String($0, radix: 16) }.joined(separator: ".")
    }
}
