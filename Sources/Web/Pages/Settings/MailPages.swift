import Foundation
import Jobs
import Localisation
import Messaging
import Records
import Storage

/// Where our letters go out, at which address people reach us, and what became of the last letters.
enum MailPages {
    static let path = "/settings/mail"

    static func register(in registry: inout Registry) {
        registry.settings.append(
            SettingsEntry(label: Message("Mail"), icon: "mail", path: path, permission: Settings.permission))
        registry.storage.tables.append(Post.table)
        Post.register(in: &registry.jobs)
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], save)
        registry.routes.post(path + "/test", [], test)
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        return try await answer(MailForm(context.workspace.settings, request), request, context)
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        var form = MailForm(try await request.form(), context.workspace.settings)
        let (server, address) = form.read(context.workspace.settings)
        guard form.refusals.isEmpty else {
            if request.wantsJSON { throw Refusal(fields: form.refusals) }
            return try await answer(form, request, context, status: 422)
        }
        let keepsServer = form.isByEnvironment
        try await context.write { transaction in
            try WorkspaceSettings.save(PublicAddress.name, .text(address), in: transaction)
            if keepsServer { return }
            if let server {
                try MailSettings.save(server, in: transaction)
            } else {
                try MailSettings.remove(in: transaction)
            }
        }
        try await context.workspace.reload()
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }

    @Sendable private static func test(_ request: Request, _ context: Context) async throws -> Response {
        try context.demand(Settings.permission)
        let settings = MailSettings(context.workspace.settings)
        guard let server = try settings.server() else { throw Post.notSetUp }
        return try await TestMail.send(through: server, trust: settings.trust, next: path, request, context)
    }

    private static func answer(
        _ form: MailForm, _ request: Request, _ context: Context, status: Int = 200
    ) async throws -> Response {
        let t = context.t, csrf = context.csrfToken ?? ""
        let isSet = MailSettings(context.workspace.settings).isSet
        let mails = try await context.workspace.read(.house) { try PostedMail.list(limit: 20, in: $0) }
        return SettingsFrame(request, context).page(t("Mail"), status: status) { html in
            html.form(.class("form two"), .method("post"), .action(path), .data("keep")) { html in
                html.csrfField(csrf)
                form.write(&html, t)
                html.div(.class("wide")) { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
            html.card(t("Try it")) { html in
                if isSet {
                    html.div(.class("stack")) { html in
                        html.p(
                            t("A short mail to your own address, sent at once with the saved settings."),
                            .class("muted s"))
                        html.postButton(
                            Action(t("Send a test mail"), icon: "send"), to: path + "/test", csrf: csrf, ajax: true)
                    }
                } else {
                    html.p(
                        t("Without a mail server everything else works: invitations are links that you copy."),
                        .class("muted s"))
                }
            }
            if !mails.isEmpty {
                html.card(t("Last mails")) { html in
                    html.ul(.class("stack")) { html in for mail in mails { html.li { write(mail, &$0, t) } } }
                }
            }
        }
    }

    private static func write(_ mail: PostedMail, _ html: inout HTML, _ t: Translator) {
        html.div(.class("row wrap")) { html in
            html.icon("mail", .small)
            html.div(.class("grow")) { html in
                html.p(mail.subject, .class("s cut"))
                html.p("\(mail.recipient) · \(t.instant(mail.at))", .class("muted xs"))
                if mail.sentAt == nil, let failure = mail.job?.failure {
                    html.p(t(failure.message), .class("xs"))
                    if let detail = failure.detail { html.p(detail, .class("muted xs")) }
                }
            }
            if mail.sentAt != nil {
                html.badge(Badge(t("Sent"), .good))
            } else if mail.job?.state == .dead || mail.job?.state == .cancelled {
                html.a(.href("/settings/jobs")) { $0.badge(Badge(t("Not sent"), .bad)) }
            } else {
                html.badge(Badge(t("On its way"), mail.job?.state == .failed ? .warn : .neutral))
            }
        }
    }
}
