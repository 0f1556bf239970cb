import Records
import Storage

/// A random word a passkey must sign, so that nothing signed before is worth anything. Kept for five minutes and taken
/// once.
enum PasskeyChallenge {
    enum Purpose: String, Sendable { case add, signIn = "sign_in", secondStep = "second_step" }

    static let table = TableSpec(
        "passkey_challenge",
        [
            .init("fingerprint", .text), .init("purpose", .text),
            .init("user_id", .integer, required: false, references: "user"), .init("expires_at", .instant),
        ], primaryKey: ["fingerprint"])

    /// `user` is nil where nobody has said yet who they are.
    static func make(_ purpose: Purpose, for user: Int64?, in transaction: Transaction) throws -> String {
        let challenge = Secret.make()
        try transaction.connection.execute("DELETE FROM passkey_challenge WHERE expires_at < \(transaction.now)")
        try transaction.connection.execute(
            """
            INSERT INTO passkey_challenge (fingerprint, purpose, user_id, expires_at) VALUES
            (\(Secret.fingerprint(challenge)), \(purpose.rawValue), \(user), \(transaction.now.adding(seconds: 300)))
            """)
        return challenge
    }

    /// Whether it was made for this and is still good. From now on it is not.
    static func take(_ challenge: String, _ purpose: Purpose, for user: Int64?, in transaction: Transaction) throws
        -> Bool
    {
        let fingerprint = Secret.fingerprint(challenge)
        let row = try transaction.connection.first(
            """
            DELETE FROM passkey_challenge WHERE fingerprint = \(fingerprint) RETURNING purpose, user_id, expires_at
            """, .text, .integer, .instant)
        guard let row, let expiresAt = row[2].instant else { return false }
        return row[0].text == purpose.rawValue && row[1].integer == user && expiresAt > transaction.now
    }
}
