import Localisation
import Records
import Storage
import Web

/// On an account's page: its open sales with what they are worth, and what was won with it, in company currency.
struct AccountOpportunities: Sendable {
    fileprivate struct Line: Sendable {
        let id: Int64
        let title: String
        let amount: Money?
        let stage: String
        let step: Int
        let steps: Int
        let closesOn: Day?
    }

    let account: Int64
    fileprivate let lines: [Line]
    private let open: StageTotals
    private let won: StageTotals
    private static let shown = 6

    /// Two queries: the first open sales with their stages, and the sums by outcome.
    static func load(_ account: Int64, in transaction: Transaction) throws -> AccountOpportunities? {
        guard !transaction.viewer.grants(for: Opportunity.name).isEmpty else { return nil }
        let kind = transaction.schema.kind(of: Opportunity.self), place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let own: SQL = "\(place.column("account")) = \(account)\(rights)"
        let seesAmount = kind["amount"].map { transaction.viewer.sees($0, of: kind) } ?? false
        let amount: SQL =
            seesAmount
            ? "\(place.column("amount")), \(place.column("amount_currency"))"
            : "CAST(NULL AS BIGINT), CAST(NULL AS TEXT)"
        let rows = try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("title")), \(amount), s.name,
            (SELECT COUNT(*) FROM stage AS b WHERE b.pipeline = s.pipeline AND b.outcome = 'open'
            AND b.position <= s.position),
            (SELECT COUNT(*) FROM stage AS b WHERE b.pipeline = s.pipeline AND b.outcome = 'open'),
            \(place.column("closes_on"))
            FROM \(place.from) JOIN stage AS s ON s.id = \(place.column("stage"))
            WHERE \(own) AND \(place.column("outcome")) = 'open'
            ORDER BY \(place.column("closes_on")) NULLS LAST, \(place.column("id")) LIMIT \(shown)
            """, .integer, .text, .integer, .text, .text, .integer, .integer, .day)
        let sums = try transaction.connection.rows(
            """
            SELECT \(place.column("outcome")), COUNT(*), COALESCE(SUM(\(place.column("amount_base"))), 0)
            FROM \(place.from)
            WHERE \(own) GROUP BY \(place.column("outcome"))
            """, .text, .integer, .integer)
        func totals(_ outcome: Outcome) -> StageTotals {
            var totals = StageTotals()
            guard let row = sums.first(where: { $0[0].text == outcome.rawValue }) else { return totals }
            totals.count = Int(row[1].integer ?? 0)
            totals.total = seesAmount ? row[2].integer : nil
            return totals
        }
        return AccountOpportunities(
            account: account, lines: rows.map(Line.init), open: totals(.open), won: totals(.won))
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.id("account-opportunities"), .data("live-region")) { html in
            let label = t(Message("New: {kind}", ["kind": .message(Message(Opportunity.label))]))
            let new = "/opportunities/new?account=\(account)"
            let mayAdd = context.schema[Opportunity.name].map { context.viewer.may(.create, $0) } ?? false
            html.heading(
                t("Open opportunities"), detail: sum(open, context),
                mayAdd
                    ? Action(
                        label, icon: "plus", look: .quiet, small: true, iconOnly: true, href: new,
                        [.data("sheet", new + "&dialog=1")]) : nil)
            if lines.isEmpty { html.p(t("None yet."), .class("s muted")) }
            for line in lines {
                let closes = line.closesOn.map {
                    t(Message("closes {day}", ["day": .text(t.shortDay($0, today: context.today))]))
                }
                html.linkedRecord(
                    title: line.title, href: "/opportunities/\(line.id)",
                    amount: line.amount.map { t.moneyRounded($0) },
                    detail: [line.stage, closes].compactMap(\.self).joined(separator: " · "),
                    stage: (line.step, max(1, line.steps)))
            }
            if open.count > lines.count || won.count > 0 {
                html.p(.class("row wrap s")) { html in
                    html.a(t("Show all"), .class("link"), .href("/opportunities?account=\(account)"))
                    if won.count > 0 {
                        html.badge(
                            Badge(t(Message("Won: {sum}", ["sum": .text(sum(won, context))])), .good, icon: "trophy"))
                    }
                }
            }
        }
    }

    private func sum(_ totals: StageTotals, _ context: Context) -> String {
        let count = context.t.number(totals.count)
        guard let total = totals.total, totals.count > 0 else { return count }
        return count + " · "
            + context.t.moneyRounded(Money(minor: total, currency: context.workspace.settings.currency))
    }
}

extension AccountOpportunities.Line {
    fileprivate init(_ row: [Value]) {
        id = row[0].integer ?? 0
        title = row[1].text ?? ""
        amount = row[2].integer.flatMap { minor in row[3].text.map { Money(minor: minor, currency: $0) } }
        stage = row[4].text ?? ""
        (step, steps) = (Int(row[5].integer ?? 0), Int(row[6].integer ?? 0))
        closesOn = row[7].day
    }
}
