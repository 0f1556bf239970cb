import Localisation
import Records
import Storage
import Web

/// The second step at the door: digits of an app, a recovery code, or a passkey.
enum SecondStepPages {
    static func register(in registry: inout Registry) {
        registry.routes.get(WaitingSignIn.path, .anonymous) { try await show($0, $1) }
        registry.routes.post(WaitingSignIn.path, .anonymous) { try await enter($0, $1) }
    }

    private static func show(_ request: Request, _ context: Context) async throws -> Response {
        if let changed = SignInPages.languageChange(request) { return changed }
        let means = try await context.workspace.read(.house) { transaction -> Means? in
            try WaitingSignIn.find(request, in: transaction).map { try Means($0.user, in: transaction) }
        }
        guard let means else { return .redirect("/sign-in") }
        return page(request, context, means)
    }

    private static func enter(_ request: Request, _ context: Context) async throws -> Response {
        let code = try await request.form(limit: 20_000)["code"] ?? ""
        let found = try await context.workspace.read(.house) { transaction in
            try WaitingSignIn.find(request, in: transaction).map { ($0, try Means($0.user, in: transaction)) }
        }
        guard let (waiting, means) = found else {
            if request.wantsJSON { throw expired }
            return .redirect("/sign-in")
        }
        do {
            try await prove(waiting.user, context) { try SecondFactor.use(code, of: waiting.user, in: $0) }
        } catch let refusal as Refusal where !request.wantsJSON {
            return page(request, context, means, refusal.message, status: ErrorResponse.status(of: refusal.type))
                .delayed(by: refusal)
        }
        return try await pass(waiting, request, context)
    }

    static let expired = Refusal(
        .unauthenticated, code: "sign_in_expired", Message("Too much time has passed. Sign in again from the start."))

    /// Runs `check` for somebody at the second step; each try counts, and too many in vain have to wait.
    static func prove(
        _ user: Int64, _ context: Context, _ check: @escaping @Sendable (Transaction) throws -> Bool
    ) async throws {
        let counter = SignInTries.Counter.secondStep(user)
        try await SignInTries.take([counter], in: context.workspace)
        let isRight = try await context.workspace.write(.house, .screen) { transaction in
            guard try check(transaction) else { return false }
            try SignInTries.forget([counter], in: transaction)
            return true
        }
        if isRight { return }
        context.note(.signInFailed, user: user)
        throw Refusal(
            .invalidRequest, code: "wrong_code",
            Message("This code is not right, or was used before. Wait for the next one and try again."))
    }

    /// The second step is done: in.
    static func pass(
        _ waiting: WaitingSignIn.Found, _ request: Request, _ context: Context
    ) async throws -> Response {
        let isFirst = try await context.workspace.write(.house, .screen) { try WaitingSignIn.close(request, in: $0) }
        guard isFirst else { throw expired }
        return try await Entrance.admit(waiting.user, request, context, next: waiting.next, isComplete: true)
    }

    /// What this person can show.
    struct Means: Sendable {
        let hasApp: Bool
        let hasPasskey: Bool

        init(_ user: Int64, in transaction: Transaction) throws {
            hasApp = try SecondFactor.hasApp(user, in: transaction)
            hasPasskey = try SecondFactor.hasPasskey(user, in: transaction)
        }
    }

    private static func page(
        _ request: Request, _ context: Context, _ means: Means, _ refusal: Message? = nil, status: Int = 200
    ) -> Response {
        let t = context.t
        let frame = BarePage(t: t, theme: Choices(request, context).theme, assets: PageFrame.assets)
        let bytes = frame.page(title: t("Second step")) { html in
            html.form(.class("card form"), .method("post"), .action(WaitingSignIn.path)) { html in
                if let token = context.csrfToken { html.csrfField(token) }
                if let refusal { html.notice(t(refusal), .bad) }
                if means.hasPasskey {
                    html.passkeyButton(t("Use a passkey"), .signIn(.secondStep), t)
                    html.p(t("Without your passkey, type a code:"), .class("muted s"))
                }
                html.credential(
                    "code", "text", means.hasApp ? t("Code") : t("Recovery code"), value: "",
                    complete: "one-time-code", focus: true,
                    help: means.hasApp
                        ? t("The six digits your authenticator app shows, or one of your recovery codes.")
                        : t("One of the recovery codes you kept when you added your passkey."))
                html.action(Action(t("Continue"), icon: "arrow-right", look: .primary, submit: true))
                html.p { $0.a(t("Sign in as somebody else"), .class("link s"), .href("/sign-in")) }
            }
        }
        return Response.html(bytes, status: status).with("Cache-Control", "no-store")
    }
}
