import Localisation
import Records
import Storage
import Web

/// What the home page says first: what is late, what is for today, what comes, and which sales nobody looks after.
struct TodayPart: Sendable {
    let activities: [PlannedActivity]
    /// How many there are beyond those shown.
    let total: Int

    private static let shown = 30
    private static let ahead = 7

    static func load(_ context: Context) async throws -> TodayPart? {
        guard let person = context.person, !context.viewer.grants(for: Activity.name).isEmpty else { return nil }
        return try await context.read { transaction in
            let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
            let mine: SQL = """
                \(place.column("owner")) = \(person.id) AND \(place.column("is_done")) = FALSE
                AND \(place.column("due_on")) <= \(transaction.today.adding(days: ahead))
                """
            let list = try PlannedActivity.read(
                place.from, place, title: "CAST(NULL AS TEXT)", mine, limit: shown + 1, transaction)
            let titles = try transaction.titles(list.compactMap(\.about))
            return TodayPart(
                activities: list.prefix(shown).map { $0.titled($0.about.flatMap { titles[$0] }) }, total: list.count)
        }
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t, today = context.today
        let mayPlan = context.schema[Activity.name].map { context.viewer.may(.create, $0) } ?? false
        let groups: [(String, String, [PlannedActivity])] = [
            ("late", t("Late"), activities.filter { $0.dueOn.map { $0 < today } ?? false }),
            ("today", t("Today"), activities.filter { $0.dueOn == today }),
            ("soon", t("Coming up"), activities.filter { $0.dueOn.map { $0 > today } ?? false }),
        ]
        html.section(.class("stack"), .id("today"), .data("live-region"), .aria("label", t("My activities"))) { html in
            html.heading(t("My activities"), Action(t("All"), look: .quiet, small: true, href: TodayPart.listAddress))
            if activities.isEmpty {
                html.emptyState(
                    t("Nothing to do for the coming week."), icon: "calendar-check",
                    mayPlan
                        ? [Action(t("Plan an activity"), icon: "plus", look: .primary, href: "/activities/new")] : [])
            }
            for (name, label, list) in groups where !list.isEmpty {
                html.h3(.class("heading"), .id("today-\(name)")) { html in
                    html.span(label)
                    html.span(t.number(list.count), .class("muted number"))
                }
                for activity in list { activity.render(&html, context) }
            }
            if total > activities.count {
                html.p { $0.a(t("There are more: see them all"), .class("link"), .href(TodayPart.listAddress)) }
            }
        }
    }

    /// My open activities, as a list.
    private static var listAddress: String {
        let condition = Condition.all([.test(path: ["owner"], .isMe(true)), .test(path: ["is_done"], .equals(false))])
        return "/activities?where=\(percentEncoded(condition.json.string))&sort=due_on"
    }
}

extension PlannedActivity {
    /// On somebody’s own page: with the name of what it is about, without their own.
    func titled(_ title: String?) -> PlannedActivity { PlannedActivity(self, title: title) }

    private init(_ other: PlannedActivity, title: String?) {
        (id, subject, type, dueOn, startsAt) = (other.id, other.subject, other.type, other.dueOn, other.startsAt)
        (ownerName, about, aboutTitle) = (nil, other.about, title)
    }
}
