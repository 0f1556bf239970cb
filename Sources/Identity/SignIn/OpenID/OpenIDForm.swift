import Localisation
import Records
import Web

/// A provider as it is typed.
struct OpenIDForm: Sendable {
    let typed: Form
    init(_ typed: Form) { self.typed = typed }

    private func text(_ name: String) -> String { (typed[name] ?? "").trimmingWhitespace() }

    /// The secret is never shown: an empty field keeps it.
    func applied(to provider: OpenIDProvider) -> OpenIDProvider {
        var changed = provider
        changed.name = text("name")
        changed.issuer = text("issuer")
        changed.clientID = text("client_id")
        if !text("client_secret").isEmpty { changed.clientSecret = text("client_secret") }
        changed.groupClaim = text("group_claim").isEmpty ? "groups" : text("group_claim")
        changed.groupRoles = OpenIDForm.groupRoles(text("group_roles"))
        changed.defaultRole = text("default_role").isEmpty ? nil : text("default_role")
        changed.makesUsers = text("makes_users") == "true"
        changed.trustsEmails = text("trusts_emails") == "true"
        changed.isSecondStep = text("is_second_step") == "true"
        changed.isPrivate = text("is_private") == "true"
        return changed
    }

    /// `group = role` on each line.
    static func groupRoles(_ text: String) -> [OpenIDProvider.GroupRole] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let mark = line.lastIndex(of: "=") else { return nil }
            let group = String(line[..<mark]).trimmingWhitespace()
            let role = String(line[mark...].dropFirst()).trimmingWhitespace()
            return group.isEmpty && role.isEmpty ? nil : .init(group, role)
        }
    }

    static func write(
        _ provider: OpenIDProvider, _ roles: [Role], _ refusal: Refusal?, _ html: inout HTML, _ t: Translator
    ) {
        func field(_ name: String, _ label: Message, _ text: String, _ shape: Shape, _ traits: [Trait] = []) {
            var field = FormField(
                FieldSpec(name: name, label: label, shape: shape, traits: traits), name: name, text: text)
            field.error = refusal?.fields.first { $0.field == name }.map { t($0.message) }
            html.field(field, t)
        }
        field("name", Message("Name on the button"), provider.name, .text, [.required, .max(60)])
        field(
            "issuer", Message("Address of the provider (issuer)"), provider.issuer, .text,
            [.required, .max(400), .help("Such as https://login.example.com/realms/company.")])
        field("client_id", Message("Client ID"), provider.clientID, .text, [.required, .max(400)])
        html.credential(
            "client_secret", "password", t("Client secret"), value: "", complete: "off",
            help: provider.clientSecret == nil ? nil : t("One is kept. Leave this empty to keep it."),
            isRequired: false)
        field(
            "group_roles", Message("Roles by group"),
            provider.groupRoles.map { "\($0.group) = \($0.role)" }.joined(separator: "\n"), .longText,
            [.max(4000), .help("One line each: group = key of a role. The first group somebody is in counts.")])
        field("group_claim", Message("Claim that lists the groups"), provider.groupClaim, .text, [.max(60)])
        let choices = roles.compactMap { role in role.key.map { ChoiceOption($0, .verbatim(role.name)) } }
        field("default_role", Message("Role of everybody else"), provider.defaultRole ?? "", .choice(choices))
        func tick(_ name: String, _ label: Message, _ truth: Bool) {
            field(name, label, truth ? "true" : "false", .boolean)
        }
        tick("makes_users", Message("Make a user of somebody who comes for the first time"), provider.makesUsers)
        tick("is_second_step", Message("Signing in there counts as a second step"), provider.isSecondStep)
        tick("trusts_emails", Message("Believe e-mail addresses not marked as verified"), provider.trustsEmails)
        tick("is_private", Message("The provider is on our own network"), provider.isPrivate)
    }
}
