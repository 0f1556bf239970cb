import Localisation
import Records
import Storage
import Web

/// One's own keys: the password, where one is signed in, and tokens for programs. Administrators set others' passwords
/// from the user's page.
enum AccessPages {
    static let path = "/settings/access"

    static func register(in registry: inout Registry) {
        registry.settings.append(SettingsEntry(label: Message("My access"), icon: "key-round", path: path))
        registry.routes.get(path) { try await show($0, $1) }
        registry.routes.post(path + "/password") { try await changePassword($0, $1) }
        registry.routes.post(path + "/sessions/:fingerprint/close") { try await closeSession($0, $1) }
        registry.routes.post(path + "/tokens") { try await makeToken($0, $1) }
        registry.routes.post(path + "/tokens/:id/revoke") { try await revokeToken($0, $1) }
        registry.routes.post("/users/:id/password") { try await setPassword($0, $1) }
        registry.panel(on: User.name, Panel("password") { user, _, context, _ in passwordPanel(user, context) })
    }

    private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try await page(request, context)
    }

    // Passwords

    private static func changePassword(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000), person = try person(context)
        let current = request.cookie(Authenticator.cookie)
        do {
            let known = try await context.workspace.read(.house) { try Credentials.find(email: person.email, in: $0) }
            guard let known, try await Password.matches(form["current"] ?? "", known.hash) else {
                let message = Message("This is not your current password.")
                throw Refusal(fields: [FieldRefusal("current", code: "wrong_password", message)])
            }
            try Password.check(form["password"] ?? "")
            let hash = try await Password.hash(form["password"] ?? "")
            try await context.workspace.write(.house, .screen) { transaction in
                try Credentials.setPassword(hash, of: ID(person.id), in: transaction)
                // Whoever else was signed in with the old password no longer is.
                try Credentials.closeSessions(of: person.id, except: current, in: transaction)
            }
        } catch let refusal as Refusal where !request.wantsJSON {
            return try await page(request, context, refusal: refusal, status: 422)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Your password was changed.")))
    }

    private static func setPassword(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand("settings.manage")
        let form = try await request.form(limit: 20_000), id = try request.identifier()
        try Password.check(form["password"] ?? "")
        let hash = try await Password.hash(form["password"] ?? "")
        try await context.write { transaction in
            let user = try transaction.find(ID<User>(id))
            guard user.email != nil else {
                let message = Message("Give this user an e-mail address first: it is what they sign in with.")
                throw Refusal(fields: [FieldRefusal("email", code: "required", message)])
            }
            try Credentials.setPassword(hash, of: user.id, in: transaction)
            try Credentials.closeSessions(of: id, except: nil, in: transaction)
        }
        return Response.accepted(request, next: "/users/\(id)").saying(Toast(context.t("The password was set.")))
    }

    private static func passwordPanel(_ user: Record, _ context: Context) -> HTML? {
        guard context.viewer.may("settings.manage") else { return nil }
        let t = context.t
        var html = HTML()
        html.card(t("Password")) { html in
            html.form(.class("form"), .method("post"), .action("/users/\(user.id)/password"), .data("ajax")) { html in
                html.csrfField(context.csrfToken ?? "")
                html.credential(
                    "password", "password", t("New password"), value: "", complete: "new-password",
                    help: t("At least 10 characters."))
                html.action(Action(t("Set the password"), icon: "key-round", submit: true))
            }
        }
        return html
    }

    // Sessions and tokens

    private static func closeSession(_ request: Request, _ context: Context) async throws -> Response {
        let person = try person(context), fingerprint = request.parameter("fingerprint")
        try await context.workspace.write(.house, .screen) {
            try Credentials.closeSession(fingerprint: fingerprint, of: person.id, in: $0)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Signed out there.")))
    }

    private static func makeToken(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000), person = try person(context)
        let name = (form["name"] ?? "").trimmingWhitespace()
        do {
            guard !name.isEmpty, name.count <= 120 else {
                let message = Message("Name the token after the program that will use it.")
                throw Refusal(fields: [FieldRefusal("name", code: "required", message)])
            }
            let token = try await context.workspace.write(.house, .screen) {
                try Credentials.makeToken(for: ID(person.id), name: name, in: $0)
            }
            return try await page(request, context, made: token)
        } catch let refusal as Refusal where !request.wantsJSON {
            return try await page(request, context, refusal: refusal, status: 422)
        }
    }

    private static func revokeToken(_ request: Request, _ context: Context) async throws -> Response {
        let person = try person(context), id = try request.identifier()
        try await context.workspace.write(.house, .screen) { try Credentials.revokeToken(id, of: person.id, in: $0) }
        return Response.accepted(request, next: path).saying(Toast(context.t("The token no longer opens anything.")))
    }

    private static func person(_ context: Context) throws(Refusal) -> Person {
        guard let person = context.person else { throw .notFound() }
        return person
    }

    private static func page(
        _ request: Request, _ context: Context, refusal: Refusal? = nil, made: String? = nil, status: Int = 200
    ) async throws -> Response {
        let person = try person(context), current = request.cookie(Authenticator.cookie).map(Secret.fingerprint)
        let (sessions, tokens) = try await context.workspace.read(.house) { transaction in
            (
                try Credentials.sessions(of: person.id, in: transaction),
                try Credentials.tokens(of: person.id, in: transaction)
            )
        }
        let page = AccessPage(
            t: context.t, csrf: context.csrfToken ?? "", sessions: sessions, tokens: tokens, current: current,
            refusal: refusal, made: made)
        return SettingsFrame(request, context).page(context.t("My access"), status: status) { page.write(&$0) }
    }
}
