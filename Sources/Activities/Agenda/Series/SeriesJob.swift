import Jobs
import Records
import Storage

/// Each night the series without an end are made a little further ahead.
enum SeriesJob {
    private static let name = "activities.series"
    /// A series is looked at again once less than this is made.
    private static let least = 370

    static func register(in jobs: inout JobBook) {
        jobs.add(name, "Plan what comes again") { try await run($0) }
        jobs.schedule(name, everySeconds: 86_400)
    }

    private static func run(_ context: JobContext) async throws -> JSON {
        let due = try await context.workspace.read(.house) { transaction -> [Int64] in
            let kind = transaction.schema.kind(of: Activity.self)
            return try transaction.connection.integers(
                """
                SELECT id FROM \(name: kind.table)
                WHERE recurrence IS NOT NULL AND (made_until IS NULL OR made_until < \
                \(transaction.today.adding(days: least)))
                ORDER BY id
                """)
        }
        for id in due {
            // One series a transaction: a large one does not keep others waiting.
            try await context.workspace.write(.house, .job) { transaction in
                guard try transaction.existing([id], of: transaction.schema.kind(of: Activity.self)) == [id] else {
                    return
                }
                try Series(transaction).extend(try transaction.find(ID<Activity>(id)))
            }
        }
        return .record(["series": .number(String(due.count))])
    }
}
