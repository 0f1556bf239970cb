import Identity
import Jobs
import Records
import Storage

/// Tells the people of an activity before it starts, once, by page or mail as each prefers. When that is stands with
/// the activity, so that a server that was down for a while says at once what it missed.
package enum Reminders {
    private static let name = "activities.remind"
    /// Who was not told within this time after its start is not told at all.
    private static let lateSeconds = 6 * 3600
    private static let atOnce = 500

    static func register(in jobs: inout JobBook) {
        jobs.add(name, "Remind of activities") { try await run($0) }
        jobs.schedule(name, everySeconds: 60)
    }

    /// Whether something changed that moves the reminder.
    static func isDue(anew change: Change, _ activity: Activity) -> Bool {
        ["remind_minutes", "starts_at", "due_on", "all_day"].contains { change.changes($0) }
            || (change.old != nil && change.changes("is_done") && !activity.isDone)
    }

    /// Before it starts; what has no hour starts with the working day, or at nine where that is free.
    static func moment(of activity: Activity, _ time: WorkingTime) -> Instant? {
        guard let minutes = activity.remindMinutes, !activity.isDone else { return nil }
        return start(of: activity, time)?.adding(seconds: -minutes * 60)
    }

    static func start(of activity: Activity, _ time: WorkingTime) -> Instant? {
        if let startsAt = activity.startsAt { return startsAt }
        guard let day = activity.dueOn else { return nil }
        return Instant(day, minute: time.periods(on: day).first?.lowerBound ?? 540, in: time.zone)
    }

    private static func run(_ context: JobContext) async throws -> JSON {
        let told = try await context.workspace.write(.house, .job) { try remind(in: $0) }
        return .record(["told": .number(String(told))])
    }

    /// Reminds of all that is due; returns how many activities.
    package static func remind(in transaction: Transaction) throws -> Int {
        let kind = transaction.schema.kind(of: Activity.self), now = transaction.now
        let due = try transaction.connection.integers(
            """
            SELECT id FROM \(name: kind.table) WHERE remind_at IS NOT NULL AND remind_at <= \(now)
            ORDER BY remind_at LIMIT \(atOnce)
            """)
        guard !due.isEmpty else { return 0 }
        let found = try transaction.asHouse.records(due, of: kind)
        let time = transaction.settings.workingTime
        var notices: [Notice] = []
        for id in due {
            guard let activity = try found[id].map({ try Activity($0, kind: kind) }), !activity.isDone,
                let start = start(of: activity, time), now < start.adding(seconds: lateSeconds)
            else { continue }
            notices += self.notices(activity, start)
        }
        try Notice.tell(notices, in: transaction)
        // Told, or too late: written beside the record's history, which is about what people do.
        try transaction.connection.execute(
            "UPDATE \(name: kind.table) SET remind_at = NULL WHERE id IN (\(SQL.set(due)))")
        return due.count
    }

    private static func notices(_ activity: Activity, _ start: Instant) -> [Notice] {
        let about = Reference(kind: Activity.name, id: activity.id.number)
        let text: Message =
            if activity.startsAt != nil {
                Message("“{record}” begins on {when}.", ["when": .instant(start)])
            } else {
                Message("“{record}” is for {day}.", ["day": .day(activity.dueOn ?? Day(number: 0))])
            }
        // Moved to another hour it is another reminder.
        let key = "remind/\(activity.id.number)/\(start.microseconds)"
        return activity.people.map { Notice(.reminder, to: $0, about: about, text, key: key) }
    }
}

extension Activity {
    /// Who of us it is for: its owner, and who takes part and did not decline.
    var people: [Int64] {
        var people = owner.map { [$0.number] } ?? []
        for person in participants where person.answer != .declined {
            if let user = person.user?.number, !people.contains(user) { people.append(user) }
        }
        return people
    }
}
