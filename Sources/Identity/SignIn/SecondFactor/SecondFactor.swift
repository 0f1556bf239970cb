import Messaging
import Records
import Storage

/// What somebody shows beside the password: the digits of an authenticator app, a passkey, or a recovery code.
package enum SecondFactor {
    /// The secret of an app must be known to compute its digits, so it is sealed rather than hashed. A row without
    /// `confirmed_at` waits for the first digits. `last_step` is the last code used: each counts once.
    static let table = TableSpec(
        "second_factor",
        [
            .init("user_id", .integer, references: "user"), .init("secret", .text), .init("made_at", .instant),
            .init("confirmed_at", .instant, required: false), .init("last_step", .integer, required: false),
        ], primaryKey: ["user_id"])

    static func hasApp(_ user: Int64, in transaction: Transaction) throws -> Bool {
        try transaction.connection.integer(
            "SELECT 1 FROM second_factor WHERE user_id = \(user) AND confirmed_at IS NOT NULL") != nil
    }

    static func hasPasskey(_ user: Int64, in transaction: Transaction) throws -> Bool {
        try transaction.connection.integer("SELECT 1 FROM passkey WHERE user_id = \(user) LIMIT 1") != nil
    }

    /// Whether the password alone does not let this person in.
    static func isAsked(of user: Int64, in transaction: Transaction) throws -> Bool {
        try hasApp(user, in: transaction) || hasPasskey(user, in: transaction)
    }

    // Setting up

    /// A secret to be put into an app; it replaces one that waits. An app in use stays in use until it is removed.
    static func begin(_ user: Int64, in transaction: Transaction) throws {
        let secret = try Seal.of(transaction).close(Base32.text(Secret.bytes(20)))
        try transaction.connection.execute(
            """
            INSERT INTO second_factor (user_id, secret, made_at) VALUES (\(user), \(secret), \(transaction.now))
            ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at
            WHERE second_factor.confirmed_at IS NULL
            """)
    }

    /// The secret that waits for its first digits.
    static func waiting(_ user: Int64, in transaction: Transaction) throws -> String? {
        try opened("SELECT secret FROM second_factor WHERE user_id = \(user) AND confirmed_at IS NULL", transaction)
    }

    /// The first digits prove that the app holds the secret.
    static func confirm(_ user: Int64, code: String, in transaction: Transaction) throws -> Bool {
        guard let secret = try waiting(user, in: transaction).flatMap(Base32.bytes),
            let step = TimeCode.step(of: code, secret, now: transaction.now)
        else { return false }
        let confirmed = try transaction.connection.execute(
            """
            UPDATE second_factor SET confirmed_at = \(transaction.now), last_step = \(step)
            WHERE user_id = \(user) AND confirmed_at IS NULL
            """)
        if confirmed == 1 { try KeyChange.app.tell(user, in: transaction) }
        return confirmed == 1
    }

    // Signing in

    /// Whether this code lets somebody in. What is used is used: the same digits, even sent twice at once, count once.
    static func use(_ code: String, of user: Int64, in transaction: Transaction) throws -> Bool {
        let typed = String(code.filter { !$0.isWhitespace && $0 != "-" })
        guard typed.count == TimeCode.digits, typed.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return try RecoveryCodes.use(typed, of: user, in: transaction)
        }
        let secret = try opened(
            "SELECT secret FROM second_factor WHERE user_id = \(user) AND confirmed_at IS NOT NULL", transaction)
        guard let secret = secret.flatMap(Base32.bytes),
            let step = TimeCode.step(of: typed, secret, now: transaction.now)
        else { return false }
        let used = try transaction.connection.execute(
            """
            UPDATE second_factor SET last_step = \(step)
            WHERE user_id = \(user) AND (last_step IS NULL OR last_step < \(step))
            """)
        return used == 1
    }

    private static func opened(_ query: SQL, _ transaction: Transaction) throws -> String? {
        guard let sealed = try transaction.connection.text(query) else { return nil }
        return try Seal.of(transaction).open(sealed)
    }

    // Removing

    static func removeApp(_ user: Int64, in transaction: Transaction) throws {
        let removed = try transaction.connection.execute(
            "DELETE FROM second_factor WHERE user_id = \(user) AND confirmed_at IS NOT NULL")
        try transaction.connection.execute("DELETE FROM second_factor WHERE user_id = \(user)")
        if removed > 0 { try KeyChange.appRemoved.tell(user, in: transaction) }
        try dropUnneededCodes(user, in: transaction)
    }

    /// Recovery codes stand in for something: without it they go too.
    static func dropUnneededCodes(_ user: Int64, in transaction: Transaction) throws {
        guard try !isAsked(of: user, in: transaction) else { return }
        try transaction.connection.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
    }

    /// For somebody who lost telephone and codes: the password alone, and signed out everywhere.
    package static func reset(_ user: Int64, in transaction: Transaction) throws {
        for table in ["second_factor", "recovery_code", "passkey", "waiting_sign_in"] {
            try transaction.connection.execute("DELETE FROM \(name: table) WHERE user_id = \(user)")
        }
        try Credentials.closeSessions(of: user, except: nil, in: transaction)
        try KeyChange.secondStepReset.tell(user, in: transaction)
    }
}
