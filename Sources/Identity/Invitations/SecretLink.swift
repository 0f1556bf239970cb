import Records
import Storage

/// An address that lets one person in, once, for a while: to choose a first password, or a new one. Only its
/// fingerprint is kept.
package enum SecretLink {
    package enum Purpose: String, Sendable {
        case invitation, reset

        var seconds: Int {
            switch self {
            case .invitation: 7 * 86_400
            case .reset: 3600
            }
        }

        var path: String {
            switch self {
            case .invitation: "/welcome/"
            case .reset: "/reset/"
            }
        }
    }

    static let table = TableSpec(
        "secret_link",
        [
            .init("fingerprint", .text), .init("user_id", .integer, references: "user"), .init("purpose", .text),
            .init("created_at", .instant), .init("expires_at", .instant), .init("by_user", .integer, required: false),
        ], primaryKey: ["fingerprint"], indexes: [.init("secret_link_user", ["user_id"])])

    /// The address, after the server's; whatever was made before for the same purpose opens nothing any more.
    package static func make(_ purpose: Purpose, for user: Int64, in transaction: Transaction) throws -> String {
        try transaction.connection.execute(
            """
            DELETE FROM secret_link
            WHERE (user_id = \(user) AND purpose = \(purpose.rawValue)) OR expires_at < \(transaction.now)
            """)
        let secret = Secret.make()
        try transaction.connection.execute(
            """
            INSERT INTO secret_link (fingerprint, user_id, purpose, created_at, expires_at, by_user)
            VALUES (\(Secret.fingerprint(secret)), \(user), \(purpose.rawValue), \(transaction.now),
                    \(transaction.now.adding(seconds: purpose.seconds)), \(transaction.author))
            """)
        return purpose.path + secret
    }

    /// Whom a link lets in; refused where it is old, used or never was.
    static func holder(_ secret: String, _ purpose: Purpose, in transaction: Transaction) throws -> User {
        let row = try transaction.connection.first(
            """
            SELECT user_id FROM secret_link
            WHERE fingerprint = \(Secret.fingerprint(secret)) AND purpose = \(purpose.rawValue)
            AND expires_at > \(transaction.now)
            """, .integer)
        guard let id = row?[0].integer else { throw over }
        let user = try transaction.asHouse.find(ID<User>(id))
        guard user.isActive, user.email != nil else { throw over }
        return user
    }

    /// All links of a person end: a password was chosen.
    static func end(of user: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM secret_link WHERE user_id = \(user)")
    }

    /// Until when an invitation is open; nil where there is none.
    static func openUntil(_ purpose: Purpose, of user: Int64, in transaction: Transaction) throws -> Instant? {
        try transaction.connection.first(
            """
            SELECT expires_at FROM secret_link
            WHERE user_id = \(user) AND purpose = \(purpose.rawValue) AND expires_at > \(transaction.now)
            """, .instant)?[0].instant
    }

    static let over = Refusal(
        .notFound, code: "link_over",
        Message("This link is no longer valid: it was used, or is too old. Ask for a new one."))
}
