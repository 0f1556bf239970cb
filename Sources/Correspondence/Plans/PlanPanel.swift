import Localisation
import Records
import Storage
import Web

/// On the page of a record: the plans under way for it, and starting one.
struct PlanPanel: Sendable {
    let about: Reference
    let lines: [PlanLine]
    /// Plans of this kind that are not under way for it.
    let offered: [FollowUpPlan]

    static let panel = Panel("plans", column: .later, replacing: [PlanRun.name]) { record, kind, context, transaction in
        guard !transaction.viewer.grants(for: PlanRun.name).isEmpty else { return nil }
        let panel = try PlanPanel.load(Reference(kind: kind.name, id: record.id), record, kind, in: transaction)
        guard !panel.lines.isEmpty || !panel.offered.isEmpty else { return nil }
        var html = HTML()
        panel.render(&html, context)
        return html
    }

    private static func load(
        _ about: Reference, _ record: Record, _ kind: Kind, in transaction: Transaction
    ) throws -> PlanPanel {
        let runs = transaction.schema.kind(of: PlanRun.self), place = ConditionCompiler.Place(runs)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let ids = try transaction.connection.integers(
            """
            SELECT \(place.column("id")) FROM \(place.from)
            WHERE \(place.column("about_kind")) = \(about.kind) AND \(place.column("about_id")) = \(about.id)\(rights)
            ORDER BY \(place.column("id")) DESC LIMIT 10
            """)
        let found = try transaction.records(ids, of: runs)
        let list = try ids.compactMap { try found[$0].map { try PlanRun($0, kind: runs) } }
        let open = list.filter(\.state.isOpen), ended = list.filter { !$0.state.isOpen }.prefix(2)
        var offered: [FollowUpPlan] = []
        if transaction.viewer.may(FollowUpPlan.running), PlanEnding.isOver(record, kind) == nil {
            let running = Set(open.compactMap(\.plan))
            offered = try transaction.asHouse.all(
                FollowUpPlan.self,
                where: .all([
                    .test(path: ["kind"], .equals(.text(kind.name))), .test(path: ["is_active"], .equals(true)),
                ])
            ).filter { !running.contains($0.id) }.sorted { folded($0.name) < folded($1.name) }
        }
        return PlanPanel(about: about, lines: try PlanLine.load(open + ended, in: transaction), offered: offered)
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.section(.class("stack"), .id("plans"), .data("live-region"), .aria("label", t(FollowUpPlan.pluralLabel))) {
            html in
            html.heading(t(FollowUpPlan.pluralLabel), Action(t("All"), look: .quiet, small: true, href: Plans.path))
            for line in lines { line.render(&html, context, showsRecord: false) }
            if !offered.isEmpty { start(&html, context) }
        }
    }

    private func start(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(.class("row wrap"), .method("post"), .action("\(Plans.path)/start"), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("about"), .value("\(about.kind):\(about.id)"))
            html.select(.class("input grow"), .name("plan"), .aria("label", t("Plan to start"))) { html in
                for plan in offered { html.option(plan.name, .value(String(plan.id.number))) }
            }
            html.action(Action(t("Start the plan"), icon: "play", small: true, submit: true))
        }
    }
}
