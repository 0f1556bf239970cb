import Records
import Web

/// Users, teams, signing in.
package enum Identity {
    package static func register(in registry: inout Registry) {
        registry.add(Team.self)
        registry.add(Role.self)
        registry.add(User.self)
        registry.storage.tables += Credentials.tables
        registry.storage.steps.append(RoleColumn.step)
        registry.storage.rules.add(to: Role.name, prepare: Role.prepare, saved: Role.saved, deleting: Role.deleting)
        registry.storage.rules.add(to: Team.name, saved: Team.saved)
        registry.storage.rules.add(
            to: User.name, prepare: User.prepare, saved: User.saved, deleting: User.deleting)
        registry.permissions["settings.manage"] = Message("Change settings, users and fields")
        SignInPages.register(in: &registry)
        RolePages.register(in: &registry)
        ExplainPages.register(in: &registry)
        InvitationPages.register(in: &registry)
    }
}
