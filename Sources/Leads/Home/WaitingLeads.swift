import Localisation
import Records
import Storage
import Web

/// On the home page: who waits for my first answer, the most urgent first, and how many nobody has taken.
struct WaitingLeads: Sendable {
    private let leads: [Lead]
    private let count: Int
    private let pool: Int
    private static let shown = 6
    private static let counted = 100

    private static let mine = Condition.all([
        .test(path: ["owner"], .isMe(true)), .test(path: ["first_responded_at"], .empty(true)), open,
    ])
    private static let unowned = Condition.all([.test(path: ["owner"], .empty(true)), open])
    private static let open = Condition.test(
        path: ["status"], .among(LeadStatus.open.map { .text($0.rawValue) }))

    static func register(in registry: inout Registry) {
        registry.homeParts.insert(
            HomePart { context in
                guard let part = try await WaitingLeads.load(context) else { return nil }
                var html = HTML()
                part.render(&html, context)
                return html
            }, at: min(1, registry.homeParts.count))
    }

    static func load(_ context: Context) async throws -> WaitingLeads? {
        guard context.person != nil, !context.viewer.grants(for: Lead.name).isEmpty else { return nil }
        return try await context.read { transaction in
            let kind = transaction.schema.kind(of: Lead.self)
            var query = ListQuery(mine, sort: [.init("respond_by")], limit: shown)
            query.withParts = false
            let page = try transaction.page(kind, query)
            let count = try page.hasMore ? transaction.count(kind, where: mine, cap: counted) : page.records.count
            let pool =
                transaction.viewer.may(LeadPool.permission)
                ? try transaction.count(kind, where: unowned, cap: counted) : 0
            guard count > 0 || pool > 0 else { return nil }
            return WaitingLeads(leads: try page.records.map { try Lead($0, kind: kind) }, count: count, pool: pool)
        }
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.section(.class("stack"), .id("waiting-leads"), .data("live-region"), .aria("label", t("New leads"))) {
            html in
            html.heading(
                t("New leads"), detail: t.number(count),
                Action(t("All"), look: .quiet, small: true, href: LeadBoard.path + "?owner%5Bis_me%5D=true"))
            for lead in leads {
                html.a(.class("linked"), .href("/leads/\(lead.id.number)")) { html in
                    html.div(.class("row")) { html in
                        html.span(lead.name, .class("strong cut grow"))
                        if let clock = ResponseClock(lead, context.workspace.settings, now: context.now) {
                            html.badge(clock.badge(t))
                        }
                    }
                    let about = [lead.company == lead.name ? nil : lead.company, lead.source].compactMap(\.self)
                    if !about.isEmpty { html.div(about.joined(separator: " · "), .class("xs muted cut")) }
                }
            }
            if leads.isEmpty { html.p(t("Nobody waits for your answer."), .class("s muted")) }
            if pool > 0 {
                html.p { html in
                    html.a(
                        t(Message("{count} lead in the pool", "{count} leads in the pool", count: pool)),
                        .class("link"), .href(LeadBoard.path + "?owner%5Bempty%5D=true"))
                }
            }
        }
    }
}
