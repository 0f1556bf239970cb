import Localisation
import People
import Records
import Storage
import Web

/// On an account's page: what it needs, what we have for it, and a line to note another need.
struct NeedPanel: Sendable {
    private let account: Int64
    private let needs: [Need]
    private let hasMore: Bool
    private let closed: Int
    private let matches: [ID<Need>: [NeedMatches.Match]]
    private let sales: [Reference: String]
    private let mayAdd: Bool
    private let maySell: Bool
    private let changeable: Set<Int64>
    private static let shown = 8

    /// Its needs, the most pressing first: one query; where some are open, one for the catalogue, one for their sales
    /// and one for what may be changed.
    static func load(_ account: Int64, in transaction: Transaction) throws -> NeedPanel? {
        let kind = transaction.schema.kind(of: Need.self), viewer = transaction.viewer
        guard viewer.may(.read, kind) else { return nil }
        let own = Condition.test(path: ["account"], .equals(.text(String(account))))
        let all = try transaction.all(kind, where: own, limit: 500).map { record in
            try Need(record.seen(by: viewer, kind), kind: kind)
        }
        let found = all.filter { $0.status == .open }
        let sorted = found.sorted { left, right in
            (left.priority.rank, left.wishedOn?.number ?? .max, left.id.number)
                < (right.priority.rank, right.wishedOn?.number ?? .max, right.id.number)
        }
        let needs = Array(sorted.prefix(shown))
        let sales = needs.compactMap { $0.opportunity.map { Reference(kind: Opportunity.name, id: $0.number) } }
        return NeedPanel(
            account: account, needs: needs, hasMore: found.count > shown,
            closed: all.count - found.count,
            matches: try NeedMatches.find(needs, in: transaction), sales: try transaction.titles(sales),
            mayAdd: viewer.may(.create, kind),
            maySell: viewer.may(.create, transaction.schema.kind(of: Opportunity.self)),
            changeable: try needs.isEmpty ? [] : transaction.allowed(needs.map(\.id.number), of: kind, to: .change))
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.id("account-needs"), .data("live-region")) { html in
            html.heading(
                t(Need.pluralLabel), detail: needs.isEmpty ? nil : t.number(needs.count) + (hasMore ? "+" : ""))
            if needs.isEmpty { html.p(t("No open need."), .class("s muted")) }
            for need in needs { line(need, &html, context) }
            if closed > 0 || hasMore {
                html.p(.class("s")) { html in
                    html.a(
                        closed > 0
                            ? t(Message("All needs ({count} closed)", ["count": .number(closed)])) : t("Show all"),
                        .class("link target"), .href("/needs?account=\(account)"))
                }
            }
        }
        if mayAdd { quickAdd(&html, context) }
    }

    private func line(_ need: Need, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("linked"), .data("need", String(need.id.number))) { html in
            html.div(.class("row wrap")) { html in
                html.a(need.title, .class("strong grow target"), .href("/needs/\(need.id.number)"))
                html.badge(Badge(t(need.priority.label), need.priority.tone))
            }
            let wished = need.wishedOn.map {
                t(Message("by {day}", ["day": .text(t.shortDay($0, today: context.today))]))
            }
            let facts = [need.category, need.budget.map { t.moneyRounded($0) }, wished].compactMap(\.self)
            if !facts.isEmpty { html.div(facts.joined(separator: " · "), .class("xs muted")) }
            if let matches = matches[need.id] {
                html.div(.class("row wrap xs")) { html in
                    html.span(t("May answer it:"), .class("muted"))
                    for match in matches { html.a(match.name, .class("link target"), .href("/products/\(match.id)")) }
                }
            }
            if let sale = need.opportunity {
                let title = sales[Reference(kind: Opportunity.name, id: sale.number)]
                html.div(.class("row xs")) { html in
                    html.icon(Opportunity.icon, .small)
                    if let title {
                        html.a(title, .class("link cut target"), .href("/opportunities/\(sale.number)"))
                    } else {
                        html.span(t("An opportunity exists."), .class("muted"))
                    }
                }
            } else if maySell, changeable.contains(need.id.number) {
                let product = matches[need.id]?.first.map { "?product=\($0.id)" } ?? ""
                html.postButton(
                    Action(t("Create opportunity"), icon: Opportunity.icon, look: .quiet, small: true),
                    to: "/needs/\(need.id.number)/opportunity\(product)", csrf: context.csrfToken ?? "")
            }
        }
    }

    private func quickAdd(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(
            .class("row wrap"), .method("post"), .action("/accounts/\(account)/needs"), .data("ajax"), .id("add-need")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.refusals(nil, [], t)
            html.div(.class("field grow"), .data("field", "title")) { html in
                html.input(
                    .class("input"), .type("text"), .name("title"), .aria("label", t("New need")),
                    .placeholder(t("New need")), .attribute("maxlength", "200"), .required(),
                    .attribute("autocomplete", "off"))
                html.p(.class("error"), .hidden()) { $0.span("") }
            }
            html.select(.class("input"), .name("priority"), .aria("label", t("Priority")), .style("width:auto")) {
                html in
                for priority in NeedPriority.allCases {
                    html.option(
                        t(priority.label), .value(priority.rawValue), .selected(priority == .normal))
                }
            }
            html.action(Action(t("Add"), icon: "plus", small: true, submit: true))
        }
    }
}

extension NeedPriority {
    var rank: Int { NeedPriority.allCases.firstIndex(of: self) ?? 0 }

    var tone: Tone {
        switch self {
        case .urgent: .bad
        case .high: .warn
        case .normal, .low: .neutral
        }
    }
}
