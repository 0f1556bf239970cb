import Records
import Storage

/// Who may sign in with which password, who is signed in, and which programs hold a token.
package enum Credentials {
    package static let tables = [
        TableSpec(
            "credential",
            [.init("user_id", .integer, references: "user"), .init("hash", .text), .init("changed_at", .instant)],
            primaryKey: ["user_id"]),
        TableSpec(
            "session",
            [
                .init("fingerprint", .text), .init("user_id", .integer, references: "user"),
                .init("created_at", .instant),
                .init("expires_at", .instant), .init("agent", .text),
            ], primaryKey: ["fingerprint"], indexes: [.init("session_user", ["user_id"])]),
        TableSpec(
            "api_token",
            [
                .init("id", .integer), .init("fingerprint", .text), .init("user_id", .integer, references: "user"),
                .init("name", .text),
                .init("created_at", .instant), .init("expires_at", .instant, required: false),
            ], primaryKey: ["id"],
            indexes: [
                .init("api_token_fingerprint", ["fingerprint"], unique: true), .init("api_token_user", ["user_id"]),
            ]),
    ]

    static let sessionDays = 30

    package static func setPassword(_ hash: String, of user: ID<User>, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO credential (user_id, hash, changed_at) VALUES (\(user), \(hash), \(transaction.now))
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
            """)
    }

    /// The user and stored hash behind an e-mail address; nil for strangers and for people who are not active.
    static func find(email: String, in transaction: Transaction) throws -> (user: Int64, hash: String)? {
        let address = EmailAddress.normalised(email) ?? email
        let row = try transaction.connection.first(
            """
            SELECT u.id, c.hash FROM "user" AS u JOIN credential AS c ON c.user_id = u.id
            WHERE u.email = \(address) AND u.is_active = TRUE
            """, .integer, .text)
        return row.map { ($0[0].integer ?? 0, $0[1].text ?? "") }
    }

    static func openSession(_ user: Int64, agent: String, in transaction: Transaction) throws -> String {
        let secret = Secret.make()
        try transaction.connection.execute("DELETE FROM session WHERE expires_at < \(transaction.now)")
        try transaction.connection.execute(
            """
            INSERT INTO session (fingerprint, user_id, created_at, expires_at, agent) VALUES
            (\(Secret.fingerprint(secret)), \(user), \(transaction.now), 
             \(transaction.now.adding(seconds: sessionDays * 86_400)), \(String(agent.prefix(200))))
            """)
        return secret
    }

    static func closeSession(_ secret: String, in transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM session WHERE fingerprint = \(Secret.fingerprint(secret))")
    }

    /// A token for programs: shown once, here; kept as its fingerprint.
    package static func makeToken(for user: ID<User>, name: String, in transaction: Transaction) throws -> String {
        let secret = Secret.make(prefix: "ent_")
        try transaction.connection.execute(
            """
            INSERT INTO api_token (id, fingerprint, user_id, name, created_at) VALUES
            (\(transaction.ids.next()), \(Secret.fingerprint(secret)), \(user), \(name), \(transaction.now))
            """)
        return secret
    }

    /// Whoever holds this secret, in one query.
    static func holder(session: String?, token: String?, in transaction: Transaction) throws -> [Value]? {
        let columns: SQL = "u.id, u.name, u.email, u.language"
        if let token {
            return try transaction.connection.first(
                """
                SELECT \(columns) FROM api_token AS a JOIN "user" AS u ON u.id = a.user_id
                WHERE a.fingerprint = \(Secret.fingerprint(token)) AND u.is_active = TRUE
                AND (a.expires_at IS NULL OR a.expires_at > \(transaction.now))
                """, .integer, .text, .text, .text)
        }
        guard let session else { return nil }
        return try transaction.connection.first(
            """
            SELECT \(columns) FROM session AS s JOIN "user" AS u ON u.id = s.user_id
            WHERE s.fingerprint = \(Secret.fingerprint(session)) AND u.is_active = TRUE
            AND s.expires_at > \(transaction.now)
            """, .integer, .text, .text, .text)
    }

    /// Whether anybody can sign in yet.
    package static func exist(in transaction: Transaction) throws -> Bool {
        try transaction.connection.integer("SELECT 1 FROM credential LIMIT 1") != nil
    }
}
