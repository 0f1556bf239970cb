import Records
import Web

/// Users, teams, signing in.
package enum Identity {
    package static func register(in registry: inout Registry) {
        registry.add(Team.self)
        registry.add(Role.self)
        registry.add(User.self)
        registry.storage.tables += Credentials.tables + [RoleOffers.originTable, RoleOffers.offerTable]
        registry.storage.steps.append(RoleColumn.step)
        registry.storage.rules.add(to: Role.name, prepare: Role.prepare, saved: Role.saved, deleting: Role.deleting)
        registry.storage.rules.add(to: Team.name, saved: Team.saved)
        registry.storage.rules.add(
            to: User.name, prepare: User.prepare, saved: User.saved, deleting: User.deleting)
        // Whoever signs in leaves by giving their records to somebody else; nobody becomes another.
        registry.storage.rules.merging.keepApart(Team.name, Role.name, User.name)
        registry.storage.rules.merging.tables(
            [
                "secret_link", "api_token", "credential", "session", "sign_in_try", "openid_sign_in",
                "openid_provider", "openid_link", "recovery_code", "second_factor", "waiting_sign_in", "passkey",
                "passkey_challenge",
            ], .stays("keys of users, who are not merged"))
        registry.storage.rules.merging.tables(["role_origin", "role_offer"], .stays("roles are not merged"))
        registry.permissions["settings.manage"] = Message("Change settings, users and fields")
        SignInPages.register(in: &registry)
        RolePages.register(in: &registry)
        ExplainPages.register(in: &registry)
        InvitationPages.register(in: &registry)
    }
}
