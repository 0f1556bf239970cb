import Localisation
import Records
import Storage
import Web

/// The setting page of signing in: which roles may not do without a second step, and which providers let people in.
enum SignInSettings {
    static let path = "/settings/sign-in", permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Sign-in"), icon: "lock", path: path, permission: permission))
        registry.routes.get(path) { try await show($0, $1) }
        registry.routes.post(path + "/second-step") { try await save($0, $1) }
        registry.routes.post(path + "/idle") { try await saveIdle($0, $1) }
    }

    private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let t = context.t, demanding = SecondStepDemand.roles(context.workspace.settings)
        let roles = try await context.read { try $0.all(Role.self).sorted { $0.name < $1.name } }
        let providers = try await context.workspace.read(.house) { try OpenIDProvider.all(in: $0) }
        return SettingsFrame(request, context).page(t("Sign-in")) { html in
            html.spacedCard(t("Second step")) { html in
                html.p(
                    t(
                        "People with these roles must set up an authenticator app or a passkey before anything else "
                            + "opens to them."), .class("s muted"))
                html.form(.class("form"), .method("post"), .action(path + "/second-step")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.fieldset(.class("field wide")) { html in
                        html.legend(t("Roles"))
                        for role in roles {
                            html.label(.class("tick")) { html in
                                html.input(
                                    .type("checkbox"), .name("role"), .value(role.key),
                                    .checked(role.key.map(demanding.contains) ?? false))
                                html.span(role.name)
                            }
                        }
                    }
                    html.div { $0.action(Action(t("Save"), look: .primary, submit: true)) }
                }
            }
            html.spacedCard(t("Unused sessions")) { html in
                html.form(.class("form"), .method("post"), .action(path + "/idle")) { html in
                    html.csrfField(context.csrfToken ?? "")
                    let hours = FieldSpec(
                        name: "hours", label: Message("Sign out after so many hours without use (0: never)"),
                        shape: .integer,
                        traits: [.required])
                    let known = Credentials.idleHours(context.workspace.settings)
                    html.field(FormField(hours, text: String(known)), t)
                    html.div { $0.action(Action(t("Save"), look: .primary, submit: true)) }
                }
            }
            html.spacedCard(t("Sign in with a provider")) { html in
                html.p(
                    t(
                        "A server that knows your people (OpenID Connect) can let them in here: no second password, "
                            + "and who leaves there leaves here."), .class("s muted"))
                html.ul(.class("stack")) { html in
                    for provider in providers {
                        html.li { html in
                            html.a(provider.name, .class("link"), .href("\(OpenIDSettings.path)/\(provider.key)"))
                            html.p(provider.issuer, .class("muted xs"))
                        }
                    }
                }
                html.div {
                    $0.action(Action(t("Add a provider"), icon: "plus", href: OpenIDSettings.path + "/new"))
                }
            }
        }
    }

    private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let keys = try await request.form(limit: 60_000).all("role")
        try await context.write { transaction in
            let known = Set(try transaction.all(Role.self).compactMap(\.key))
            try SecondStepDemand.save(keys.filter(known.contains), in: transaction)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    private static func saveIdle(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(permission)
        let text = try await request.form()["hours"] ?? ""
        guard let hours = Int(text), (0...8760).contains(hours) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "hours", code: "out_of_range", Message("Write a whole number of hours from 0 to 8760 (one year)."))
            ])
        }
        try await context.write { transaction in
            try WorkspaceSettings.save(Credentials.idleSetting, .number(String(hours)), in: transaction)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }
}
