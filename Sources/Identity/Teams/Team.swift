import Records
import Storage

/// A group of users, perhaps within a larger one: a region, an agency.
package struct Team: Entity {
    package static let name = "team", plural = "teams"
    package static let label = "Team", pluralLabel = "Teams"
    package static let icon = "users"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var parent: ID<Team>?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted, .unique),
        Field("parent", \.parent, "Parent team", .listed, .reverse("children")),
    ]
}

extension Team {
    /// Who stands below whom decides what people see.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        if changes.contains(where: { $0.changes("parent") }) { try transaction.raiseConfigurationVersion() }
    }
}
