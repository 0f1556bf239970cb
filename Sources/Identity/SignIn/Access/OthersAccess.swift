import Localisation
import Records
import Storage
import Web

/// What administrators do about other people's keys, on the page of a user: a new password, the second step away,
/// signed out everywhere, tokens revoked.
enum OthersAccess {
    static func register(in registry: inout Registry) {
        registry.routes.post("/users/:id/password") { try await setPassword($0, $1) }
        registry.routes.post("/users/:id/second-step/reset") { request, context in
            try await act(request, context, Message("The second step was removed. The password alone opens now.")) {
                try SecondFactor.reset($0, in: $1)
            }
        }
        registry.routes.post("/users/:id/sessions/close") { request, context in
            try await act(request, context, Message("Signed out everywhere.")) {
                try Credentials.closeSessions(of: $0, except: nil, in: $1)
            }
        }
        registry.routes.post("/users/:id/tokens/revoke") { request, context in
            try await act(request, context, Message("The tokens no longer open anything.")) { user, transaction in
                for token in try Credentials.tokens(of: user, in: transaction) {
                    try Credentials.revokeToken(token.id, of: user, in: transaction)
                }
            }
        }
        registry.panel(on: User.name, Panel("password") { try panel($0, $2, $3) })
    }

    private static func setPassword(_ request: Request, _ context: Context) async throws -> Response {
        _ = try AccessPages.person(context)
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

    private static func act(
        _ request: Request, _ context: Context, _ said: Message,
        _ work: @escaping @Sendable (Int64, Transaction) throws -> Void
    ) async throws -> Response {
        _ = try AccessPages.person(context)
        try context.demand("settings.manage")
        let id = try request.identifier()
        try await context.write { transaction in
            _ = try transaction.find(ID<User>(id))
            try work(id, transaction)
        }
        return Response.accepted(request, next: "/users/\(id)").saying(Toast(context.t(said)))
    }

    private static func panel(_ user: Record, _ context: Context, _ transaction: Transaction) throws -> HTML? {
        guard context.viewer.may("settings.manage") else { return nil }
        let t = context.t, csrf = context.csrfToken ?? "", path = "/users/\(user.id)"
        let keys = try AccessPage.Keys(of: user.id, in: transaction)
        var html = HTML()
        html.spacedCard(t("Access")) { html in
            html.form(.class("form"), .method("post"), .action(path + "/password"), .data("ajax")) { html in
                html.csrfField(csrf)
                html.credential(
                    "password", "password", t("New password"), value: "", complete: "new-password",
                    help: t("At least 10 characters."))
                html.action(Action(t("Set the password"), icon: "key-round", submit: true))
            }
            let hasSecond = keys.hasApp || !keys.passkeys.isEmpty
            html.p(hasSecond ? t("Signs in with a second step.") : t("Signs in without a second step."), .class("s"))
            if hasSecond { button(t("Remove the second step"), path + "/second-step/reset", csrf, &html) }
            if !keys.sessions.isEmpty { button(t("Sign out everywhere"), path + "/sessions/close", csrf, &html) }
            if !keys.tokens.isEmpty { button(t("Revoke all tokens"), path + "/tokens/revoke", csrf, &html) }
        }
        return html
    }

    private static func button(_ label: String, _ path: String, _ csrf: String, _ html: inout HTML) {
        html.postButton(Action(label, look: .danger, small: true), to: path, csrf: csrf, ajax: false)
    }
}
