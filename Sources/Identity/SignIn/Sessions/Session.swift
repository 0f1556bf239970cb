import Records
import Storage

/// A browser in which somebody is signed in. Only the fingerprint of its secret is kept.
struct Session: Sendable {
    let fingerprint: String
    let openedAt: Instant
    /// When it last asked for something, give or take a few minutes.
    let seenAt: Instant
    let agent: String
    /// The network address it was last seen at.
    let address: String
}

extension Credentials {
    static let sessionDays = 30
    /// A setting: so many hours without a request, and a session is over; none where it is zero.
    package static let idleSetting = "session_idle_hours"
    static let idleHours = 168

    /// What was seen is written down no more often than this.
    static let sessionSeenSeconds = 300

    static let sessionTable = TableSpec(
        "session",
        [
            .init("fingerprint", .text), .init("user_id", .integer, references: "user"),
            .init("created_at", .instant), .init("expires_at", .instant), .init("agent", .text),
            .init("seen_at", .instant, required: false), .init("address", .text),
            // Two proofs were shown, here or at a provider that counts.
            .init("is_complete", .boolean),
        ], primaryKey: ["fingerprint"], indexes: [.init("session_user", ["user_id"])])

    /// A new secret at every sign-in, so that one planted or seen before opens nothing; the browser's old one ends.
    static func openSession(
        _ user: Int64, from place: SignInPlace, isComplete: Bool = false, in transaction: Transaction
    ) throws -> String {
        let secret = Secret.make()
        try transaction.connection.execute("DELETE FROM session WHERE expires_at < \(transaction.now)")
        if let old = place.session { try closeSession(old, in: transaction) }
        try transaction.connection.execute(
            """
            INSERT INTO session (fingerprint, user_id, created_at, expires_at, agent, seen_at, address, is_complete)
            VALUES
            (\(Secret.fingerprint(secret)), \(user), \(transaction.now),
             \(transaction.now.adding(seconds: sessionDays * 86_400)), \(place.agent), \(transaction.now),
             \(place.address), \(isComplete))
            """)
        return secret
    }

    package static func idleHours(_ settings: WorkspaceSettings) -> Int {
        settings.extra[idleSetting]?.integer.map(Int.init) ?? idleHours
    }

    /// A session not seen since then is over. `seen_at` may be some minutes behind.
    static func idleSince(_ transaction: Transaction) -> Instant {
        let hours = idleHours(transaction.settings)
        return hours == 0
            ? Instant(microseconds: 0) : transaction.now.adding(seconds: -hours * 3600 - sessionSeenSeconds)
    }

    static func sessions(of user: Int64, in transaction: Transaction) throws -> [Session] {
        try transaction.connection.rows(
            """
            SELECT fingerprint, created_at, COALESCE(seen_at, created_at), agent, address FROM session
            WHERE user_id = \(user) AND expires_at > \(transaction.now)
            AND COALESCE(seen_at, created_at) > \(idleSince(transaction)) ORDER BY 3 DESC LIMIT 100
            """, .text, .instant, .instant, .text, .text
        ).map {
            Session(
                fingerprint: $0[0].text ?? "", openedAt: $0[1].instant ?? transaction.now,
                seenAt: $0[2].instant ?? transaction.now, agent: $0[3].text ?? "", address: $0[4].text ?? "")
        }
    }

    static func noteSeen(
        _ secret: String, at address: String, _ now: Instant, _ connection: any Connection
    ) throws {
        try connection.execute(
            """
            UPDATE session SET seen_at = \(now), address = \(address)
            WHERE fingerprint = \(Secret.fingerprint(secret))
            """)
    }

    static func closeSession(_ secret: String, in transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM session WHERE fingerprint = \(Secret.fingerprint(secret))")
    }

    static func closeSession(fingerprint: String, of user: Int64, in transaction: Transaction) throws {
        let closed = try transaction.connection.execute(
            "DELETE FROM session WHERE fingerprint = \(fingerprint) AND user_id = \(user)")
        if closed == 0 { throw Refusal.notFound() }
    }

    /// Everywhere but where this secret is, if one is given.
    package static func closeSessions(of user: Int64, except secret: String?, in transaction: Transaction) throws {
        let kept = secret.map(Secret.fingerprint) ?? ""
        try transaction.connection.execute("DELETE FROM session WHERE user_id = \(user) AND fingerprint <> \(kept)")
    }
}
