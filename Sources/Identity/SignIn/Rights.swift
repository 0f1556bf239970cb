import Records
import Storage
import Web

/// What a person may see and do. Every role sees every record until roles become records; people, teams and the shape
/// of the pipelines are changed by administrators, and a personal view is its owner's.
package enum Rights {
    private static let administered: Set<String> = ["user", "team", "pipeline", "stage"]

    package static func viewer(_ user: Int64, _ role: Role, schema: Schema, registry: Registry) -> Viewer {
        var grants = Dictionary(uniqueKeysWithValues: schema.kinds.keys.map { ($0, [Viewer.Grant.all]) })
        grants[SavedView.name] = SavedView.grants(for: user)
        let isAdministrator = role == .administrator
        return Viewer(
            user: user, grants: grants, readOnlyKinds: isAdministrator ? [] : administered,
            permissions: isAdministrator ? Set(registry.permissions.keys) : [])
    }

    /// For work done without a request. Somebody who is gone or no longer active sees nothing.
    package static func viewer(of user: Int64?, in workspace: Workspace, registry: Registry) async throws -> Viewer {
        guard let user else { return .house }
        let role = try await workspace.read(.house) { transaction in
            try transaction.connection.text("SELECT role FROM \"user\" WHERE id = \(user) AND is_active = TRUE")
        }
        guard let role = role.flatMap({ Role(rawValue: $0) }) else { return Viewer(user: user, grants: [:]) }
        return viewer(user, role, schema: workspace.schema, registry: registry)
    }
}
