import Records
import Storage

extension User {
    /// Addresses in their normal form; nobody manages himself, however long the way round.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let seller = RolePreset.seller.rawValue
        let usual = try transaction.connection.integer("SELECT id FROM role WHERE key = \(seller)").map { ID<Role>($0) }
        for index in changes.indices {
            var user = try changes[index].typed(User.self)
            user.email = user.email.map { EmailAddress.normalised($0) ?? $0 }
            if user.role == nil, changes[index].isNew { user.role = usual }
            changes[index].replace(with: user)
        }
        try transaction.refuseCycles(
            &changes, along: "manager",
            Message("Somebody cannot be their own manager, nor the manager of their manager."))
    }

    /// What somebody sees depends on role and team; who may no longer sign in sees nothing from now on.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where !change.isNew && change.changes("email") {
            try KeyChange.address.tell(change.new.id, in: transaction)
        }
        let isMoved = changes.contains { change in
            ["role", "team", "is_active"].contains { change.changes($0) }
        }
        guard isMoved else { return }
        try transaction.raiseConfigurationVersion()
        if changes.contains(where: { !$0.isNew }) { try keepAnAdministrator(transaction) }
    }

    /// Somebody who may do everything can still sign in.
    static func keepAnAdministrator(_ transaction: Transaction) throws {
        let isFounded = try Credentials.exist(in: transaction)
        let left = try transaction.connection.integer(
            """
            SELECT u.id FROM "user" AS u JOIN role AS r ON r.id = u.role JOIN credential AS c ON c.user_id = u.id
            WHERE u.is_active = TRUE AND r.is_administrator = TRUE LIMIT 1
            """)
        guard isFounded, left == nil else { return }
        throw Refusal(
            .conflict, code: "last_administrator",
            Message("Nobody could administer the company any more. Make somebody else an administrator first."))
    }

    /// The last administrator who can sign in stays one.
    static func deleting(_ users: [Record], _ transaction: Transaction) throws {
        let ids = users.map(\.id)
        if ids.contains(transaction.viewer.user) {
            throw Refusal(
                .conflict, code: "yourself", Message("You cannot delete yourself. Ask another administrator."))
        }
        try Credentials.forget(ids, in: transaction)
    }
}
