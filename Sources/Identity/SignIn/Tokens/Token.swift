import Records
import Storage

/// What a program shows instead of a password. Its secret is seen once, when it is made; we keep the fingerprint.
package struct Token: Sendable {
    package let id: Int64
    package let name: String
    package let user: Int64
    package let madeAt: Instant
    /// Nil: it does not end by itself.
    package let expiresAt: Instant?
    /// Give or take a minute; nil before its first use.
    package let usedAt: Instant?
    package let scope: TokenScope
}

extension Credentials {
    static let tokenSeenSeconds = 60

    static let tokenTable = TableSpec(
        "api_token",
        [
            .init("id", .integer), .init("fingerprint", .text), .init("user_id", .integer, references: "user"),
            .init("name", .text), .init("created_at", .instant), .init("expires_at", .instant, required: false),
            .init("used_at", .instant, required: false), .init("is_read_only", .boolean),
            // Names of kinds with a space between; null is every kind.
            .init("kinds", .text, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("api_token_fingerprint", ["fingerprint"], unique: true), .init("api_token_user", ["user_id"]),
        ])

    /// A token for programs: shown once, here.
    package static func makeToken(
        for user: ID<User>, name: String, scope: TokenScope = .full, expiresAt: Instant? = nil,
        in transaction: Transaction
    ) throws -> String {
        let secret = Secret.make(prefix: "ent_")
        let kinds = scope.kinds?.joined(separator: " ")
        let end = expiresAt.map(Value.instant) ?? .null
        try transaction.connection.execute(
            """
            INSERT INTO api_token (id, fingerprint, user_id, name, created_at, expires_at, is_read_only, kinds) VALUES
            (\(transaction.ids.next()), \(Secret.fingerprint(secret)), \(user), \(name), \(transaction.now), \(end),
             \(scope.isReadOnly), \(kinds))
            """)
        try KeyChange.token.tell(user.number, in: transaction)
        return secret
    }

    /// Those of one person, or of everybody; newest first.
    package static func tokens(of user: Int64?, in transaction: Transaction) throws -> [Token] {
        let whose: SQL = user.map { "WHERE user_id = \($0)" } ?? ""
        return try transaction.connection.rows(
            """
            SELECT id, name, user_id, created_at, expires_at, used_at, is_read_only, kinds FROM api_token \(whose)
            ORDER BY id DESC LIMIT 1000
            """, .integer, .text, .integer, .instant, .instant, .instant, .boolean, .text
        ).map { row in
            Token(
                id: row[0].integer ?? 0, name: row[1].text ?? "", user: row[2].integer ?? 0,
                madeAt: row[3].instant ?? transaction.now, expiresAt: row[4].instant, usedAt: row[5].instant,
                scope: TokenScope(isReadOnly: row[6].boolean ?? false, kinds: kinds(row[7].text)))
        }
    }

    static func kinds(_ stored: String?) -> [String]? { stored.map { $0.split(separator: " ").map(String.init) } }

    static func noteUsed(_ secret: String, at now: Instant, _ connection: any Connection) throws {
        try connection.execute(
            "UPDATE api_token SET used_at = \(now) WHERE fingerprint = \(Secret.fingerprint(secret))")
    }

    /// `user` nil: whoever it belongs to.
    package static func revokeToken(_ id: Int64, of user: Int64?, in transaction: Transaction) throws {
        let whose: SQL = user.map { "AND user_id = \($0)" } ?? ""
        let revoked = try transaction.connection.execute("DELETE FROM api_token WHERE id = \(id) \(whose)")
        if revoked == 0 { throw Refusal.notFound() }
    }
}
