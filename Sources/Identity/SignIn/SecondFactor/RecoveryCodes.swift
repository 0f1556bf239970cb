import Records
import Storage

/// Ten codes on paper for the day the telephone is gone. Each holds 80 random bits, opens once, and is kept as its
/// fingerprint.
enum RecoveryCodes {
    static let number = 10

    static let table = TableSpec(
        "recovery_code",
        [
            .init("user_id", .integer, references: "user"), .init("fingerprint", .text), .init("made_at", .instant),
            .init("used_at", .instant, required: false),
        ], primaryKey: ["user_id", "fingerprint"])

    /// Ten new ones, to be shown this once; those of before open nothing any more.
    static func make(for user: Int64, in transaction: Transaction) throws -> [String] {
        try transaction.connection.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
        return try (0..<number).map { _ in
            let code = Base32.text(Secret.bytes(10)).lowercased()
            try transaction.connection.execute(
                """
                INSERT INTO recovery_code (user_id, fingerprint, made_at) VALUES
                (\(user), \(Secret.fingerprint(code)), \(transaction.now))
                """)
            return Base32.grouped(code, by: "-")
        }
    }

    /// How many still open; nil where there never were any.
    static func left(_ user: Int64, in transaction: Transaction) throws -> Int? {
        let row = try transaction.connection.first(
            "SELECT COUNT(*), COUNT(used_at) FROM recovery_code WHERE user_id = \(user)", .integer, .integer)
        guard let all = row?[0].integer, all > 0 else { return nil }
        return Int(all - (row?[1].integer ?? 0))
    }

    /// `code` without spaces and hyphens.
    static func use(_ code: String, of user: Int64, in transaction: Transaction) throws -> Bool {
        let used = try transaction.connection.execute(
            """
            UPDATE recovery_code SET used_at = \(transaction.now)
            WHERE user_id = \(user) AND fingerprint = \(Secret.fingerprint(code.lowercased())) AND used_at IS NULL
            """)
        if used == 1 { try KeyChange.recoveryCode.tell(user, in: transaction) }
        return used == 1
    }
}
