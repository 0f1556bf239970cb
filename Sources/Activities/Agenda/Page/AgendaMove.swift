import Foundation
import Localisation
import Records
import Storage
import Web

/// Something goes to another day or hour, takes longer, or goes to somebody else.
struct AgendaMove: Sendable {
    var day: Day?
    /// Minutes after midnight; nil where the hour stays, or there is none.
    var start: Int?
    var minutes: Int?
    /// From an hour to the whole day.
    var losesHour = false
    var owner: Int64?
    /// From whose place it was dragged: a participant’s place goes to somebody else, not the ownership.
    var from: Int64?
    var scope = SeriesScope.this
    let zone: TimeZone

    init(_ form: Form, _ context: Context) throws(Refusal) {
        zone = context.t.timeZone
        var refusals: [FieldRefusal] = []
        if let text = form["day"], !text.isEmpty {
            day = context.t.readDay(text, today: context.today)
            if day == nil {
                refusals.append(
                    FieldRefusal(
                        "day", code: "invalid_value",
                        Message("A day is expected, such as {example}.", ["example": .day(context.today)])))
            }
        }
        if let text = form["start"], !text.isEmpty {
            start = TimeOfDay.minute(text)
            if start.map({ $0 < 1440 }) != true {
                refusals.append(
                    FieldRefusal("start", code: "invalid_value", Message("An hour is expected, such as 14:30.")))
            }
        }
        if let text = form["minutes"], !text.isEmpty {
            minutes = Int(text)
            if minutes.map({ (0...10_000).contains($0) }) != true {
                refusals.append(
                    FieldRefusal(
                        "minutes", code: "out_of_range",
                        Message("A number of minutes between 0 and 10,000 is expected.")))
            }
        }
        losesHour = form["untimed"] == "true"
        owner = form["person"].flatMap { Int64($0) }
        from = form["from"].flatMap { Int64($0) }
        scope = form["scope"].flatMap { SeriesScope(rawValue: $0) } ?? .this
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    /// Returns the journal that takes it back.
    func perform(_ id: ID<Activity>, in transaction: Transaction) throws -> Int64 {
        let activity = try transaction.find(id)
        let journal = try Journal.begin("move", kind: Activity.name, in: transaction)
        var draft = Draft(id: id.number, fields: fields(activity))
        if let owner, owner != from ?? activity.owner?.number {
            if activity.owner?.number == (from ?? activity.owner?.number) {
                draft.fields["owner"] = [.integer(owner)]
            } else {
                try replace(from, by: owner, in: activity, &draft)
            }
        }
        try Series(transaction).change(id, scope, draft)
        return journal
    }

    private func fields(_ activity: Activity) -> [String: [Value]] {
        var fields: [String: [Value]] = [:]
        let today = activity.startsAt?.day(in: zone) ?? activity.dueOn
        if losesHour {
            fields["starts_at"] = [.null]
            if let day = day ?? today { fields["due_on"] = [.day(day)] }
        } else if let minute = start ?? activity.startsAt?.minute(in: zone), let day = day ?? today {
            fields["starts_at"] = [.instant(Instant(day, minute: minute, in: zone))]
            fields["due_on"] = [.day(day)]
            if activity.isAllDay { fields["all_day"] = [.boolean(false)] }
            if let minutes { fields["duration_minutes"] = [.integer(Int64(minutes))] }
        } else if let day {
            fields["due_on"] = [.day(day)]
            if let last = activity.endsOn, let first = activity.dueOn {
                fields["ends_on"] = [.day(last.adding(days: Int(day.number - first.number)))]
            }
        }
        return fields
    }

    /// Somebody else takes part in place of another.
    private func replace(_ old: Int64?, by new: Int64, in activity: Activity, _ draft: inout Draft) throws {
        var changed = activity
        guard let place = changed.participants.firstIndex(where: { $0.user?.number == old }) else { return }
        changed.participants[place].user = ID(new)
        changed.participants[place].answer = .needsAction
        draft.parts["participants"] = Draft(changed).parts["participants"]
    }
}

/// “Move to”: day, hour and length by a form, and for a series how much of it.
struct MoveForm: Sendable {
    private let activity: Activity
    private let context: Context
    let back: String

    init(_ activity: Activity, _ query: Form, _ context: Context) {
        self.activity = activity
        self.context = context
        back = Response.localAddress(query["back"]) ?? Agenda.path
    }

    func render(_ html: inout HTML, inSheet: Bool) {
        let t = context.t, zone = t.timeZone
        let day = activity.startsAt?.day(in: zone) ?? activity.dueOn ?? context.today
        html.form(
            .class("form two"), .method("post"), .action("/activities/\(activity.id.number)/move"),
            .data("ajax", if: inSheet)
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("back"), .value(back))
            html.div(.class("wide")) { $0.refusals(nil, [], t) }
            html.field(FormField(PlanForm.day, text: day.iso), t)
            html.div(.class("field"), .data("field", "start")) { html in
                html.label(t("From (hour)"), .for("move-start"))
                html.input(
                    .class("input"), .id("move-start"), .type("time"), .name("start"),
                    .value(activity.startsAt.map { t.time($0) }), .flag("autofocus"))
            }
            html.div(.class("field"), .data("field", "minutes")) { html in
                html.label(t("Length"), .for("move-minutes"))
                PlanForm.lengths(
                    &html, id: "move-minutes", name: "minutes", chosen: activity.durationMinutes ?? 30, t)
            }
            if activity.isInSeries { PlanForm.scope(&html, t) }
            html.div(.class("row wide")) { html in
                html.action(Action(t("Move"), icon: "check", look: .primary, submit: true))
                html.action(Action(t("Cancel"), look: .quiet, href: back, [.data("close")]))
                html.span("", .class("grow"))
                html.action(
                    Action(
                        t("Open", context: "verb"), icon: "external-link", look: .quiet,
                        href: "/activities/\(activity.id.number)"))
            }
        }
    }
}
