import Localisation
import Messaging
import Records
import Storage
import Web

/// Making links, for administrators: from the user's page, to be copied and mailed.
enum InvitationPages {
    private static let permission = "settings.manage"

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(SecretLink.table)
        registry.storage.rules.add(to: User.name, deleting: forget)
        registry.routes.post("/users/:id/invitation") { try await make(.invitation, $0, $1) }
        registry.routes.post("/users/:id/reset-link") { try await make(.reset, $0, $1) }
        registry.panel(on: User.name, Panel("invitation") { try panel($0, $1, $2, $3) })
        WelcomePages.register(in: &registry)
        ForgottenPages.register(in: &registry)
    }

    @Sendable private static func forget(_ users: [Record], _ transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM secret_link WHERE user_id IN (\(SQL.list(users.map(\.id))))")
    }

    private static func make(
        _ purpose: SecretLink.Purpose, _ request: Request, _ context: Context
    ) async throws -> Response {
        try context.demand(permission)
        let id = try request.identifier(), form = try await request.form(limit: 20_000)
        let base: String
        do {
            guard let found = try await self.base(form, request, context) else { return asking(request, context) }
            base = found
        } catch let refusal as Refusal where !refusal.fields.isEmpty && !request.wantsJSON {
            return asking(request, context, error: refusal.message)
        }
        let (catalogues, zone) = (context.product.catalogues, context.workspace.settings.timeZone)
        let (user, made) = try await context.write { transaction in
            (
                try transaction.find(ID<User>(id)),
                try Invitations.make(
                    purpose, for: ID(id), base: base, words: { catalogues.translator($0, timeZone: zone) },
                    in: transaction)
            )
        }
        if request.wantsJSON {
            return .json(.record(["url": .text(made.address), "mailed": .boolean(made.isMailed)]))
                .with("Cache-Control", "no-store")
        }
        return page(purpose, user, made, request, context)
    }

    /// Where links begin: as set; else as the administrator has just confirmed, which is then kept. Nil where it must
    /// be asked.
    private static func base(_ form: Form, _ request: Request, _ context: Context) async throws -> String? {
        let settings = context.workspace.settings
        if let known = PublicAddress.of(settings, host: request.host, isSecure: request.isSecure) { return known }
        guard let typed = form[PublicAddress.name] else {
            if request.wantsJSON { throw PublicAddress.missing }
            return nil
        }
        guard let address = PublicAddress.normalised(typed) else {
            let message = Message("Write it as https://crm.example.com, without a path.")
            throw Refusal(fields: [FieldRefusal(PublicAddress.name, code: "invalid_value", message)])
        }
        try await context.write { try WorkspaceSettings.save(PublicAddress.name, .text(address), in: $0) }
        try await context.workspace.reload()
        return address
    }

    /// Asked once: the address the browser used is proposed, and kept only when somebody has looked at it.
    private static func asking(_ request: Request, _ context: Context, error: Message? = nil) -> Response {
        let t = context.t, title = t("Address of this server")
        let spec = FieldSpec(
            name: PublicAddress.name, label: Message("Address of this server"), shape: .text,
            traits: [.required, .max(250), .help("How people reach it: links in mails and invitations begin with it.")])
        var field = FormField(spec, text: "\(request.isSecure ? "https" : "http")://\(request.host)")
        field.error = error.map { t($0) }
        return PageFrame(request, context).page(title) { html in
            html.topbar(parent: t(User.pluralLabel), href: "/users", title: title, t)
            html.div(.class("content padded")) { html in
                html.form(.class("form narrow"), .method("post"), .action(request.path)) { html in
                    html.csrfField(context.csrfToken ?? "")
                    html.field(field, t)
                    html.div { $0.action(Action(t("Go on"), icon: "arrow-right", look: .primary, submit: true)) }
                }
            }
        }
    }

    private static func page(
        _ purpose: SecretLink.Purpose, _ user: User, _ made: Invitations.Made, _ request: Request, _ context: Context
    ) -> Response {
        let t = context.t, back = "/users/\(user.id.number)"
        let title = purpose == .invitation ? t("Invitation") : t("Link to a new password")
        return PageFrame(request, context).page(title) { html in
            html.topbar(parent: user.name, href: back, title: title, t)
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack")) { html in
                    if made.isMailed {
                        html.notice(
                            t(Message("A mail is on its way to {address}.", ["address": .text(user.email ?? "")])),
                            .good)
                    }
                    html.secretLink(
                        made.address,
                        purpose == .invitation
                            ? t("It works once, for seven days. Give it to this person only.")
                            : t("It works once, for one hour. Give it to this person only."),
                        back: Action(t("Back to the user"), href: back), t)
                }
            }
        }.with("Cache-Control", "no-store")
    }

    /// On the user's page: whether they were invited, and the button to do it.
    private static func panel(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        guard context.viewer.may(permission) else { return nil }
        let t = context.t, user = try User(record, kind: kind)
        guard user.isActive, user.email != nil else { return nil }
        let until = try SecretLink.openUntil(.invitation, of: record.id, in: transaction)
        let hasPassword =
            try transaction.connection.integer("SELECT 1 FROM credential WHERE user_id = \(record.id)") != nil
        var html = HTML()
        html.card(t("Access")) { html in
            if hasPassword {
                html.p(t("This person can sign in with a password."), .class("muted s"))
            } else if let until {
                html.p(
                    t(Message("Invited; the link is open until {instant}.", ["instant": .instant(until)])),
                    .class("muted s"))
            } else {
                html.p(t("This person has no password yet: an invitation lets them choose one."), .class("muted s"))
            }
            let path = "/users/\(record.id)/" + (hasPassword ? "reset-link" : "invitation")
            html.form(.class("form"), .method("post"), .action(path)) { html in
                html.csrfField(context.csrfToken ?? "")
                let label =
                    hasPassword ? t("Make a link to a new password") : until == nil ? t("Invite") : t("Invite again")
                html.action(
                    Action(
                        label, icon: hasPassword ? "link" : "user-plus", look: hasPassword ? .plain : .primary,
                        submit: true))
            }
        }
        return html
    }
}
