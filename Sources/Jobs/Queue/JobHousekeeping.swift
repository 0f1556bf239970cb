import Records
import Storage

/// Removes jobs nobody will ask about any more, so that the table stays small.
package enum JobHousekeeping {
    static let name = "jobs.housekeeping"
    static let keptDays = 30, deadKeptDays = 90
    /// Runs of a schedule are many and alike.
    static let scheduledKeptDays = 2

    /// Returns how many it removed, a thousand in each transaction.
    static func run(_ context: JobContext, _ schedules: Set<String>) async throws -> JSON {
        let now = context.workspace.clock()
        func before(_ days: Int) -> Instant { now.adding(seconds: -days * 86_400) }
        let names = SQL.list(schedules.sorted().map(Value.text))
        var conditions: [SQL] = [
            "state = 'done' AND finished_at < \(before(keptDays))",
            "state = 'cancelled' AND finished_at < \(before(keptDays))",
            "state = 'dead' AND finished_at < \(before(deadKeptDays))",
        ]
        if !schedules.isEmpty {
            conditions.append("state = 'done' AND finished_at < \(before(scheduledKeptDays)) AND name IN (\(names))")
        }
        var removed = 0
        for condition in conditions {
            while true {
                let count = try await context.workspace.database.write { connection in
                    try connection.execute(
                        "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE \(condition) LIMIT 1000)")
                }
                removed += count
                try await context.report(JobProgress(done: removed))
                if count < 1000 { break }
            }
        }
        return .record(["removed": .number(String(removed))])
    }
}

extension JobBook {
    /// The work of the queue itself: added by the composition after every module has registered its own.
    package mutating func addOwn(events: EventBook) {
        add(OutboxRetry.name, "Hand on an event again", maximumAttempts: 8) { try await OutboxRetry.run($0, events) }
        schedule(JobHousekeeping.name, everySeconds: 3600)
        let schedules = Set(schedules.keys)
        add(JobHousekeeping.name, "Remove old background jobs") { try await JobHousekeeping.run($0, schedules) }
        for name in schedules.sorted() { precondition(entries[name] != nil, "the schedule \(name) names no job") }
    }
}
