import Foundation
import Localisation
import Records
import Storage
import Web

/// Behind a secret link: choosing a password, for the first time or anew, and going in.
enum WelcomePages {
    static func register(in registry: inout Registry) {
        let limiter = RateLimiter(burst: 20, secondsPerToken: 30, now: { Instant(Date()) })
        for purpose in [SecretLink.Purpose.invitation, .reset] {
            registry.routes.get(purpose.path + ":secret", .anonymous) { try await show(purpose, $0, $1, limiter) }
            registry.routes.post(purpose.path + ":secret", .anonymous) { try await choose(purpose, $0, $1, limiter) }
        }
    }

    private static func show(
        _ purpose: SecretLink.Purpose, _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> Response {
        if let changed = SignInPages.languageChange(request) { return changed }
        let secret = request.parameter("secret")
        let user = try await holder(secret, purpose, request, context, limiter)
        let language = user.language.flatMap { Language(rawValue: $0.rawValue) } ?? context.t.language
        return page(purpose, user, language, nil, request, context)
    }

    private static func choose(
        _ purpose: SecretLink.Purpose, _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> Response {
        let form = try await request.form(limit: 20_000), secret = request.parameter("secret")
        let user = try await holder(secret, purpose, request, context, limiter)
        let language = form["language"].flatMap { Language(rawValue: $0) } ?? context.t.language
        let password = form["password"] ?? ""
        do {
            try Password.check(password)
            guard password.utf8.count <= 1000 else {
                let message = Message("Choose a password of at most 1,000 characters.")
                throw Refusal(fields: [FieldRefusal("password", code: "too_long", message)])
            }
        } catch let refusal where !request.wantsJSON {
            return page(purpose, user, language, refusal as? Refusal, request, context, status: 422)
        }
        let hash = try await Password.hash(password)
        let id = try await context.workspace.write(.house, .screen) {
            try Invitations.choose(hash, language, with: secret, purpose, in: $0)
        }
        return try await Entrance.admit(id, request, context, next: "/")
            .setting(Cookie("language", language.rawValue, maxAgeSeconds: 365 * 86_400))
    }

    private static func holder(
        _ secret: String, _ purpose: SecretLink.Purpose, _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> User {
        do {
            return try await context.workspace.read(.house) { try SecretLink.holder(secret, purpose, in: $0) }
        } catch let refusal as Refusal {
            // Only wrong links cost a try.
            try limiter.take(request.remoteAddress)
            throw refusal
        }
    }

    private static func page(
        _ purpose: SecretLink.Purpose, _ user: User, _ language: Language, _ refusal: Refusal?, _ request: Request,
        _ context: Context, status: Int = 200
    ) -> Response {
        let t = context.product.catalogues.translator(language, timeZone: context.t.timeZone)
        let frame = BarePage(t: t, csrf: context.csrfToken, assets: PageFrame.assets)
        let title = purpose == .invitation ? t("Welcome") : t("A new password")
        let bytes = frame.page(title: title) { html in
            html.p(
                purpose == .invitation
                    ? t(
                        Message(
                            "{company} invites you. Choose a password, and you are in.",
                            ["company": .text(context.workspace.settings.company)]))
                    : t("Choose a new password. You are signed out everywhere else."), .class("muted s"))
            html.form(.class("card form"), .method("post"), .action(request.path)) { html in
                if let token = context.csrfToken { html.csrfField(token) }
                html.div(.class("field")) { html in
                    html.label(t("E-mail"), .for("door-email"))
                    html.input(
                        .class("input"), .id("door-email"), .type("email"), .name("email"), .value(user.email ?? ""),
                        .attribute("readonly", ""), .attribute("autocomplete", "username"))
                }
                html.credential(
                    "password", "password", t("Password"), value: "", complete: "new-password", focus: true,
                    help: t("At least 10 characters."),
                    error: refusal?.fields.first { $0.field == "password" }.map { t($0.message) })
                html.div(.class("field")) { html in
                    html.label(t("Language"), .for("door-language"))
                    html.select(.class("input"), .id("door-language"), .name("language")) { html in
                        for option in Language.allCases {
                            html.option(option.label, .value(option.rawValue), .selected(option == language))
                        }
                    }
                }
                html.action(Action(t("Go in"), icon: "log-in", look: .primary, submit: true))
            }
        }
        // The secret in the address goes to no other site: every answer says `Referrer-Policy: same-origin`. Anything
        // stricter would hide the form's origin from the guard against other sites.
        return Response.html(bytes, status: status).with("Cache-Control", "no-store")
    }
}
