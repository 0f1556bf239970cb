import Localisation
import Messaging
import Records
import Storage
import Web

/// What somebody wants to hear of, and how: one line for each kind of notification.
enum NotificationChoices {
    static let path = "/settings/notifications"

    static func register(in registry: inout Registry) {
        registry.settings.append(SettingsEntry(label: Message("My notifications"), icon: "bell", path: path))
        registry.routes.get(path, [], show)
        registry.routes.post(path, [], save)
    }

    private static func kinds(_ context: Context) -> [NotificationKind] {
        NotificationKind.allCases.filter { !$0.isForAdministrators || context.viewer.may("jobs.manage") }
    }

    @Sendable private static func show(_ request: Request, _ context: Context) async throws -> Response {
        let rows = try await context.read { transaction in
            try transaction.connection.rows(
                "SELECT kind, channel FROM notification_choice WHERE user_id = \(transaction.viewer.user)", .text, .text
            )
        }
        let chosen = Dictionary(rows.map { ($0[0].text ?? "", $0[1].text ?? "") }) { first, _ in first }
        let t = context.t
        return SettingsFrame(request, context).page(t("My notifications")) { html in
            if !MailSettings(context.workspace.settings).isSet {
                html.notice(t("This server sends no mail yet: everything appears on the page only."))
            }
            html.form(.class("form"), .method("post"), .action(path), .data("keep")) { html in
                html.csrfField(context.csrfToken ?? "")
                for kind in kinds(context) {
                    let options = kind.channels.map { ChoiceOption($0.rawValue, Message($0.label)) }
                    let spec = FieldSpec(
                        name: kind.rawValue, label: Message(kind.label), shape: .choice(options), traits: [.required])
                    html.field(FormField(spec, text: chosen[kind.rawValue] ?? kind.usual.rawValue), t)
                }
                html.div { $0.action(Action(t("Save"), icon: "check", look: .primary, submit: true)) }
            }
        }
    }

    @Sendable private static func save(_ request: Request, _ context: Context) async throws -> Response {
        let form = try await request.form()
        var chosen: [(kind: String, channel: String)] = []
        for kind in kinds(context) {
            guard let value = form[kind.rawValue] else { continue }
            guard let channel = NotificationChannel(rawValue: value), kind.channels.contains(channel) else {
                let known = kind.channels.map(\.rawValue).joined(separator: ", ")
                throw Refusal(fields: [
                    FieldRefusal(
                        kind.rawValue, code: "unknown_choice",
                        Message("One of these is expected: {options}.", ["options": .text(known)]))
                ])
            }
            chosen.append((kind.rawValue, channel.rawValue))
        }
        let choices = chosen
        try await context.write { transaction in
            for choice in choices {
                try transaction.connection.execute(
                    """
                    INSERT INTO notification_choice (user_id, kind, channel)
                    VALUES (\(transaction.viewer.user), \(choice.kind), \(choice.channel))
                    ON CONFLICT (user_id, kind) DO UPDATE SET channel = excluded.channel
                    """)
            }
        }
        return Response.accepted(request, next: path).saying(Toast(context.t("Saved.")))
    }
}
