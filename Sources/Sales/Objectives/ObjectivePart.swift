import Localisation
import Records
import Storage
import Web

/// On the home page, above everything: how far one's own objectives and the team's are, and whether the pace will do.
enum ObjectivePart {
    static func register(in registry: inout Registry) {
        registry.homeParts.insert(
            HomePart { context in
                guard let person = context.person else { return nil }
                let (list, team) = try await context.read { transaction -> ([ObjectiveProgress], String?) in
                    let team = transaction.viewer.teams.first
                    let list = try ObjectiveProgress.of(person.id, team: team, in: transaction)
                    let name = try team.flatMap {
                        try transaction.connection.text("SELECT name FROM team WHERE id = \($0)")
                    }
                    return (list, name)
                }
                if list.isEmpty { return nil }
                var html = HTML()
                let t = context.t
                html.section(
                    .class("objectives"), .id("objectives"), .data("live-region"), .aria("label", t("My objectives"))
                ) { html in
                    for progress in list { card(progress, team: team, &html, context) }
                }
                return html
            }, at: 0)
        registry.panel(
            on: Objective.name,
            Panel("progress", column: .side) { record, kind, context, transaction in
                let objective = try Objective(record, kind: kind)
                if objective.measure.isMoney, !transaction.viewer.may("sales.see_revenue") { return nil }
                let progress = try ObjectiveProgress(objective, in: transaction.asHouse)
                var html = HTML()
                html.heading(context.t("Progress"))
                html.div(.class("objectives")) { card(progress, team: nil, &$0, context) }
                return html
            })
    }

    private static func card(
        _ progress: ObjectiveProgress, team: String?, _ html: inout HTML, _ context: Context
    ) {
        let t = context.t, objective = progress.objective
        let label = objective.name ?? t(Message(objective.measure.label))
        let badge = badge(progress, t)
        html.div(.class("card objective")) { html in
            html.div(.class("row")) { html in
                html.icon(objective.measure.icon, .small)
                html.span(label, .class("s strong cut grow"))
                html.badge(badge)
            }
            html.p(.class("row wrap")) { html in
                html.b(words(progress.done, progress, context), .class("number"))
                html.span(
                    t(Message("of {goal}", ["goal": .text(words(progress.goal, progress, context))])),
                    .class("s muted number"))
                if objective.team != nil, let team { html.badge(Badge(team, icon: "users")) }
            }
            html.progress(
                Progress(
                    label, done: min(progress.percent, 100), total: 100, text: pace(progress, context),
                    tone: badge.tone))
        }
    }

    /// “Au rythme actuel : 38 000 € fin novembre”.
    private static func pace(_ progress: ObjectiveProgress, _ context: Context) -> String {
        let t = context.t
        guard progress.standing != .reached, let projected = progress.projected else {
            return t(Message("Until {day}", ["day": .text(t.shortDay(progress.to, today: context.today))]))
        }
        return t(
            Message(
                "At this pace {amount} by {day}",
                [
                    "amount": .text(words(projected, progress, context)),
                    "day": .text(t.shortDay(progress.to, today: context.today)),
                ]))
    }

    private static func words(_ value: Int64, _ progress: ObjectiveProgress, _ context: Context) -> String {
        guard progress.objective.measure.isMoney else { return context.t.number(value) }
        return context.t.moneyRounded(Money(minor: value, currency: context.workspace.settings.currency))
    }

    private static func badge(_ progress: ObjectiveProgress, _ t: Translator) -> Badge {
        switch progress.standing {
        case .reached: Badge(t("Reached"), .good, icon: "check")
        case .onPace: Badge(t("On pace"), .good, icon: "check")
        case .behind: Badge(t("A little behind"), .warn, icon: "clock")
        case .farBehind: Badge(t("Behind"), .bad, icon: "alarm-clock")
        }
    }
}
