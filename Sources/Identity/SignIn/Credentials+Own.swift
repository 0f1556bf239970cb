import Records
import Storage

/// What a person sees of their own keys, and takes away.
extension Credentials {
    struct OpenSession: Sendable {
        let fingerprint: String
        let openedAt: Instant
        let agent: String
    }

    struct Token: Sendable {
        let id: Int64
        let name: String
        let madeAt: Instant
    }

    static func sessions(of user: Int64, in transaction: Transaction) throws -> [OpenSession] {
        try transaction.connection.rows(
            """
            SELECT fingerprint, created_at, agent FROM session
            WHERE user_id = \(user) AND expires_at > \(transaction.now) ORDER BY created_at DESC LIMIT 100
            """, .text, .instant, .text
        ).map {
            OpenSession(
                fingerprint: $0[0].text ?? "", openedAt: $0[1].instant ?? transaction.now, agent: $0[2].text ?? "")
        }
    }

    static func closeSession(fingerprint: String, of user: Int64, in transaction: Transaction) throws {
        let closed = try transaction.connection.execute(
            "DELETE FROM session WHERE fingerprint = \(fingerprint) AND user_id = \(user)")
        if closed == 0 { throw Refusal.notFound() }
    }

    /// After a change of password: everywhere but here.
    static func closeSessions(of user: Int64, except secret: String?, in transaction: Transaction) throws {
        let kept = secret.map(Secret.fingerprint) ?? ""
        try transaction.connection.execute("DELETE FROM session WHERE user_id = \(user) AND fingerprint <> \(kept)")
    }

    static func tokens(of user: Int64, in transaction: Transaction) throws -> [Token] {
        try transaction.connection.rows(
            "SELECT id, name, created_at FROM api_token WHERE user_id = \(user) ORDER BY id DESC LIMIT 100",
            .integer, .text, .instant
        ).map { Token(id: $0[0].integer ?? 0, name: $0[1].text ?? "", madeAt: $0[2].instant ?? transaction.now) }
    }

    static func revokeToken(_ id: Int64, of user: Int64, in transaction: Transaction) throws {
        let revoked = try transaction.connection.execute("DELETE FROM api_token WHERE id = \(id) AND user_id = \(user)")
        if revoked == 0 { throw Refusal.notFound() }
    }
}
