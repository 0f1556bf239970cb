import Localisation
import Records
import Storage
import Web

/// Who is where: every plan under way that one may see, by plan, what is due first on top.
struct PlanListPage: Sendable {
    private enum Filter: String, CaseIterable {
        case open, waiting, ended

        var label: String {
            switch self {
            case .open: "Under way"
            case .waiting: "Waiting"
            case .ended: "Over"
            }
        }

        var states: [PlanState] {
            switch self {
            case .open: [.running, .waiting, .paused]
            case .waiting: [.waiting]
            case .ended: [.finished, .stopped]
            }
        }
    }

    private static let shown = 200

    @Sendable static func show(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: PlanRun.plural), t = context.t
        let filter = request.query["state"].flatMap { Filter(rawValue: $0) } ?? .open
        let isMine = request.query["mine"] == "1"
        let lines = try await context.read { transaction -> [PlanLine] in
            var tests: [Condition] = [.test(path: ["state"], .among(filter.states.map { .text($0.rawValue) }))]
            if isMine { tests.append(.test(path: ["owner"], .isMe(true))) }
            let sort = ListQuery.Sort(filter == .ended ? "ended_at" : "next_at", descending: filter == .ended)
            var query = ListQuery(.all(tests), sort: [sort], limit: shown)
            query.withParts = false
            let runs = try transaction.page(kind, query).records.map {
                try PlanRun($0.seen(by: transaction.viewer, kind), kind: kind)
            }
            return try PlanLine.load(runs, in: transaction)
        }
        let mayPlan = context.schema[FollowUpPlan.name].map { context.viewer.may(.create, $0) } ?? false
        return PageFrame(request, context).page(t(FollowUpPlan.pluralLabel)) { html in
            html.topbar(title: t(FollowUpPlan.pluralLabel)) { html in
                html.action(
                    Action(t("Plans and their steps"), icon: "settings", look: .quiet, href: "/follow_up_plans"))
                if mayPlan {
                    html.action(
                        Action(t("New plan"), icon: "plus", look: .primary, href: "/follow_up_plans/new"))
                }
            }
            html.div(.class("content padded")) { html in
                html.div(.class("narrow stack"), .id("plan-list"), .data("live-region")) { html in
                    filters(filter, isMine, &html, t)
                    if lines.isEmpty { html.emptyState(t("No plan is here."), icon: FollowUpPlan.icon) }
                    for (name, group) in grouped(lines) {
                        html.h2(.class("heading")) { html in
                            html.span(name)
                            html.span(t.number(group.count), .class("muted number"))
                        }
                        for line in group { line.render(&html, context, showsRecord: true) }
                    }
                    if lines.count == shown {
                        html.p {
                            $0.a(t("There are more: see them all"), .class("link"), .href("/plan_runs"))
                        }
                    }
                }
            }
        }
    }

    private static func filters(_ filter: Filter, _ isMine: Bool, _ html: inout HTML, _ t: Translator) {
        html.nav(.class("toolbar flat"), .aria("label", t("Filters"))) { html in
            for choice in Filter.allCases {
                let address = "\(Plans.path)?state=\(choice.rawValue)\(isMine ? "&mine=1" : "")"
                html.action(
                    Action(
                        t(choice.label), look: choice == filter ? .plain : .quiet, small: true, href: address,
                        [.aria("current", choice == filter ? "page" : nil)]))
            }
            html.action(
                Action(
                    t("Mine only"), icon: isMine ? "square-check-big" : "square", look: isMine ? .plain : .quiet,
                    small: true,
                    href: "\(Plans.path)?state=\(filter.rawValue)\(isMine ? "" : "&mine=1")",
                    [.aria("current", isMine ? "true" : nil)]))
        }
    }

    /// By plan, in the order of their first line.
    private static func grouped(_ lines: [PlanLine]) -> [(String, [PlanLine])] {
        var groups: [(String, [PlanLine])] = []
        for line in lines {
            if let index = groups.firstIndex(where: { $0.0 == line.run.name }) {
                groups[index].1.append(line)
            } else {
                groups.append((line.run.name, [line]))
            }
        }
        return groups
    }
}
