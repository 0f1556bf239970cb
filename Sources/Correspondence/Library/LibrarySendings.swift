import Localisation
import Messaging
import Records
import Storage
import Web

/// To whom a document went: the mails that carried it, as far as the viewer sees them. Whether it was opened is known
/// only of mails whose opening may be noted.
struct LibrarySending: Sendable {
    let email: Int64
    let subject: String
    let to: String
    let state: EmailState
    let at: Instant?
    let openedAt: Instant?
    let version: Int?

    static let shown = 30

    static func list(_ document: Int64, limit: Int = shown, in transaction: Transaction) throws -> [LibrarySending] {
        let kind = transaction.schema.kind(of: Email.self), place = ConditionCompiler.Place(kind)
        guard !transaction.viewer.grants(for: Email.name).isEmpty, transaction.viewer.sees(part: "files", of: kind)
        else { return [] }
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let column = { (name: String) -> SQL in
            kind[name].map { transaction.viewer.sees($0, of: kind) } == true ? place.column(name) : "NULL"
        }
        return try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(column("subject")), \(column("to_addresses")), \(place.column("state")),
            \(column("sent_at")), \(column("opened_at")), email_file.number
            FROM \(place.from) JOIN email_file ON email_file.email = \(place.column("id"))
            WHERE email_file.document = \(document) AND \(place.column("state")) <> 'draft'\(rights)
            ORDER BY \(place.column("id")) DESC LIMIT \(limit)
            """, .integer, .text, .text, .text, .instant, .instant, .integer
        ).map { row in
            LibrarySending(
                email: row[0].integer ?? 0, subject: row[1].text ?? "", to: row[2].text ?? "",
                state: row[3].text.flatMap { EmailState(rawValue: $0) } ?? .sent, at: row[4].instant,
                openedAt: row[5].instant, version: row[6].integer.map { Int($0) })
        }
    }

    var json: JSON {
        .record([
            "email": .text(String(email)), "subject": .text(subject), "to_addresses": .text(to),
            "state": .text(state.rawValue), "sent_at": at.map { .text($0.iso) } ?? .null,
            "opened_at": openedAt.map { .text($0.iso) } ?? .null,
            "version": version.map { .number(String($0)) } ?? .null,
        ])
    }

    static let panel = Panel("sendings", column: .later, replacing: ["email"]) { record, _, context, transaction in
        let sendings = try list(record.id, limit: shown + 1, in: transaction)
        let t = context.t
        var html = HTML()
        html.heading(
            t("Sent to"), detail: sendings.isEmpty ? nil : t.number(min(sendings.count, shown)))
        if sendings.isEmpty { html.p(t("Nobody got it by mail yet."), .class("s muted")) }
        for sending in sendings.prefix(shown) { sending.render(&html, context) }
        if sendings.count > shown {
            html.p(t(Message("The last {count} are shown.", ["count": .number(shown)])), .class("xs muted"))
        }
        return html
    }

    private func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.a(.class("linked"), .href("/emails/\(email)")) { html in
            html.span(.class("row")) { html in
                html.icon("mail", .small)
                html.span(MailAddresses(to).shortNames, .class("strong cut grow"))
                if let at {
                    html.time(t.relative(at, now: context.now), .class("xs muted"), .title(t.instant(at)))
                }
            }
            html.span(.class("row wrap")) { html in
                html.span(subject, .class("s muted cut"))
                if let version {
                    html.badge(Badge(t(Message("Version {number}", ["number": .number(version)]))))
                }
                if state != .sent { html.badge(Badge(t(state.label), state.tone, icon: state.icon)) }
                if let openedAt {
                    html.badge(Badge(t("Opened"), .good, icon: "eye", title: t.instant(openedAt)))
                }
            }
        }
    }
}
