import Localisation
import Records
import Storage
import Web

/// One's own keys: the password, the second step, passkeys, where one is signed in, and tokens for programs. Only for
/// somebody at a browser: a program's token makes no keys.
enum AccessPages {
    static let path = "/settings/access"

    static func register(in registry: inout Registry) {
        registry.settings.append(SettingsEntry(label: Message("My access"), icon: "key-round", path: path))
        registry.routes.get(path) { try await page($0, $1) }
        registry.routes.post(path + "/password") { try await changePassword($0, $1) }
        registry.routes.post(path + "/sessions/close") { try await closeOthers($0, $1) }
        registry.routes.post(path + "/sessions/:fingerprint/close") { try await closeSession($0, $1) }
        registry.routes.post(path + "/tokens") { try await makeToken($0, $1) }
        registry.routes.post(path + "/tokens/:id/revoke") { try await revokeToken($0, $1) }
        OwnSecondStepPages.register(in: &registry)
        PasskeyPages.register(in: &registry)
        OthersAccess.register(in: &registry)
    }

    /// Whoever sits at the browser.
    static func person(_ context: Context) throws(Refusal) -> Person {
        guard let person = context.person, context.door == .screen else {
            throw Refusal(
                .forbidden, code: "browser_only", Message("Sign in with a browser to do this: a token may not."))
        }
        return person
    }

    // Password

    private static func changePassword(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000), person = try person(context)
        let current = request.cookie(Authenticator.cookie)
        do {
            try await demandPassword(form["current"] ?? "", of: person, context)
            try Password.check(form["password"] ?? "")
            let hash = try await Password.hash(form["password"] ?? "")
            try await context.workspace.write(.house, .screen) { transaction in
                try Credentials.setPassword(hash, of: ID(person.id), in: transaction)
                // Whoever else was signed in with the old password no longer is.
                try Credentials.closeSessions(of: person.id, except: current, in: transaction)
            }
        } catch let refusal as Refusal where !request.wantsJSON {
            let status = ErrorResponse.status(of: refusal.type)
            return try await page(request, context, refusal: refusal, status: status)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Your password was changed.")))
    }

    static func demandPassword(_ typed: String, of person: Person, _ context: Context) async throws {
        if try await FrontDoor.confirm(typed, of: person, context) { return }
        let message = Message("This is not your current password.")
        throw Refusal(fields: [FieldRefusal("current", code: "wrong_password", message)])
    }

    // Sessions

    private static func closeSession(_ request: Request, _ context: Context) async throws -> Response {
        let person = try person(context), fingerprint = request.parameter("fingerprint")
        try await context.workspace.write(.house, .screen) {
            try Credentials.closeSession(fingerprint: fingerprint, of: person.id, in: $0)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Signed out there.")))
    }

    private static func closeOthers(_ request: Request, _ context: Context) async throws -> Response {
        let person = try person(context), current = request.cookie(Authenticator.cookie)
        try await context.workspace.write(.house, .screen) {
            try Credentials.closeSessions(of: person.id, except: current, in: $0)
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Signed out everywhere but here.")))
    }

    // Tokens

    private static func makeToken(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000), person = try person(context)
        do {
            let wanted = try TokenForm(
                { form[$0] ?? "" }, kinds: form.all("kinds"), schema: context.schema, now: context.now,
                zone: context.workspace.settings.timeZone)
            let token = try await context.workspace.write(.house, .screen) {
                try Credentials.makeToken(
                    for: ID(person.id), name: wanted.name, scope: wanted.scope, expiresAt: wanted.expiresAt, in: $0)
            }
            return try await page(request, context, made: token)
        } catch let refusal as Refusal where !request.wantsJSON {
            return try await page(request, context, refusal: refusal, typed: form, status: 422)
        }
    }

    private static func revokeToken(_ request: Request, _ context: Context) async throws -> Response {
        let person = try person(context), id = try request.identifier()
        try await context.workspace.write(.house, .screen) { try Credentials.revokeToken(id, of: person.id, in: $0) }
        return Response.accepted(request, next: path).saying(Toast(context.t("The token no longer opens anything.")))
    }

    // The page

    static func page(
        _ request: Request, _ context: Context, refusal: Refusal? = nil, typed: Form = Form(), made: String? = nil,
        codes: [String]? = nil, status: Int = 200
    ) async throws -> Response {
        let person = try person(context)
        let keys = try await context.workspace.read(.house) { try AccessPage.Keys(of: person.id, in: $0) }
        let kinds = context.schema.entities.filter { context.viewer.may(.read, $0) }
        let page = AccessPage(
            t: context.t, csrf: context.csrfToken ?? "", now: context.now, keys: keys,
            current: request.cookie(Authenticator.cookie).map(Secret.fingerprint), site: PasskeySite(request),
            mustEnrol: context.mustEnrol, kinds: kinds.map { (name: $0.name, label: context.t($0.pluralLabel)) },
            refusal: refusal, typed: typed, made: made, codes: codes)
        return SettingsFrame(request, context).page(context.t("My access"), status: status) { page.write(&$0) }
    }
}
