import Localisation
import Records
import Storage
import Web

/// The first page of a new installation: the company, and who looks after it.
enum SetupPage {
    static func register(in registry: inout Registry) {
        registry.routes.get("/setup", .anonymous) { try await show($0, $1) }
        registry.routes.post("/setup", .anonymous) { try await save($0, $1) }
    }

    private static func show(_ request: Request, _ context: Context) async throws -> Response {
        if let changed = SignInPages.languageChange(request) { return changed }
        if try await isSetUp(context) { return .redirect("/sign-in") }
        return page(request, context, Form([.init("language", context.t.language.rawValue)]), nil)
    }

    private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form(limit: 20_000)
        func text(_ name: String) -> String { (form[name] ?? "").trimmingWhitespace() }
        let first = FirstCompany(
            company: text("company"), name: text("name"), email: text("email"), password: form["password"] ?? "",
            language: text("language"))
        guard let setUp = context.product.registry.setUp else { throw Refusal.notFound() }
        do {
            try check(first)
            try await setUp(first, context.workspace)
        } catch let refusal as Refusal where !request.wantsJSON && refusal.type != .notFound {
            if refusal.code == "already_set_up" { return .redirect("/sign-in") }
            return page(request, context, form, refusal, status: ErrorResponse.status(of: refusal.type))
        }
        let place = SignInPlace(request)
        let secret = try await context.workspace.write(.house, .screen) { transaction in
            try Credentials.find(email: first.email, in: transaction).map {
                try Credentials.openSession($0.user, from: place, in: transaction)
            }
        }
        let response = Response.accepted(request, next: "/")
            .setting(Cookie("language", first.language, maxAgeSeconds: 365 * 86_400))
        return secret.map { response.setting(Entrance.session($0)) } ?? response
    }

    /// What the one who founds the company must say, all at once.
    private static func check(_ first: FirstCompany) throws(Refusal) {
        var refusals: [FieldRefusal] = []
        for (name, text) in [("company", first.company), ("name", first.name), ("email", first.email)]
        where text.isEmpty {
            refusals.append(FieldRefusal(name, code: "required", Message("Fill this in.")))
        }
        if !first.email.isEmpty, EmailAddress.normalised(first.email) == nil {
            let message = Message("“{value}” is not an e-mail address.", ["value": .text(first.email)])
            refusals.append(FieldRefusal("email", code: "invalid_email", message))
        }
        do { try Password.check(first.password) } catch { refusals += error.fields }
        if Language(rawValue: first.language) == nil {
            let message = Message("One of these is expected: {options}.", ["options": .text("fr, en")])
            refusals.append(FieldRefusal("language", code: "unknown_choice", message))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    private static func isSetUp(_ context: Context) async throws -> Bool {
        try await context.workspace.read(.house) { try Credentials.exist(in: $0) }
    }

    private static func page(
        _ request: Request, _ context: Context, _ form: Form, _ refusal: Refusal?, status: Int = 200
    ) -> Response {
        let t = context.t
        func error(_ name: String) -> String? { refusal?.fields.first { $0.field == name }.map { t($0.message) } }
        func line(
            _ html: inout HTML, _ name: String, _ type: String, _ label: String, _ complete: String, help: String? = nil
        ) {
            let value = type == "password" ? "" : form[name] ?? ""
            html.credential(
                name, type, label, value: value, complete: complete, focus: name == "company", help: help,
                error: error(name))
        }
        let frame = BarePage(t: t, csrf: context.csrfToken, assets: PageFrame.assets)
        let bytes = frame.page(title: t("Welcome")) { html in
            html.p(t("A minute, and your company is ready. You can change all of this later."), .class("muted s"))
            html.form(.class("card form"), .method("post"), .action("/setup")) { html in
                if let token = context.csrfToken { html.csrfField(token) }
                if let refusal, refusal.fields.isEmpty { html.notice(t(refusal.message), .bad) }
                if let refusal, !refusal.fields.isEmpty { html.notice(t("Some fields need another look:"), .bad) }
                line(&html, "company", "text", t("Your company’s name"), "organization")
                line(&html, "name", "text", t("Your name"), "name")
                line(&html, "email", "email", t("E-mail"), "username")
                line(&html, "password", "password", t("Password"), "new-password", help: t("At least 10 characters."))
                language(&html, form["language"] ?? "", t)
                html.action(Action(t("Start"), icon: "arrow-right", look: .primary, submit: true))
            }
        }
        return Response.html(bytes, status: status).with("Cache-Control", "no-store")
    }

    private static func language(_ html: inout HTML, _ chosen: String, _ t: Translator) {
        html.div(.class("field")) { html in
            html.label(t("Language"), .for("door-language"))
            html.select(.class("input"), .id("door-language"), .name("language")) { html in
                for language in Language.allCases {
                    html.option(language.label, .value(language.rawValue), .selected(language.rawValue == chosen))
                }
            }
        }
    }
}
