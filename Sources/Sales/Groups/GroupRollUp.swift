import Activities
import Localisation
import People
import Records
import Storage
import Web

/// A group seen as one customer: how many companies, what they bring, what comes next. Two queries, whatever its size.
struct GroupRollUp: Sendable {
    struct Next: Sendable {
        let id: Int64
        let subject: String
        let dueOn: Day?
    }

    let account: Int64
    let sums: GroupSums
    let sight: GroupSight
    let companies: Int
    let next: Next?

    /// Nil, after one query, where nothing belongs to the company and it need not be shown alone.
    static func load(
        _ account: Int64, evenAlone: Bool = false, in transaction: Transaction
    ) throws -> GroupRollUp? {
        let kind = transaction.schema.kind(of: Account.self)
        guard let subtree = transaction.subtree(of: kind) else { throw Refusal.notFound() }
        let table = try transaction.refusing { () throws(ConditionFault) in
            try subtree.table(under: "\(account)", depth: 3)
        }
        let sight = GroupSight(transaction)
        let life = try life(table, sight, transaction)
        guard evenAlone || life.companies > 1 else { return nil }
        var sums = GroupSums()
        if sight.sales {
            sums = try GroupSums.sales(.together(table), sight, in: transaction)[0] ?? GroupSums()
        }
        sums.lastDoneAt = life.lastDoneAt
        sums.nextDueOn = life.next?.dueOn
        return GroupRollUp(
            account: account, sums: sums, sight: sight, companies: life.companies, next: life.next)
    }

    /// How many companies, what was done last and what is due next, by one query.
    private static func life(
        _ table: SQL, _ sight: GroupSight, _ transaction: Transaction
    ) throws -> (companies: Int, lastDoneAt: Instant?, next: Next?) {
        let nothing: SQL = "CAST(NULL AS TIMESTAMPTZ), CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS DATE)"
        var parts: [SQL] = ["SELECT 0 AS part, COUNT(*) AS companies, \(nothing) FROM subtree"]
        var tables = table
        if sight.activities {
            tables += ", \(try GroupSums.subjects(transaction))"
            let last = try GroupSums.ofSubject("MAX(t0.done_at)", isDone: true, transaction)
            let next = try GroupSums.ofSubject(
                "t0.id", isDone: false, ending: " ORDER BY t0.due_on NULLS LAST, t0.id LIMIT 1", transaction)
            parts.append(
                """
                SELECT 1, 0, MAX(\(last)), CAST(NULL AS BIGINT), CAST(NULL AS TEXT), CAST(NULL AS DATE) FROM subject
                """)
            parts.append(
                """
                SELECT * FROM (SELECT 2, 0, CAST(NULL AS TIMESTAMPTZ), n.id, n.subject, n.due_on FROM activity AS n
                WHERE n.id IN (SELECT \(next) FROM subject) ORDER BY n.due_on NULLS LAST, n.id LIMIT 1) AS upcoming
                """)
        }
        let rows = try transaction.connection.rows(
            "WITH RECURSIVE \(tables) \(SQL.joined(parts, " UNION ALL "))",
            .integer, .integer, .instant, .integer, .text, .day)
        var companies = 0, last: Instant?, next: Next?
        for row in rows {
            switch row[0].integer {
            case 0: companies = Int(row[1].integer ?? 0)
            case 1: last = row[2].instant
            default: next = row[3].integer.map { Next(id: $0, subject: row[4].text ?? "", dueOn: row[5].day) }
            }
        }
        return (companies, last, next)
    }
}

extension GroupRollUp {
    func facts(_ context: Context) -> [(label: String, value: String)] {
        let t = context.t, currency = context.workspace.settings.currency
        func money(_ minor: Int64) -> String { t.moneyRounded(Money(minor: minor, currency: currency)) }
        var facts = [(t("Companies"), t.number(companies))]
        if sight.amounts {
            facts.append((t("Won in all"), money(sums.wonTotal)))
            facts.append((t("Won in twelve months"), money(sums.wonLatelyTotal)))
        } else if sight.sales {
            facts.append((t("Won sales"), t.number(sums.wonCount)))
        }
        if sight.sales {
            let open = t.number(sums.openCount)
            facts.append((t("Open sales"), sight.amounts ? "\(open) · \(money(sums.openTotal))" : open))
        }
        if sight.weighted { facts.append((t("Weighted"), money(sums.weightedTotal))) }
        if sight.activities {
            let last = sums.lastDoneAt.map { t.shortDay($0.day(in: t.timeZone), today: context.today) }
            facts.append((t("Last activity"), last ?? t("None yet.")))
        }
        return facts
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.dl(.class("facts-list")) { html in
            for fact in facts(context) {
                html.dt(fact.label)
                html.dd(fact.value, .class("fact-value number"))
            }
            if sight.activities {
                html.dt(t("Next activity"))
                html.dd(.class("fact-value")) { html in
                    guard let next else { return html.text(t("None planned.")) }
                    let day = next.dueOn.map { t.shortDay($0, today: context.today) }
                    html.a(
                        [day, next.subject].compactMap(\.self).joined(separator: " · "), .class("link cut"),
                        .href("/activities/\(next.id)"))
                }
            }
        }
        if !sight.isWhole { html.p(t("What you may see is counted, and nothing else."), .class("xs muted")) }
    }
}
