import Identity
import Localisation
import Records
import Storage
import Web

/// Everything the company has decided about its leads, on one page.
struct LeadSettingsPage: Sendable {
    private struct Line: Sendable {
        let rule: DistributionRule
        let sentence: String
        let to: String
    }

    private let settings: LeadSettings
    private let lines: [Line]
    private let crew: [LeadCrew.Member]
    private let isCut: Bool
    private static let shown = 200

    static func load(_ context: Context, in transaction: Transaction) throws -> LeadSettingsPage {
        let kind = transaction.schema.kind(of: Lead.self), t = context.t
        let rules = try transaction.all(DistributionRule.self).sorted {
            ($0.position, $0.id.number) < ($1.position, $1.id.number)
        }
        let names = try transaction.titles(
            rules.compactMap { $0.user.map { Reference(kind: "user", id: $0.number) } }
                + rules.compactMap { $0.team.map { Reference(kind: "team", id: $0.number) } })
        let lines = rules.map { rule -> Line in
            let sentence =
                rule.wanted.map {
                    $0 == .everything ? t("All leads.") : ConditionField.sentence($0, of: kind, context)
                } ?? t("The condition can no longer be read. Change it.")
            let user = rule.user.flatMap { names[Reference(kind: "user", id: $0.number)] }
            let team = rule.team.flatMap { names[Reference(kind: "team", id: $0.number)] }
            return Line(
                rule: rule, sentence: sentence,
                to: user ?? team.map { "\($0) · \(t(rule.way.label))" } ?? t("Nobody"))
        }
        let crew = try LeadCrew(in: transaction.asHouse).members
        return LeadSettingsPage(
            settings: LeadSettings(transaction.settings), lines: lines, crew: Array(crew.prefix(shown)),
            isCut: crew.count > shown)
    }

    func answer(_ request: Request, _ context: Context) -> Response {
        let t = context.t
        return SettingsFrame(request, context).page(t("Leads")) { html in
            html.card(
                t("Who gets which leads"),
                [Action(t("Add a rule"), icon: "plus", small: true, href: RulePages.path + "/rules/new")]
            ) { html in rules(&html, t) }
            html.card(t("First answer and recycling")) { html in numbers(&html, context) }
            html.card(
                t("Who takes leads"),
                [Action(t("Figures"), icon: "chart-column", small: true, href: FiguresPage.path)]
            ) { html in members(&html, context) }
        }
    }

    private func rules(_ html: inout HTML, _ t: Translator) {
        if lines.isEmpty {
            html.p(t("Without a rule all leads wait in the pool until somebody takes them."), .class("s muted"))
        }
        html.ol(.class("stack")) { html in
            for line in lines {
                html.li { html in
                    html.a(.class("linked"), .href("\(RulePages.path)/rules/\(line.rule.id.number)")) { html in
                        html.span(.class("row wrap")) { html in
                            html.span(line.rule.name, .class("strong grow"))
                            if !line.rule.isActive { html.badge(Badge(t("Not in use"))) }
                            html.badge(Badge(line.to, .accent, icon: "users"))
                        }
                        html.p(line.sentence, .class("xs muted"))
                    }
                }
            }
        }
        html.p(
            t(
                "Rules are asked in this order. Who is away or has no room is passed over; without anybody left, a "
                    + "lead waits in the pool."), .class("xs muted"))
    }

    private func numbers(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.form(.class("form two"), .method("post"), .action(RulePages.path), .data("ajax")) { html in
            html.csrfField(context.csrfToken ?? "")
            html.refusals(nil, [], t)
            for (spec, value) in LeadSettingsPage.specs(settings) {
                html.field(FormField(spec, text: value.map(String.init) ?? ""), t)
            }
            html.field(
                FormField(
                    FieldSpec(
                        name: "to_known_owner",
                        label: Message("A customer’s lead goes to whoever looks after that customer"), shape: .boolean),
                    text: settings.goesToKnownOwner ? "true" : "false"), t)
            html.div(.class("row wide")) { html in
                html.action(Action(t("Save"), icon: "check", look: .primary, submit: true))
            }
        }
    }

    private static func specs(_ settings: LeadSettings) -> [(FieldSpec, Int?)] {
        [
            (
                FieldSpec(
                    name: "respond_minutes", label: Message("Minutes to the first answer"), shape: .integer,
                    traits: [.help("In hours of work. Empty: no clock.")]), settings.respondMinutes
            ),
            (
                FieldSpec(
                    name: "capacity", label: Message("Open leads a person takes"), shape: .integer,
                    traits: [.help("Where nothing else is said of them. Empty: no limit.")]), settings.capacity
            ),
            (
                FieldSpec(
                    name: "recycle_days", label: Message("Days without work before a lead goes back"),
                    shape: .integer, traits: [.help("Empty: it stays where it is.")]), settings.recycleDays
            ),
            (
                FieldSpec(
                    name: "recycle_times", label: Message("Times it goes back before it is lost"), shape: .integer,
                    traits: [.help("Afterwards it counts as lost.")]), settings.recycleTimes
            ),
        ]
    }

    private func members(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.ul(.class("stack")) { html in
            for member in crew {
                html.li(.class("row wrap"), .id("crew-\(member.id)")) { html in
                    html.avatar(Avatar(member.name))
                    html.span(member.name, .class("strong grow cut"))
                    if member.isAway { html.badge(Badge(t("Away"), .warn, icon: "moon")) }
                    html.badge(
                        Badge(
                            member.capacity.map {
                                t(
                                    Message(
                                        "{count} open of {capacity}",
                                        ["count": .number(member.openLeads), "capacity": .number($0)]))
                            } ?? t(Message("{count} open", "{count} open", count: member.openLeads)),
                            member.capacity.map { member.openLeads >= $0 } ?? false ? .bad : .neutral))
                    html.details { html in
                        html.summary(
                            t("Change"), .class("s"),
                            .aria("label", t(Message("Change {name}", ["name": .text(member.name)]))))
                        form(member, &html, context)
                    }
                }
            }
        }
        if isCut { html.p(t("Only the first are shown. The others are found by the API."), .class("xs muted")) }
    }

    private func form(_ member: LeadCrew.Member, _ html: inout HTML, _ context: Context) {
        let t = context.t, id = "crew-\(member.id)"
        html.form(
            .class("row wrap"), .method("post"), .action("\(RulePages.path)/crew/\(member.id)"), .data("ajax")
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.label(t("Open leads at most"), .for(id + "-maximum"), .class("s"))
            html.input(
                .class("input"), .style("width:5em"), .type("text"), .attribute("inputmode", "numeric"),
                .id(id + "-maximum"), .name("maximum"), .value(member.capacity.map(String.init) ?? ""))
            html.label(.class("tick")) { html in
                html.input(.type("checkbox"), .name("is_away"), .value("true"), .checked(member.isAway))
                html.span(t("Away"))
            }
            html.label(t("until"), .for(id + "-until"), .class("s"))
            html.input(
                .class("input"), .style("width:auto"), .type("date"), .id(id + "-until"), .name("away_until"),
                .value(member.awayUntil?.iso ?? ""))
            html.action(Action(t("Save"), small: true, submit: true))
        }
    }
}
