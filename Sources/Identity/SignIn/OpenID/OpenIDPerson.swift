import Records
import Storage

/// Somebody a provider vouches for: who they are there, and who they are here.
struct OpenIDPerson: Sendable {
    let subject: String
    let name: String
    /// Only one the provider has checked.
    let email: String?
    let groups: [String]

    static let linkTable = TableSpec(
        "openid_link",
        [
            .init("provider_id", .integer), .init("subject", .text), .init("user_id", .integer, references: "user"),
            .init("made_at", .instant),
        ], primaryKey: ["provider_id", "subject"])

    init(_ subject: String, _ claims: JSON, _ provider: OpenIDProvider) {
        self.subject = subject
        let address = claims["email"]?.text.flatMap(EmailAddress.normalised)
        let isChecked = claims["email_verified"]?.boolean ?? (claims["email_verified"]?.text == "true")
        email = isChecked || provider.trustsEmails ? address : nil
        let names = ["name", "preferred_username"].compactMap { claims[$0]?.text?.trimmingWhitespace() }
        name = String((names.first { !$0.isEmpty } ?? address ?? subject).prefix(120))
        let claim = claims[provider.groupClaim]
        groups = claim?.array?.compactMap(\.text) ?? [claim?.text].compactMap { $0 }
    }

    /// The user here: linked before, or the one with this e-mail, or a new one.
    func user(of provider: OpenIDProvider, in transaction: Transaction) throws -> Int64 {
        let linked = try transaction.connection.integer(
            "SELECT user_id FROM openid_link WHERE provider_id = \(provider.id) AND subject = \(subject)")
        let id = try linked ?? known(in: transaction) ?? made(provider, in: transaction)
        let isActive = try transaction.connection.integer(
            "SELECT id FROM \"user\" WHERE id = \(id) AND is_active = TRUE")
        guard isActive != nil else { throw OpenIDPerson.stranger }
        if linked == nil {
            try transaction.connection.execute(
                """
                INSERT INTO openid_link (provider_id, subject, user_id, made_at) VALUES
                (\(provider.id), \(subject), \(id), \(transaction.now))
                """)
        }
        return id
    }

    private func known(in transaction: Transaction) throws -> Int64? {
        guard let email else { return nil }
        return try transaction.connection.integer("SELECT id FROM \"user\" WHERE email = \(email)")
    }

    private func made(_ provider: OpenIDProvider, in transaction: Transaction) throws -> Int64 {
        guard provider.makesUsers, let email, let role = try role(of: provider, in: transaction) else {
            throw OpenIDPerson.stranger
        }
        var user = User()
        (user.name, user.email, user.role) = (name, email, role)
        return try transaction.asHouse.save(user).number
    }

    /// The role by the first group that has one; else the provider's usual one.
    private func role(of provider: OpenIDProvider, in transaction: Transaction) throws -> ID<Role>? {
        let mapped = provider.groupRoles.first { groups.contains($0.group) }?.role
        guard let key = mapped ?? provider.defaultRole else { return nil }
        return try transaction.connection.integer("SELECT id FROM role WHERE key = \(key)").map { ID($0) }
    }

    /// Follows a change of groups. Without a map of groups roles are given here and stay.
    func follow(_ user: Int64, _ provider: OpenIDProvider, in transaction: Transaction) throws {
        guard !provider.groupRoles.isEmpty, let role = try role(of: provider, in: transaction) else { return }
        var found = try transaction.asHouse.find(ID<User>(user))
        guard found.role != role else { return }
        found.role = role
        try transaction.asHouse.save(found)
    }

    static let stranger = Refusal(
        code: "openid_stranger",
        Message("You are known there, but you have no access here. Ask an administrator for it."))
}
