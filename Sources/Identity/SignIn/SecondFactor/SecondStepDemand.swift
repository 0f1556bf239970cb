import Records
import Storage

/// Which roles may not do without a second step: a setting. Somebody with such a role and no second step opens nothing
/// but the page on which to set one up.
package enum SecondStepDemand {
    /// A list of the keys of roles.
    package static let setting = "second_step_roles"

    static func roles(_ settings: WorkspaceSettings) -> Set<String> {
        Set((settings.extra[setting]?.array ?? []).compactMap(\.text))
    }

    package static func save(_ keys: [String], in transaction: Transaction) throws {
        try WorkspaceSettings.save(setting, .array(keys.sorted().map { .text($0) }), in: transaction)
    }

    /// Whether this person's role demands one and they have none. Costs nothing where no role does.
    static func isOpen(for user: Int64, in transaction: Transaction) throws -> Bool {
        let demanding = roles(transaction.settings)
        guard !demanding.isEmpty else { return false }
        let key = try transaction.connection.text(
            "SELECT r.key FROM \"user\" AS u JOIN role AS r ON r.id = u.role WHERE u.id = \(user)")
        guard let key, demanding.contains(key) else { return false }
        return try !SecondFactor.isAsked(of: user, in: transaction)
    }
}
