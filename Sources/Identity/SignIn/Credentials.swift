import Foundation
import Records
import Storage
import Web

/// Who may sign in with which password. Sessions, tokens, second steps and passkeys stand in folders of their own.
package enum Credentials {
    package static let tables = [
        TableSpec(
            "credential",
            [.init("user_id", .integer, references: "user"), .init("hash", .text), .init("changed_at", .instant)],
            primaryKey: ["user_id"]),
        sessionTable, tokenTable, SignInTries.table, WaitingSignIn.table, SecondFactor.table, RecoveryCodes.table,
        Passkey.table, PasskeyChallenge.table, OpenIDProvider.table, OpenIDPerson.linkTable, OpenIDSignIn.table,
    ]

    package static func setPassword(_ hash: String, of user: ID<User>, in transaction: Transaction) throws {
        if try self.hash(of: user.number, in: transaction) != nil {
            try KeyChange.password.tell(user.number, in: transaction)
        }
        try transaction.connection.execute(
            """
            INSERT INTO credential (user_id, hash, changed_at) VALUES (\(user), \(hash), \(transaction.now))
            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
            """)
        // Whoever knew only the old one starts anew.
        try transaction.connection.execute("DELETE FROM waiting_sign_in WHERE user_id = \(user)")
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

    /// The stored hash of somebody's password; nil where they sign in by other means.
    static func hash(of user: Int64, in transaction: Transaction) throws -> String? {
        try transaction.connection.text("SELECT hash FROM credential WHERE user_id = \(user)")
    }

    /// Whoever holds this secret, in one query.
    static func holder(session: String?, token: String?, in transaction: Transaction) throws -> KnownHolder? {
        let person: SQL =
            "u.id, u.name, u.email, u.language, (SELECT p.choices FROM preference AS p WHERE p.user_id = u.id)"
        if let token {
            return try transaction.connection.first(
                """
                SELECT \(person), a.used_at, a.is_read_only, a.kinds
                FROM api_token AS a JOIN "user" AS u ON u.id = a.user_id
                WHERE a.fingerprint = \(Secret.fingerprint(token)) AND u.is_active = TRUE
                AND (a.expires_at IS NULL OR a.expires_at > \(transaction.now))
                """, .integer, .text, .text, .text, .text, .instant, .boolean, .text
            ).map { row in
                let scope = TokenScope(isReadOnly: row[6].boolean ?? false, kinds: kinds(row[7].text))
                return try KnownHolder(row, scope: scope, isComplete: true)
            }
        }
        guard let session else { return nil }
        return try transaction.connection.first(
            """
            SELECT \(person), s.seen_at, s.is_complete FROM session AS s JOIN "user" AS u ON u.id = s.user_id
            WHERE s.fingerprint = \(Secret.fingerprint(session)) AND u.is_active = TRUE
            AND s.expires_at > \(transaction.now) AND COALESCE(s.seen_at, s.created_at) > \(idleSince(transaction))
            """, .integer, .text, .text, .text, .text, .instant, .boolean
        ).map { try KnownHolder($0, scope: nil, isComplete: $0[6].boolean ?? false) }
    }

    /// Whether anybody can sign in yet.
    package static func exist(in transaction: Transaction) throws -> Bool {
        try transaction.connection.integer("SELECT 1 FROM credential LIMIT 1") != nil
    }

    /// Everything by which these people came in.
    static func forget(_ users: [Int64], in transaction: Transaction) throws {
        for table in tables where table.columns.contains(where: { $0.references == "user" }) {
            try transaction.connection.execute(
                "DELETE FROM \(name: table.name) WHERE user_id IN (\(SQL.list(users)))")
        }
    }
}

/// Who holds a session or a token, as the database says.
struct KnownHolder: Sendable {
    let id: Int64
    let name: String
    let email: String
    let language: String?
    /// Nil where they live on the company's clock.
    let timeZone: TimeZone?
    let seenAt: Instant?
    /// Nil for a session.
    let scope: TokenScope?
    /// They showed two proofs. A token is a key of its own and needs no second.
    let isComplete: Bool

    init(_ row: [Value], scope: TokenScope?, isComplete: Bool) throws {
        id = row[0].integer ?? 0
        name = row[1].text ?? ""
        email = row[2].text ?? ""
        language = row[3].text
        timeZone = try row[4].text.flatMap { try Preferences.timeZone($0) }
        seenAt = row[5].instant
        self.scope = scope
        self.isComplete = isComplete
    }
}
