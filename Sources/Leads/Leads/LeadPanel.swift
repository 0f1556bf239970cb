import Activities
import Localisation
import Records
import Storage
import Web

/// On the page of a lead: how long it has waited, whose it is and why, and whom we know already.
struct LeadPanel: Sendable {
    let lead: Lead
    let matches: LeadMatches
    let assignments: [LeadAssignment]
    let names: [Reference: String]

    static func register(in registry: inout Registry) {
        registry.panel(
            on: Lead.name,
            Panel("lead", column: .main, replacing: [LeadAssignment.name]) { record, kind, context, transaction in
                let panel = try LeadPanel.load(Lead(record, kind: kind), in: transaction)
                var html = HTML()
                panel.render(&html, context)
                return html
            })
        registry.alike[Lead.name] = AlikeFinder { record, kind, transaction in
            let found = try LeadMatches.find(Lead(record, kind: kind).prepared(transaction), in: transaction)
            return (found.contacts + found.accounts).map {
                .init(kind: $0.kind, id: $0.id, title: $0.title, evidence: $0.score.evidence)
            }
        }
        registry.cells["lead.respond_by"] = { record, kind, context in
            guard let lead = Self.lead(record, kind) else { return .empty }
            return ResponseClock(lead, context.workspace.settings, now: context.now).map {
                .badge($0.badge(context.t))
            } ?? .empty
        }
        registry.cells["lead.status"] = { record, kind, context in
            guard let lead = Self.lead(record, kind) else { return .empty }
            return .badge(lead.status.badge(context.t))
        }
    }

    /// A hidden field reads as empty; a list that did not ask for one has none.
    private static func lead(_ record: Record, _ kind: Kind) -> Lead? {
        guard case .success(let lead) = Result(catching: { try Lead(record, kind: kind) }) else { return nil }
        return lead
    }

    static func load(_ lead: Lead, in transaction: Transaction) throws -> LeadPanel {
        let matches =
            lead.status == .converted ? LeadMatches() : try LeadMatches.find(lead, limit: 4, in: transaction)
        let kind = transaction.schema.kind(of: LeadAssignment.self)
        var query = ListQuery(
            .test(path: ["lead"], .equals(.text(String(lead.id.number)))), sort: [.init("at", descending: true)],
            limit: 5)
        query.withParts = false
        let given =
            transaction.viewer.grants(for: LeadAssignment.name).isEmpty
            ? [] : try transaction.page(kind, query).records.map { try LeadAssignment($0, kind: kind) }
        var references = given.compactMap { $0.user.map { Reference(kind: "user", id: $0.number) } }
        references += [
            lead.convertedAccount.map { Reference(kind: "account", id: $0.number) },
            lead.convertedContact.map { Reference(kind: "contact", id: $0.number) },
            lead.convertedOpportunity.map { Reference(kind: "opportunity", id: $0.number) },
        ].compactMap(\.self)
        return LeadPanel(
            lead: lead, matches: matches, assignments: given, names: try transaction.titles(Set(references)))
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.class("stack"), .id("lead-panel"), .data("live-region")) { html in
            if lead.status == .converted { became(&html, context) }
            html.div(.class("row wrap")) { html in
                html.badge(lead.status.badge(t))
                if let clock = ResponseClock(lead, context.workspace.settings, now: context.now) {
                    html.badge(clock.badge(t))
                }
                if lead.owner == nil, lead.status.isOpen { html.badge(Badge(t("In the pool"), .warn, icon: "inbox")) }
                if lead.account != nil || lead.contact != nil, lead.status != .converted {
                    html.badge(Badge(t("Known customer"), .accent, icon: "building-2"))
                }
            }
            if let last = assignments.first {
                html.p(.class("xs muted row")) { html in
                    html.icon("split", .small)
                    html.span(t(Message("Distribution: {why}", ["why": .text(sentence(last, t))])))
                }
            }
            known(&html, context)
            if assignments.count > 1 {
                html.details { html in
                    html.summary(t("Who had it before"), .class("s"))
                    html.ul(.class("stack xs muted")) { html in
                        for entry in assignments.dropFirst() {
                            html.li(t.instant(entry.at) + " · " + sentence(entry, t))
                        }
                    }
                }
            }
        }
    }

    private func sentence(_ entry: LeadAssignment, _ t: Translator) -> String {
        let name = entry.user.flatMap { names[Reference(kind: "user", id: $0.number)] }
        return LeadAssignments.sentence(entry, name, t)
    }

    private func became(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let day = lead.convertedAt.map { t.day($0.day(in: t.timeZone)) } ?? ""
        html.notice(t(Message("Converted on {day}. It goes on here:", ["day": .text(day)])), .good)
        html.div(.class("row wrap")) { html in
            for (kind, id) in [
                ("opportunity", lead.convertedOpportunity?.number), ("contact", lead.convertedContact?.number),
                ("account", lead.convertedAccount?.number),
            ] {
                guard let id, let title = names[Reference(kind: kind, id: id)], let kind = context.schema[kind] else {
                    continue
                }
                html.action(Action(title, icon: kind.icon, small: true, href: "/\(kind.plural)/\(id)"))
            }
        }
    }

    private func known(_ html: inout HTML, _ context: Context) {
        let t = context.t, all = matches.contacts + matches.accounts + matches.leads
        guard !all.isEmpty else { return }
        html.section(.class("card"), .aria("label", t("Known already"))) { html in
            html.header { html in
                html.icon("users", .small)
                html.h2(t("Known already"), .class("grow"))
            }
            html.div(.class("inside")) { html in
                for match in all {
                    guard let kind = context.schema[match.kind] else { continue }
                    html.a(.class("person"), .href("/\(kind.plural)/\(match.id)")) { html in
                        html.avatar(kind.avatar(match.title, .medium))
                        html.span(.class("grow cut")) { html in
                            html.span(match.title, .class("strong cut"))
                            html.text(" ")
                            html.small(match.why(t), .class("muted"))
                        }
                        html.badge(Badge(t(kind.label)))
                    }
                }
            }
        }
    }
}

extension LeadMatches.Match {
    func why(_ t: Translator) -> String {
        if let through { return t(Message("where {name} works", ["name": .text(through)])) }
        return t.reasons(score.evidence.filter { $0.points > 0 })
    }
}

extension LeadStatus {
    func badge(_ t: Translator) -> Badge {
        let look: (Tone, String) =
            switch self {
            case .new: (.accent, "sparkles")
            case .contacted: (.neutral, "message-circle")
            case .qualified: (.good, "circle-check")
            case .converted: (.good, "trophy")
            case .lost: (.bad, "circle-x")
            case .recycled: (.warn, "undo-2")
            }
        return Badge(t(label), look.0, icon: look.1)
    }
}

extension Lead {
    /// What is typed, in the forms that are compared.
    func prepared(_ transaction: Transaction) -> Lead {
        var lead = self
        lead.email = email.map { EmailAddress.normalised($0) ?? $0 }
        lead.phoneNumber = phone.flatMap { PhoneNumber.normalised($0, country: transaction.settings.country) }
        return lead
    }
}
