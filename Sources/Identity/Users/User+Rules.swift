import Records
import Storage

extension User {
    /// Addresses in their normal form; nobody manages himself, however long the way round.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var user = try changes[index].typed(User.self)
            user.email = user.email.map { EmailAddress.normalised($0) ?? $0 }
            changes[index].replace(with: user)
            if let manager = user.manager, changes[index].changes("manager"), let id = changes[index].old?.id,
                try reports(manager.number, to: id, transaction)
            {
                changes[index].refuse(
                    "manager", code: "cycle",
                    Message("Somebody cannot be their own manager, nor the manager of their manager."))
            }
        }
    }

    private static func reports(_ user: Int64, to boss: Int64, _ transaction: Transaction) throws -> Bool {
        var current: Int64? = user
        for _ in 0..<100 {
            guard let id = current else { return false }
            if id == boss { return true }
            current = try transaction.connection.integer("SELECT manager FROM \"user\" WHERE id = \(id)")
        }
        return true
    }

    /// The last administrator who can sign in stays one.
    static func deleting(_ users: [Record], _ transaction: Transaction) throws {
        let ids = users.map(\.id)
        if ids.contains(transaction.viewer.user) {
            throw Refusal(
                .conflict, code: "yourself", Message("You cannot delete yourself. Ask another administrator."))
        }
        for table in ["session", "api_token", "credential"] {
            try transaction.connection.execute("DELETE FROM \(name: table) WHERE user_id IN (\(SQL.list(ids)))")
        }
    }
}
