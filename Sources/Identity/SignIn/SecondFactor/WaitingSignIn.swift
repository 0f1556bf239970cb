import Records
import Storage
import Web

/// Somebody who knows the password and has ten minutes for the second step. It opens nothing by itself.
enum WaitingSignIn {
    static let path = "/sign-in/second-step"
    static let cookieName = "entregent_second_step"
    static let minutes = 10

    static let table = TableSpec(
        "waiting_sign_in",
        [
            .init("fingerprint", .text), .init("user_id", .integer, references: "user"),
            .init("next", .text, required: false),
            .init("expires_at", .instant),
        ], primaryKey: ["fingerprint"])

    struct Found: Sendable {
        let user: Int64
        let next: String?
    }

    static func open(_ user: Int64, next: String?, in transaction: Transaction) throws -> String {
        let secret = Secret.make()
        try transaction.connection.execute("DELETE FROM waiting_sign_in WHERE expires_at < \(transaction.now)")
        try transaction.connection.execute(
            """
            INSERT INTO waiting_sign_in (fingerprint, user_id, next, expires_at) VALUES
            (\(Secret.fingerprint(secret)), \(user), \(next), \(transaction.now.adding(seconds: minutes * 60)))
            """)
        return secret
    }

    static func find(_ request: Request, in transaction: Transaction) throws -> Found? {
        guard let secret = request.cookie(cookieName) else { return nil }
        let row = try transaction.connection.first(
            """
            SELECT w.user_id, w.next FROM waiting_sign_in AS w JOIN "user" AS u ON u.id = w.user_id
            WHERE w.fingerprint = \(Secret.fingerprint(secret)) AND w.expires_at > \(transaction.now)
            AND u.is_active = TRUE
            """, .integer, .text)
        return row.map { Found(user: $0[0].integer ?? 0, next: $0[1].text) }
    }

    /// Whether it was still there: it is passed once.
    static func close(_ request: Request, in transaction: Transaction) throws -> Bool {
        guard let secret = request.cookie(cookieName) else { return false }
        return try transaction.connection.execute(
            "DELETE FROM waiting_sign_in WHERE fingerprint = \(Secret.fingerprint(secret))") == 1
    }

    static func cookie(_ secret: String) -> Cookie { Cookie(cookieName, secret, maxAgeSeconds: minutes * 60) }
    static var cleared: Cookie { Cookie(cookieName, "", maxAgeSeconds: 0) }
}
