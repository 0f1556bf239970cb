import Records
import Web

/// Users, teams, signing in.
package enum Identity {
    package static func register(in registry: inout Registry) {
        registry.add(Team.self)
        registry.add(User.self)
        registry.storage.tables += Credentials.tables
        registry.storage.rules.add(to: User.name, prepare: User.prepare, deleting: User.deleting)
        registry.permissions["settings.manage"] = Message("Change settings, users and fields")
        SignInPages.register(in: &registry)
    }
}
