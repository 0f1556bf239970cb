import Localisation
import Records
import Storage
import Web

/// The settings of providers: those there are, a form for each and for a new one.
enum OpenIDSettings {
    static let path = SignInSettings.path + "/providers"

    static func register(in registry: inout Registry, _ directory: OpenIDDirectory) {
        registry.routes.get(path + "/new") { request, context in
            try context.demand(SignInSettings.permission)
            return try await page(request, context, OpenIDProvider())
        }
        registry.routes.get(path + "/:key") { request, context in
            try context.demand(SignInSettings.permission)
            return try await page(request, context, find(request, context))
        }
        registry.routes.post(path) { try await save($0, $1, OpenIDProvider(), directory) }
        registry.routes.post(path + "/:key") { request, context in
            try context.demand(SignInSettings.permission)
            return try await save(request, context, find(request, context), directory)
        }
        registry.routes.post(path + "/:key/remove") { try await remove($0, $1) }
    }

    private static func find(_ request: Request, _ context: Context) async throws -> OpenIDProvider {
        let key = request.parameter("key")
        return try await context.workspace.read(.house) { try OpenIDProvider.find(key: key, in: $0) }
    }

    private static func remove(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(SignInSettings.permission)
        let key = request.parameter("key")
        try await context.write { try OpenIDProvider.remove(key: key, in: $0) }
        return Response.accepted(request, next: SignInSettings.path)
            .saying(Toast(context.t("The provider was removed.")))
    }

    private static func save(
        _ request: Request, _ context: Context, _ provider: OpenIDProvider, _ directory: OpenIDDirectory
    ) async throws -> Response {
        try context.demand(SignInSettings.permission)
        let form = OpenIDForm(try await request.form(limit: 60_000))
        let changed = form.applied(to: provider)
        do {
            do {
                if !changed.issuer.isEmpty { try await directory.check(changed) }
            } catch let refusal as Refusal {
                throw Refusal(fields: [FieldRefusal("issuer", code: refusal.code, refusal.message)])
            }
            try await context.write { transaction in
                var changed = changed
                try changed.save(in: transaction)
            }
        } catch let refusal as Refusal where !request.wantsJSON {
            return try await page(request, context, changed, refusal, status: 422)
        }
        return Response.accepted(request, next: SignInSettings.path).saying(Toast(context.t("Saved.")))
    }

    private static func page(
        _ request: Request, _ context: Context, _ provider: OpenIDProvider, _ refusal: Refusal? = nil,
        status: Int = 200
    ) async throws -> Response {
        let t = context.t, title = provider.id == 0 ? t("New provider") : provider.name
        let roles = try await context.read { try $0.all(Role.self).sorted { $0.name < $1.name } }
        let back = provider.id == 0 ? nil : OpenIDSignIn.address(of: provider, request)
        return SettingsFrame(request, context).page(title, status: status) { html in
            html.spacedCard(title) { html in
                if let back {
                    html.p(t("Enter this address at the provider, where it asks for a redirect URI:"), .class("s"))
                    html.p { $0.code(back) }
                }
                html.form(
                    .class("form"), .method("post"),
                    .action(provider.id == 0 ? path : "\(path)/\(provider.key)")
                ) { html in
                    html.csrfField(context.csrfToken ?? "")
                    OpenIDForm.write(provider, roles, refusal, &html, t)
                    html.div(.class("row wrap")) { html in
                        html.action(Action(t("Save"), look: .primary, submit: true))
                        html.action(Action(t("Cancel"), look: .quiet, href: SignInSettings.path))
                    }
                }
                if provider.id != 0 {
                    html.postButton(
                        Action(t("Remove the provider"), look: .danger, small: true),
                        to: "\(path)/\(provider.key)/remove", csrf: context.csrfToken ?? "", ajax: false)
                }
            }
        }
    }
}
