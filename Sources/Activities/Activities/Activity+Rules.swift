import Identity
import Records
import Storage

extension Activity {
    /// A new activity is its author's; done and the moment it was done agree; a meeting's day is its start's.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var activity = try changes[index].typed(Activity.self)
            if changes[index].isNew, activity.owner == nil, !changes[index].touched.contains("owner") {
                activity.owner = transaction.author.map { ID($0) }
            }
            if let startsAt = activity.startsAt, changes[index].changes("starts_at"),
                !changes[index].touched.contains("due_on")
            {
                activity.dueOn = startsAt.day(in: transaction.settings.timeZone)
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
}
