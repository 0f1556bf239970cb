import Activities
import Localisation
import People
import Records
import Storage
import Web

/// A group as one customer: its figures, everything that happened in it, its people and its open sales.
struct GroupWholePage: Sendable {
    private struct Person: Sendable {
        let id: Int64
        let name: String
        let role: String?
        let company: String
    }

    private struct Sale: Sendable {
        let id: Int64
        let title: String
        let amount: Money?
        let stage: String
        let company: String
    }

    let account: Int64
    let title: String
    private let figures: GroupRollUp
    private let days: [TimelineDay]
    private let older: Timeline.Mark?
    private let people: [Person]
    private let sales: [Sale]
    private static let shown = 30

    static func load(
        _ account: Int64, _ timeline: Timeline, before mark: Timeline.Mark?, _ context: Context,
        in transaction: Transaction
    ) throws -> GroupWholePage {
        let kind = transaction.schema.kind(of: Account.self)
        let ids = try AccountGroup.load(account, in: transaction)
        guard let head = ids.lines.first else { throw Refusal.notFound() }
        guard let figures = try GroupRollUp.load(account, evenAlone: true, in: transaction) else {
            throw Refusal.notFound()
        }
        let page = try timeline.page(ofAll: ids.ids, kind, before: mark, in: transaction)
        let days = try timeline.days(page.rows, context, in: transaction)
        return GroupWholePage(
            account: account, title: head.name, figures: figures, days: days,
            older: page.older, people: try mark == nil ? people(ids.ids, transaction) : [],
            sales: try mark == nil ? sales(ids.ids, transaction) : [])
    }

    private static func people(_ companies: [Int64], _ transaction: Transaction) throws -> [Person] {
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Contact.self))
        guard transaction.viewer.may(.read, place.kind) else { return [] }
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        return try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("name")), COALESCE(works.role, \(place.column("job_title"))),
            company.name
            FROM contact_account AS works JOIN \(place.from) ON \(place.column("id")) = works.contact
            JOIN account AS company ON company.id = works.account
            WHERE works.account IN (\(SQL.set(companies))) AND works.is_inactive = FALSE\(rights)
            ORDER BY \(place.column("name_key")), \(place.column("id")) LIMIT \(shown + 1)
            """, .integer, .text, .text, .text
        ).map { Person(id: $0[0].integer ?? 0, name: $0[1].text ?? "", role: $0[2].text, company: $0[3].text ?? "") }
    }

    private static func sales(_ companies: [Int64], _ transaction: Transaction) throws -> [Sale] {
        let sight = GroupSight(transaction)
        guard sight.sales else { return [] }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Opportunity.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let amount: SQL =
            sight.amounts
            ? "\(place.column("amount")), \(place.column("amount_currency"))"
            : "CAST(NULL AS BIGINT), CAST(NULL AS TEXT)"
        return try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("title")), \(amount), stage.name, company.name
            FROM \(place.from) JOIN stage ON stage.id = \(place.column("stage"))
            JOIN account AS company ON company.id = \(place.column("account"))
            WHERE \(place.column("account")) IN (\(SQL.set(companies))) AND \(place.column("outcome")) = 'open'\(rights)
            ORDER BY \(place.column("closes_on")) NULLS LAST, \(place.column("id")) LIMIT \(shown + 1)
            """, .integer, .text, .integer, .text, .text, .text
        ).map { row in
            Sale(
                id: row[0].integer ?? 0, title: row[1].text ?? "",
                amount: row[2].integer.flatMap { minor in row[3].text.map { Money(minor: minor, currency: $0) } },
                stage: row[4].text ?? "", company: row[5].text ?? "")
        }
    }
}

extension GroupWholePage {
    func write(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.topbar(parent: title, href: "/accounts/\(account)", title: t("The whole group"), t)
        html.div(.class("record")) { html in
            html.section(.class("facts"), .aria("label", t("Facts"))) { html in
                html.div(.id("group-figures"), .data("live-region")) { html in
                    html.heading(t("The whole group"))
                    figures.render(&html, context)
                }
            }
            html.section(.class("middle"), .aria("label", t("What happens"))) { html in
                GroupSwitch(account: account, here: .whole).write(&html, t)
                if days.isEmpty {
                    html.emptyState(t("Nothing happened in this group yet."), icon: "history")
                } else {
                    html.timeline(shownDays(context), older: olderAddress, t)
                }
            }
            html.section(.class("links"), .aria("label", t("Linked records"))) { html in
                writeSales(&html, context)
                writePeople(&html, t)
            }
        }
    }

    func writeOlder(_ html: inout HTML, _ context: Context) {
        html.timelineDays(shownDays(context), older: olderAddress, context.t)
    }

    private func shownDays(_ context: Context) -> [(label: String, entries: [TimelineEntry])] {
        days.map { ($0.label(context.t, today: context.today), $0.entries) }
    }

    private var olderAddress: String? { older.map { "/accounts/\(account)/group/whole?before=\($0.text)" } }

    private func writeSales(_ html: inout HTML, _ context: Context) {
        let t = context.t
        guard figures.sight.sales else { return }
        html.div(.id("group-sales"), .data("live-region")) { html in
            html.heading(t("Open opportunities"), detail: t.number(figures.sums.openCount))
            if sales.isEmpty { html.p(t("None yet."), .class("s muted")) }
            for sale in sales.prefix(GroupWholePage.shown) {
                html.linkedRecord(
                    title: sale.title, href: "/opportunities/\(sale.id)",
                    amount: sale.amount.map { t.moneyRounded($0) },
                    detail: "\(sale.company) · \(sale.stage)")
            }
            html.p {
                $0.a(t("Show all"), .class("link s target"), .href("/opportunities?account%5Bunder%5D=\(account)"))
            }
        }
    }

    private func writePeople(_ html: inout HTML, _ t: Translator) {
        html.div(.id("group-people"), .data("live-region")) { html in
            html.heading(t(Contact.pluralLabel))
            if people.isEmpty { html.p(t("None yet."), .class("s muted")) }
            for person in people.prefix(GroupWholePage.shown) {
                html.personLine(
                    name: person.name,
                    detail: [person.company, person.role].compactMap(\.self).joined(separator: " · "),
                    href: "/contacts/\(person.id)")
            }
            html.p {
                $0.a(
                    t("Show all"), .class("link s target"), .href("/contacts?accounts.account%5Bunder%5D=\(account)"))
            }
        }
    }
}
