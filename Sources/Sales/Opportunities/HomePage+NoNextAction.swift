import Localisation
import Records
import Storage
import Web

/// On the home page: my open sales for which nothing is planned, the largest first.
struct SalesWithoutNextAction: Sendable {
    private struct Sale: Sendable {
        let id: Int64
        let title: String
        let amount: Money?
        let stage: String
    }

    private let sales: [Sale]
    private let count: Int
    private static let shown = 6
    private static let counted = 100

    /// Nobody looks after it: it is open, and no activity about it is.
    private static let condition = Condition.all([
        .test(path: ["owner"], .isMe(true)), .test(path: ["outcome"], .equals("open")),
        .not(.related("activities", where: .test(path: ["is_done"], .equals(false)), .some)),
    ])

    static func load(_ context: Context) async throws -> SalesWithoutNextAction? {
        guard context.person != nil, !context.viewer.grants(for: Opportunity.name).isEmpty,
            !context.viewer.grants(for: "activity").isEmpty
        else { return nil }
        return try await context.read { transaction in
            let kind = transaction.schema.kind(of: Opportunity.self)
            let seesAmount = kind["amount"].map { transaction.viewer.sees($0, of: kind) } ?? false
            var query = ListQuery(condition, limit: shown)
            if seesAmount { query.sort = [.init("amount", descending: true)] }
            query.withParts = false
            let page = try transaction.page(kind, query)
            guard !page.records.isEmpty else { return nil }
            let count =
                try page.hasMore ? transaction.count(kind, where: condition, cap: counted + 1) : page.records.count
            let stages = page.records.compactMap { $0.value("stage", in: kind).integer }
            let titles = try transaction.titles(stages.map { Reference(kind: Stage.name, id: $0) })
            let sales = try page.records.map { record -> Sale in
                let sale = try Opportunity(record, kind: kind)
                let stage = sale.stage.flatMap { titles[Reference(kind: Stage.name, id: $0.number)] }
                return Sale(
                    id: record.id, title: sale.title, amount: seesAmount ? sale.amount : nil, stage: stage ?? "")
            }
            return SalesWithoutNextAction(sales: sales, count: count)
        }
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let number =
            count > SalesWithoutNextAction.counted
            ? t.number(SalesWithoutNextAction.counted) + "+" : t.number(count)
        html.section(.id("no-next-action"), .data("live-region"), .aria("label", t("No next action"))) { html in
            let list = "/opportunities?where=" + percentEncoded(SalesWithoutNextAction.condition.json.string)
            html.heading(
                t("No next action"), detail: number, Action(t("All"), look: .quiet, small: true, href: list))
            for sale in sales {
                html.linkedRecord(
                    title: sale.title, href: "/opportunities/\(sale.id)",
                    amount: sale.amount.map { t.moneyRounded($0) },
                    detail: sale.stage)
            }
        }
    }
}
