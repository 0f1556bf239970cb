import Localisation
import Records
import Storage
import Web

/// The page of the cockpit, one kind of record at a time.
struct CockpitPage: Sendable {
    let views: [QualityView]
    let chosen: QualityView?
    let names: [Reference: String]
    /// The team of each owner.
    let teams: [Int64: Int64]
    let trend: [(day: Day, mean: Int, records: Int)]
    /// Open pairs of possible duplicates; nil where nothing looks for them.
    let duplicates: Int?
    let mayChange: Bool

    private static let daysShown = 90

    static func load(_ plural: String?, _ context: Context, in transaction: Transaction) throws -> CockpitPage {
        let views = try QualityView.all(in: transaction)
        let chosen = views.first { $0.kind.plural == plural } ?? views.first
        var names: [Reference: String] = [:], teams: [Int64: Int64] = [:]
        var trend: [(day: Day, mean: Int, records: Int)] = [], duplicates: Int?
        if let chosen {
            let owners = chosen.figures.owners.keys.compactMap(\.self)
            let rows = try transaction.connection.rows(
                "SELECT id, team FROM \"user\" WHERE id IN (\(SQL.set(owners))) AND team IS NOT NULL", .integer,
                .integer)
            for row in rows { teams[row[0].integer ?? 0] = row[1].integer }
            names = try transaction.titles(
                owners.map { Reference(kind: "user", id: $0) }
                    + Set(teams.values).map { Reference(kind: "team", id: $0) })
            if try transaction.compiler.rights(at: .init(chosen.kind)) == nil {
                let first = transaction.today.adding(days: -daysShown)
                trend = try QualityDay.trend(chosen.kind.name, since: first, in: transaction)
            }
            if chosen.kind.hasSounds { duplicates = try DuplicateCount.open(chosen.kind, in: transaction) }
        }
        return CockpitPage(
            views: views, chosen: chosen, names: names, teams: teams, trend: trend, duplicates: duplicates,
            mayChange: chosen.map { context.viewer.may(.change, $0.kind) } ?? false)
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t, title = t("Quality of the customer base")
        return PageFrame(request, context).page(title) { html in
            html.topbar(title: title) { html in
                html.span("", .class("grow"))
                does(&html, context)
            }
            html.div(.class("content padded stack quality")) { html in
                guard let chosen else {
                    html.emptyState(
                        t("Nothing is asked of records yet. Say in the settings what makes a good record."),
                        icon: "scale",
                        context.viewer.may("settings.manage")
                            ? [Action(t("Quality of records"), look: .primary, href: CriteriaPages.path)] : [])
                    return
                }
                html.segments(
                    t("Records"),
                    views.map {
                        (
                            label: t($0.kind.pluralLabel), icon: $0.kind.icon,
                            href: "\(CockpitPages.path)?kind=\($0.kind.plural)",
                            isHere: $0.kind.name == chosen.kind.name
                        )
                    })
                CockpitFigures(page: self, view: chosen, context: context).render(&html)
            }
        }
    }

    private func does(_ html: inout HTML, _ context: Context) {
        let t = context.t
        if let chosen, mayChange {
            html.action(
                Action(
                    t("Repair one by one"), icon: "wand-sparkles", look: .primary, small: true,
                    href: "\(RepairPages.path)?kind=\(chosen.kind.plural)"))
        }
    }
}
