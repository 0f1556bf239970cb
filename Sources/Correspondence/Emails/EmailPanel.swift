import Activities
import Identity
import Localisation
import Records
import Storage
import Web

/// A mail's own page: the letter as it was sent or received, what became of it, the others of its exchange.
enum EmailPanel {
    static let panel = Panel("letter", column: .main) { record, kind, context, transaction in
        let email = try Email(record.seen(by: transaction.viewer, kind), kind: kind)
        let others = try thread(email, kind, in: transaction)
        let files = try EmailPanel.files(email, in: transaction)
        var html = HTML()
        render(email, files, others, &html, context)
        return html
    }

    private struct Other: Sendable {
        let id: Int64
        let subject: String
        let from: String
        let at: Instant
    }

    private static func thread(_ email: Email, _ kind: Kind, in transaction: Transaction) throws -> [Other] {
        guard let thread = email.thread else { return [] }
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let at: SQL = "COALESCE(\(place.column("sent_at")), \(place.column("created_at")))"
        return try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("subject")), \(place.column("from_address")), \(at)
            FROM \(place.from) WHERE \(place.column("thread")) = \(thread)
            AND \(place.column("id")) <> \(email.id.number) AND \(place.column("state")) <> 'draft'\(rights)
            ORDER BY 4 DESC, 1 DESC LIMIT 30
            """, .integer, .text, .text, .instant
        ).map {
            Other(
                id: $0[0].integer ?? 0, subject: $0[1].text ?? "", from: $0[2].text ?? "",
                at: $0[3].instant ?? transaction.now)
        }
    }

    /// Files that the viewer sees, by their ids; others keep only their names.
    private static func files(_ email: Email, in transaction: Transaction) throws -> Set<Int64> {
        let kind = transaction.schema.kind(of: Attachment.self)
        return Set(try transaction.records(email.files.compactMap { $0.attachment?.number }, of: kind).keys)
    }

    private static func render(
        _ email: Email, _ seen: Set<Int64>, _ others: [Other], _ html: inout HTML, _ context: Context
    ) {
        let t = context.t, isMine = email.owner?.number == context.viewer.user
        html.div(.class("row wrap"), .id("mail-state"), .data("live-region")) { html in
            html.badge(Badge(t(email.state.label), email.state.tone, icon: email.state.icon))
            if let at = email.sentAt { html.time(t.instant(at), .class("s muted"), .attribute("datetime", at.iso)) }
            if email.openedAt != nil { html.badge(Badge(t("Opened"), .good, icon: "eye")) }
            if email.clickedAt != nil { html.badge(Badge(t("Link followed"), .good, icon: "link")) }
            if email.state == .queued, isMine {
                html.postButton(
                    Action(t("Take it back"), icon: "undo-2", small: true), to: "/emails/\(email.id.number)/back",
                    csrf: context.csrfToken ?? "")
            }
        }
        if let failure = email.failure, !failure.isEmpty {
            html.notice(failure, email.state == .queued || email.state == .uncertain ? .warn : .bad)
        }
        html.style(of: "mail")
        html.article(.class("card")) { html in
            html.div(.class("inside stack")) { html in
                address(t("From"), email.fromAddress, &html)
                address(t("To"), email.toAddresses, &html)
                address(t("Copy to"), email.ccAddresses, &html)
                html.div(.class("mail-letter"), .attribute("lang", email.language?.rawValue)) {
                    $0.mailText(MailText(email.text))
                }
                for file in email.files { self.file(file, seen, &html) }
            }
        }
        html.div(.class("row wrap")) { html in
            if email.state.isOpen, isMine {
                html.action(
                    Action(
                        email.state == .uncertain ? t("Send it again") : t("Go on writing"), icon: "pencil",
                        look: .primary, href: "/emails/\(email.id.number)/writing"))
                if email.state == .uncertain {
                    html.postButton(
                        Action(t("It has arrived"), icon: "check"), to: "/emails/\(email.id.number)/arrived",
                        csrf: context.csrfToken ?? "")
                }
            } else if context.viewer.may(Emails.sending), email.state != .draft {
                html.action(
                    Action(
                        t("Answer"), icon: "corner-up-left", look: .primary, key: "r",
                        href: "/emails/new?reply=\(email.id.number)"))
            }
        }
        guard !others.isEmpty else { return }
        html.heading(t("The same exchange"), detail: t.number(others.count))
        for other in others {
            html.a(.class("linked"), .href("/emails/\(other.id)")) { html in
                html.span(.class("row")) { html in
                    html.icon("mail", .small)
                    html.span(MailAddresses(other.from).shortNames, .class("strong cut grow"))
                    html.time(t.relative(other.at, now: context.now), .class("xs muted"), .title(t.instant(other.at)))
                }
                html.span(other.subject, .class("s muted cut"))
            }
        }
    }

    private static func address(_ label: String, _ text: String?, _ html: inout HTML) {
        guard let text, !text.isEmpty else { return }
        html.p(.class("s")) { html in
            html.span(label + " ", .class("muted"))
            html.text(text)
        }
    }

    private static func file(_ file: EmailFile, _ seen: Set<Int64>, _ html: inout HTML) {
        html.div(.class("row s")) { html in
            html.icon("paperclip", .small)
            if let id = file.attachment?.number, seen.contains(id) {
                html.a(file.name ?? "", .class("link cut"), .href("/attachments/\(id)/file"))
            } else {
                html.span(file.name ?? "", .class("muted cut"))
            }
        }
    }
}
