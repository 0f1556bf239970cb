import Identity
import Records
import Storage
import Web

extension Activity {
    /// A new activity is its author's; done and the moment it was done agree; a meeting's day is its start's.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let owners = Set(changes.compactMap { $0.new.value("owner", in: $0.kind).integer })
        let clocks = try Preferences.timeZones(of: owners.sorted(), in: transaction)
        for index in changes.indices {
            var activity = try changes[index].typed(Activity.self)
            if changes[index].isNew, activity.owner == nil, !changes[index].touched.contains("owner") {
                activity.owner = transaction.author.map { ID($0) }
            }
            if let startsAt = activity.startsAt, changes[index].changes("starts_at"),
                !changes[index].changes("due_on")
            {
                activity.dueOn = startsAt.day(in: transaction.settings.timeZone)
            }
            // Whoever lives on another clock has it on the day that their clock says.
            if let startsAt = activity.startsAt, let clock = activity.owner.flatMap({ clocks[$0.number] }) {
                activity.dueOn = startsAt.day(in: clock)
            }
            if activity.isAllDay, changes[index].touched.contains("all_day"), activity.dueOn == nil {
                activity.dueOn = activity.startsAt?.day(in: transaction.settings.timeZone)
            }
            activity.fitDays()
            if let refusal = activity.faultOfDays() { changes[index].refuse(refusal) }
            if let minutes = activity.remindMinutes, !(0...40_320).contains(minutes) {
                changes[index].refuse(
                    "remind_minutes", code: "out_of_range",
                    Message("A number of minutes between 0 and 40,320, which is four weeks, is expected."))
            }
            if changes[index].facts[Series.fact] == nil,
                let refusal = Series.prepare(&activity, changes[index], transaction)
            {
                changes[index].refuse(refusal)
            }
            if Reminders.isDue(anew: changes[index], activity) {
                var time = transaction.settings.workingTime
                time.zone = activity.owner.flatMap { clocks[$0.number] } ?? time.zone
                activity.remindAt = Reminders.moment(of: activity, time)
            }
            if !activity.isDone {
                activity.doneAt = nil
            } else if activity.doneAt == nil {
                activity.doneAt = changes[index].happenedAt ?? transaction.now
            }
            if let minutes = activity.durationMinutes, !(0...10_000).contains(minutes) {
                changes[index].refuse(
                    "duration_minutes", code: "out_of_range",
                    Message("A number of minutes between 0 and 10,000 is expected."))
            }
            changes[index].replace(with: activity)
        }
    }

    /// What was finished is told to whoever waits for it; a new rule makes its series.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where change.changes("is_done") {
            guard change.new.value("is_done", in: change.kind).boolean == true else { continue }
            try transaction.emit(
                Event("activity.finished", Reference(kind: Activity.name, id: change.new.id), .object([])))
        }
        try Series.saved(changes, transaction)
    }

    /// What fills whole days has no hour; what has none of several days ends where it begins.
    private mutating func fitDays() {
        if isAllDay {
            startsAt = nil
            durationMinutes = nil
        } else {
            endsOn = nil
        }
        if endsOn == dueOn { endsOn = nil }
    }

    private func faultOfDays() -> FieldRefusal? {
        if isAllDay, dueOn == nil {
            return FieldRefusal("due_on", code: "required", Message("Say on which day it is."))
        }
        if let endsOn, let dueOn, !(dueOn...dueOn.adding(days: 366)).contains(endsOn) {
            return FieldRefusal(
                "ends_on", code: "out_of_range",
                Message("The last day is not before the first, and at most a year after it."))
        }
        return nil
    }
}
