import Localisation
import Records
import Storage
import Web

/// The front door: signing in and out, and the first run of a new installation.
package enum SignInPages {
    package static func register(in registry: inout Registry) {
        registry.routes.get("/sign-in", .anonymous) { try await show($0, $1) }
        registry.routes.post("/sign-in", .anonymous) { try await signIn($0, $1) }
        registry.routes.post("/sign-out", .anonymous) { try await signOut($0, $1) }
        SecondStepPages.register(in: &registry)
        SetupPage.register(in: &registry)
        AccessPages.register(in: &registry)
        let directory = OpenIDDirectory()
        OpenIDPages.register(in: &registry, directory)
        SignInSettings.register(in: &registry)
        OpenIDSettings.register(in: &registry, directory)
    }

    private static func show(_ request: Request, _ context: Context) async throws -> Response {
        if let changed = languageChange(request) { return changed }
        let next = Response.localAddress(request.query["next"])
        if context.person != nil { return .redirect(next ?? "/") }
        let isNew = try await !context.workspace.read(.house) { try Credentials.exist(in: $0) }
        if isNew { return .redirect("/setup") }
        return try await page(request, context, email: "", next: next)
    }

    private static func signIn(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000)
        let email = (form["email"] ?? "").trimmingWhitespace(), password = form["password"] ?? ""
        let next = Response.localAddress(form["next"])
        do {
            let user = try await FrontDoor.enter(email, password, from: request.remoteAddress, context)
            return try await Entrance.admit(user, request, context, next: next)
        } catch let refusal as Refusal where !request.wantsJSON {
            let status = ErrorResponse.status(of: refusal.type)
            return try await page(request, context, email: email, next: next, refusal: refusal.message, status: status)
                .delayed(by: refusal)
        }
    }

    private static func signOut(_ request: Request, _ context: Context) async throws -> Response {
        if let secret = request.cookie(Authenticator.cookie) {
            try await context.workspace.write(.house, .screen) { try Credentials.closeSession(secret, in: $0) }
            if let person = context.person { context.note(.signedOut, user: person.id) }
        }
        return Response.accepted(request, next: "/sign-in").setting(Cookie(Authenticator.cookie, "", maxAgeSeconds: 0))
    }

    /// `?language=fr` at the foot of a page for strangers: remembered, then the same page without it.
    static func languageChange(_ request: Request) -> Response? {
        guard let chosen = request.query["language"].flatMap({ Language(rawValue: $0) }) else { return nil }
        let rest = request.query.setting("language", to: nil)
        let address = rest.items.isEmpty ? request.path : "\(request.path)?\(rest.encoded)"
        return .redirect(address).setting(Cookie("language", chosen.rawValue, maxAgeSeconds: 365 * 86_400))
    }

    static func page(
        _ request: Request, _ context: Context, email: String, next: String?, refusal: Message? = nil, status: Int = 200
    ) async throws -> Response {
        let t = context.t
        let providers = try await context.workspace.read(.house) { try OpenIDProvider.buttons(in: $0) }
        let frame = BarePage(
            t: t, theme: Choices(request, context).theme, csrf: context.csrfToken, assets: PageFrame.assets)
        let bytes = frame.page(title: t("Sign in")) { html in
            html.form(.class("card form"), .method("post"), .action("/sign-in")) { html in
                if let token = context.csrfToken { html.csrfField(token) }
                if let next { html.input(.type("hidden"), .name("next"), .value(next)) }
                if let refusal { html.notice(t(refusal), .bad) }
                html.credential("email", "email", t("E-mail"), value: email, complete: "username", focus: email.isEmpty)
                html.credential(
                    "password", "password", t("Password"), value: "", complete: "current-password",
                    focus: !email.isEmpty)
                html.action(Action(t("Sign in"), icon: "log-in", look: .primary, submit: true))
                if PasskeySite(request).isPossible {
                    html.passkeyButton(t("Sign in with a passkey"), .signIn(.signIn), next: next, t)
                }
                html.p { $0.a(t("Forgot your password?"), .class("link s"), .href(ForgottenPages.path)) }
                for provider in providers {
                    let rest = next.map { "?next=" + percentEncoded($0) } ?? ""
                    html.action(
                        Action(
                            t(Message("Continue with {name}", ["name": .text(provider.name)])), icon: "log-in",
                            href: "/sign-in/with/\(provider.key)\(rest)"))
                }
            }
        }
        return Response.html(bytes, status: status).with("Cache-Control", "no-store")
    }
}

extension Response {
    /// Says to programs how long a page asks people to wait.
    func delayed(by refusal: Refusal) -> Response {
        guard let seconds = refusal.details["retry_after"]?.integer else { return self }
        return with("Retry-After", String(seconds))
    }
}

extension HTML {
    /// A line of the forms at the door, known to password managers.
    mutating func credential(
        _ name: String, _ type: String, _ label: String, value: String, complete: String, focus: Bool = false,
        help: String? = nil, error: String? = nil, id: String? = nil, isRequired: Bool = true
    ) {
        let id = id ?? "door-\(name)"
        div(.class("field")) { html in
            html.label(label, .for(id))
            html.input(
                .class("input"), .id(id), .type(type), .name(name), .value(value), .required(isRequired),
                .attribute("autocomplete", complete), .attribute("maxlength", "400"), .flag("autofocus", focus),
                .aria("describedby", help == nil && error == nil ? nil : id + "-note"),
                .aria("invalid", error == nil ? nil : "true"))
            if let error {
                html.p(.class("error"), .id(id + "-note")) { html in
                    html.icon("circle-alert", .small)
                    html.span(error)
                }
            } else if let help {
                html.p(help, .class("help"), .id(id + "-note"))
            }
        }
    }
}
