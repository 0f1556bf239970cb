import Foundation
import Localisation
import Messaging
import Records
import Storage
import Web

/// “Forgotten password?”: whoever asks hears the same, whether or not somebody has this address.
enum ForgottenPages {
    static let path = "/forgotten"
    private static let answer = Message(
        "If this address belongs to somebody here, a mail with a link is on its way. The link works for one hour.")

    static func register(in registry: inout Registry) {
        let byAddress = RateLimiter(burst: 10, secondsPerToken: 60, now: { Instant(Date()) })
        let byEmail = RateLimiter(burst: 3, secondsPerToken: 600, now: { Instant(Date()) })
        registry.routes.get(path, .anonymous) { request, context in
            SignInPages.languageChange(request) ?? page(request, context, sent: false)
        }
        registry.routes.post(path, .anonymous) { request, context in
            let form = try await request.form(limit: 20_000)
            let email = EmailAddress.normalised((form["email"] ?? "").trimmingWhitespace())
            try byAddress.take(request.remoteAddress)
            if let email {
                try byEmail.take(email)
                try await queue(email, request, context)
            }
            return page(request, context, sent: true)
        }
        let words = registry.words
        registry.jobs.add("password.reset", "Answer a forgotten password") { try await Forgotten.answer($0, words) }
    }

    /// Only a job is queued here, for strangers as for people: the time it takes says nothing.
    private static func queue(_ email: String, _ request: Request, _ context: Context) async throws {
        guard MailSettings(context.workspace.settings).isSet,
            let base = PublicAddress.of(context.workspace.settings, host: request.host, isSecure: request.isSecure)
        else { return }
        try await context.workspace.write(.house, .screen) { transaction in
            try Forgotten.queue(email, base: base, in: transaction)
        }
        context.product.jobSignal.raise()
    }

    private static func page(_ request: Request, _ context: Context, sent: Bool) -> Response {
        let t = context.t, isMailSet = MailSettings(context.workspace.settings).isSet
        let frame = BarePage(
            t: t, theme: Choices(request, context).theme, csrf: context.csrfToken, assets: PageFrame.assets)
        let bytes = frame.page(title: t("Forgotten password")) { html in
            if !isMailSet {
                html.notice(t("This server sends no mail. Ask your administrator for a link to a new password."))
            } else if sent {
                html.notice(
                    t(answer),
                    .good)
            } else {
                html.form(.class("card form"), .method("post"), .action(path)) { html in
                    if let token = context.csrfToken { html.csrfField(token) }
                    html.credential("email", "email", t("E-mail"), value: "", complete: "username", focus: true)
                    html.action(Action(t("Send me a link"), icon: "mail", look: .primary, submit: true))
                }
            }
            html.p { $0.a(t("Back to signing in"), .class("link s"), .href("/sign-in")) }
        }
        return Response.html(bytes).with("Cache-Control", "no-store")
    }
}
