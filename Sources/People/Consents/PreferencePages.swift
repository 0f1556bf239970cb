import Foundation
import Localisation
import Records
import Storage
import Web

/// The pages behind the links in our mails, for people without an account: what they agreed to, and how to change it.
/// Looking changes nothing, because machines look too.
enum PreferencePages {
    static func register(in registry: inout Registry) {
        let limiter = RateLimiter(burst: 30, secondsPerToken: 10, now: { Instant(Date()) })
        registry.routes.get(DoubleOptIn.path + ":token", .anonymous) { try await asking($0, $1, limiter) }
        registry.routes.post(DoubleOptIn.path + ":token", [.anonymous, .otherSites]) {
            try await confirm($0, $1, limiter)
        }
        registry.routes.get(Preferences.path + ":token", .anonymous) { try await show($0, $1, limiter) }
        registry.routes.post(Preferences.path + ":token", [.anonymous, .otherSites]) { try await save($0, $1, limiter) }
    }

    private static func show(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        let address = try address(request, context, limiter)
        let page = try await context.workspace.read(.house) { try PreferencePage.load(address, in: $0) }
        return page.answer(request, translator(request, context), context)
    }

    private static func save(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        let address = try address(request, context, limiter)
        let form = try await request.form(limit: 20_000), origin = request.remoteAddress
        let isOneClick = form["List-Unsubscribe"] == "One-Click"
        _ = try await context.workspace.write(.house, .screen, origin: origin) { transaction in
            let page = try PreferencePage.load(address, in: transaction)
            if isOneClick || form["all"] != nil {
                try page.withdrawAll(onlyHere: isOneClick, source: isOneClick ? .mail : .page, in: transaction)
            } else {
                try page.take(form, in: transaction)
            }
        }
        if isOneClick || request.wantsJSON { return .text("OK\n") }
        let language = request.query["language"].map { "&language=\(percentEncoded($0))" } ?? ""
        return .redirect(request.path + "?saved=1" + language)
    }

    private static func asking(
        _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> Response {
        let token = request.parameter("token"), t = translator(request, context)
        let (asked, purpose, text) = try await found(token, t, request, context, limiter)
        let isDone = request.query["saved"] != nil
        let frame = BarePage(t: t, assets: PageFrame.assets)
        let bytes = frame.page(title: isDone ? t("Thank you") : t("Please confirm")) { html in
            html.p(context.workspace.settings.company, .class("muted s"))
            html.div(.class("card form")) { html in
                if isDone {
                    html.notice(
                        t("It is confirmed. You may change your mind at any time with the link in our mails."), .good)
                } else {
                    html.p(
                        t(
                            Message(
                                "{address} – {purpose}",
                                ["address": .text(asked.address ?? ""), "purpose": .text(purpose)])),
                        .class("strong"))
                    if let text { html.p(text, .class("s prose")) }
                    html.form(.class("form"), .method("post"), .action(request.path)) { html in
                        html.action(Action(t("Confirm"), icon: "check", look: .primary, submit: true))
                    }
                }
            }
        }
        return Response.html(bytes).with("Cache-Control", "no-store").with("X-Robots-Tag", "noindex")
    }

    private static func confirm(
        _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> Response {
        let token = request.parameter("token"), t = translator(request, context)
        let asked = try await found(token, t, request, context, limiter).asked
        try await context.workspace.write(.house, .screen, origin: request.remoteAddress) {
            try DoubleOptIn.confirm(asked, in: $0)
        }
        context.product.outboxSignal.raise()
        return .redirect(request.path + "?saved=1")
    }

    private static func found(
        _ token: String, _ t: Translator, _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> (asked: Consent, purpose: String, text: String?) {
        do {
            return try await context.workspace.read(.house) { transaction in
                let asked = try DoubleOptIn.asked(token, in: transaction), language = t.language.rawValue
                let purpose = try asked.purpose.map { try transaction.find($0).name(language) } ?? ""
                return (asked, purpose, try asked.text.map { try transaction.find($0).text(language) })
            }
        } catch let refusal as Refusal {
            try limiter.take(request.remoteAddress)
            throw refusal
        }
    }

    private static func address(
        _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) throws -> String {
        let said = Preferences.read(request.parameter("token"), use: "preferences", context.workspace.settings)
        guard let address = said?["address"]?.text else {
            // Only wrong links cost a try.
            try limiter.take(request.remoteAddress)
            throw Preferences.over
        }
        return address
    }

    private static func translator(_ request: Request, _ context: Context) -> Translator {
        guard let language = request.query["language"].flatMap({ Language(rawValue: $0) }) else { return context.t }
        return context.product.catalogues.translator(language, timeZone: context.t.timeZone)
    }
}
