import Identity
import Localisation
import Records
import Storage
import Web

/// A plan under way as pages show it: whose, how far, what comes next and when, and why it waits.
struct PlanLine: Sendable {
    let run: PlanRun
    let plan: FollowUpPlan?
    let aboutTitle: String?
    let ownerName: String?

    static func load(_ runs: [PlanRun], in transaction: Transaction) throws -> [PlanLine] {
        let house = transaction.asHouse
        let plans = try house.records(
            Array(Set(runs.compactMap { $0.plan?.number })), of: house.schema.kind(of: FollowUpPlan.self))
        let people = runs.compactMap(\.owner).map { Reference(kind: User.name, id: $0.number) }
        let titles = try transaction.titles(runs.compactMap(\.about) + people)
        return try runs.map { run in
            let stored = run.plan.flatMap { plans[$0.number] }
            return PlanLine(
                run: run, plan: try stored.map { try FollowUpPlan($0, kind: house.schema.kind(of: FollowUpPlan.self)) },
                aboutTitle: run.about.flatMap { titles[$0] },
                ownerName: run.owner.flatMap { titles[Reference(kind: User.name, id: $0.number)] })
        }
    }

    private var next: PlanStep? {
        guard run.state.isOpen, let plan, plan.steps.indices.contains(run.step) else { return nil }
        return plan.steps[run.step]
    }

    /// `showsRecord` where it does not stand on the record's own page.
    func render(_ html: inout HTML, _ context: Context, showsRecord: Bool) {
        let t = context.t
        html.div(.class("card next-step"), .id("run-\(run.id.number)")) { html in
            html.span(.class("mark")) { $0.icon(next?.action.icon ?? "repeat") }
            html.div(.class("grow cut")) { html in
                title(&html, context, showsRecord)
                html.div(.class("row wrap xs muted")) { html in
                    html.badge(badge(t))
                    if let plan {
                        html.span(
                            t(
                                Message(
                                    "Step {step} of {count}",
                                    [
                                        "step": .number(min(run.step + 1, plan.steps.count)),
                                        "count": .number(plan.steps.count),
                                    ])),
                            .class("number"))
                    }
                    if let next { html.span("\(t(next.action.label)) · \(next.subject)", .class("cut")) }
                    if let at = run.nextAt { html.span(when(at, context), .class("number"), .title(t.instant(at))) }
                    if showsRecord, let ownerName { html.span(ownerName) }
                }
                if let refusal = run.refusal.flatMap({ Message(storedText: $0) }) {
                    html.p(t(refusal), .class("xs prose"))
                }
            }
            if context.viewer.may(FollowUpPlan.running) { steer(&html, context) }
        }
    }

    private func title(_ html: inout HTML, _ context: Context, _ showsRecord: Bool) {
        guard showsRecord, let about = run.about, let kind = context.schema[about.kind], let aboutTitle else {
            html.span(run.name, .class("strong cut"))
            return
        }
        html.a(
            aboutTitle, .class("strong cut"), .style("display:block;padding-block:4px"),
            .href("/\(kind.plural)/\(about.id)"))
    }

    private func when(_ at: Instant, _ context: Context) -> String {
        let t = context.t, day = at.day(in: t.timeZone)
        if at <= context.now { return t("Now") }
        let word =
            Int(day.number - context.today.number) < 7
            ? t.relativeDay(day, today: context.today) : t.shortDay(day, today: context.today)
        return "\(word) \(t.time(at))"
    }

    private func badge(_ t: Translator) -> Badge {
        switch run.state {
        case .running: Badge(t(run.state.label), .accent, icon: "play")
        case .waiting: Badge(t(run.state.label), .warn, icon: "triangle-alert")
        case .paused: Badge(t(run.state.label), .neutral, icon: "pause")
        case .finished: Badge(t(run.state.label), .good, icon: "circle-check")
        case .stopped: Badge(run.reason.map { t($0.label) } ?? t(run.state.label), .neutral, icon: "circle-x")
        }
    }

    private func steer(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let acts: [(PlanRuns.Act, String, String)] = [
            (.resume, t("Resume"), "play"), (.pause, t("Pause"), "pause"), (.skip, t("Skip this step"), "arrow-right"),
            (.stop, t("Stop the plan"), "circle-x"),
        ]
        html.div(.class("row")) { html in
            for (act, label, icon) in acts where act.applies(to: run) {
                html.postButton(
                    Action(label, icon: icon, look: .quiet, small: true, iconOnly: true),
                    to: "/plan_runs/\(run.id.number)/\(act.rawValue)", csrf: context.csrfToken ?? "")
            }
        }
    }
}
