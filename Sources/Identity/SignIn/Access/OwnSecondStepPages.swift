import Localisation
import Records
import Storage
import Web

/// Setting up one's own second step, and ending it.
enum OwnSecondStepPages {
    static let path = AccessPages.path + "/second-step"

    static func register(in registry: inout Registry) {
        registry.routes.get(path) { try await show($0, $1) }
        registry.routes.post(path) { try await confirm($0, $1) }
        registry.routes.post(path + "/begin") { try await begin($0, $1) }
        registry.routes.post(path + "/codes") { try await makeCodes($0, $1) }
        registry.routes.post(path + "/remove") { try await remove($0, $1) }
    }

    private static func begin(_ request: Request, _ context: Context) async throws -> Response {
        let person = try AccessPages.person(context)
        try await context.workspace.write(.house, .screen) { try SecondFactor.begin(person.id, in: $0) }
        return Response.accepted(request, next: path)
    }

    private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try await page(request, context, nil)
    }

    private static func confirm(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000), person = try AccessPages.person(context)
        let code = (form["code"] ?? "").filter { !$0.isWhitespace }
        do {
            try await SecondStepPages.prove(person.id, context) {
                try SecondFactor.confirm(person.id, code: code, in: $0)
            }
        } catch let refusal as Refusal where !request.wantsJSON {
            return try await page(
                request, context, refusal.message, status: ErrorResponse.status(of: refusal.type))
        }
        return try await makeCodes(request, context)
    }

    /// New ones on the page, once. Somebody without a second step needs none.
    private static func makeCodes(_ request: Request, _ context: Context) async throws -> Response {
        let person = try AccessPages.person(context)
        let codes = try await context.workspace.write(.house, .screen) { transaction -> [String]? in
            guard try SecondFactor.isAsked(of: person.id, in: transaction) else { return nil }
            return try RecoveryCodes.make(for: person.id, in: transaction)
        }
        guard let codes else { return .redirect(AccessPages.path) }
        return try await AccessPages.page(request, context, codes: codes)
    }

    private static func remove(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000), person = try AccessPages.person(context)
        do {
            try await AccessPages.demandPassword(form["current"] ?? "", of: person, context)
            try await context.workspace.write(.house, .screen) { try SecondFactor.removeApp(person.id, in: $0) }
        } catch let refusal as Refusal where !request.wantsJSON {
            let whole = Refusal(refusal.type, code: refusal.code, refusal.message)
            let status = ErrorResponse.status(of: refusal.type)
            return try await AccessPages.page(request, context, refusal: whole, status: status)
        }
        return Response.accepted(request, next: AccessPages.path)
            .saying(Toast(context.t("The app is no longer asked for.")))
    }

    private static func page(
        _ request: Request, _ context: Context, _ refusal: Message?, status: Int = 200
    ) async throws -> Response {
        let person = try AccessPages.person(context), t = context.t
        let secret = try await context.workspace.read(.house) { try SecondFactor.waiting(person.id, in: $0) }
        guard let secret else { return .redirect(AccessPages.path) }
        let address = TimeCode.address(
            secret: secret, issuer: context.workspace.settings.company, account: person.email)
        return SettingsFrame(request, context).page(t("Set up an authenticator app"), status: status) { html in
            html.spacedCard(t("Set up an authenticator app")) { html in
                html.p(t("1. Scan this with the app on your telephone."))
                if let code = QRCode(address) { html.qrCode(code, label: t("QR code for the authenticator app")) }
                html.p(t("On the telephone itself, or without a camera, type this key into the app:"), .class("s"))
                html.p { $0.code(Base32.grouped(secret)) }
                html.p(t("2. Type the six digits the app shows now."))
                html.form(.class("form"), .method("post"), .action(path)) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.credential(
                        "code", "text", t("Code"), value: "", complete: "one-time-code",
                        error: refusal.map { t($0) })
                    html.div(.class("row wrap")) { html in
                        html.action(Action(t("Use this app"), look: .primary, submit: true))
                        html.action(Action(t("Cancel"), look: .quiet, href: AccessPages.path))
                    }
                }
            }
        }
    }
}
