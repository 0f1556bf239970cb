import Records
import Storage

/// Work waiting in the database, shared by all nodes: what is queued in a transaction exists when it commits.
package enum JobQueue {
    package static let tables = [table, scheduleTable]
    /// Whoever has it sees and steers everybody's jobs; others their own.
    package static let permission = "jobs.manage"

    static let table = TableSpec(
        "job",
        [
            .init("id", .integer), .init("name", .text), .init("arguments", .text), .init("state", .text),
            .init("run_at", .instant), .init("attempts", .integer),
            .init("maximum_attempts", .integer, required: false),
            .init("progress_done", .integer), .init("progress_total", .integer, required: false),
            .init("progress_note", .text, required: false), .init("checkpoint", .text, required: false),
            .init("has_advanced", .boolean), .init("result", .text, required: false),
            .init("error", .text, required: false), .init("user_id", .integer, required: false),
            .init("created_at", .instant), .init("started_at", .instant, required: false),
            .init("finished_at", .instant, required: false), .init("locked_by", .text, required: false),
            .init("locked_until", .instant, required: false), .init("is_cancelling", .boolean),
            .init("unique_key", .text, required: false),
        ], primaryKey: ["id"],
        indexes: [
            // The next job that is due.
            .init("job_due", ["state", "run_at", "id"]),
            // Housekeeping, by state and age.
            .init("job_finished", ["state", "finished_at"]),
            // One person's jobs, newest first.
            .init("job_person", ["user_id", "id"]),
            // The key is set only while the job waits.
            .init("job_key", ["unique_key"], unique: true),
        ], merging: .stays("work asked for as the records were then; what it looks for and misses, it tells"))

    /// The last period each schedule was queued for.
    static let scheduleTable = TableSpec(
        "job_schedule", [.init("name", .text), .init("period", .integer)], primaryKey: ["name"],
        merging: .stays("names no record"))

    /// Queues work for the person of this transaction, done once the transaction is committed (raise the job signal
    /// then). With a key, a job that waits with the same key is answered instead of queued twice.
    package static func enqueue(
        _ name: String, _ arguments: JSON = .object([]), runAt: Instant? = nil, key: String? = nil,
        maximumAttempts: Int? = nil, in transaction: Transaction
    ) throws -> Int64 {
        let runAt = runAt ?? transaction.now
        // A runner may take the waiting job away between the two statements; then it is queued anew.
        for _ in 0..<5 {
            if let key, let waiting = try join(key, runAt, transaction.connection) { return waiting }
            let id = transaction.ids.next()
            let added = try transaction.connection.execute(
                """
                INSERT INTO job (id, name, arguments, state, run_at, attempts, maximum_attempts, progress_done,
                                 has_advanced, user_id, created_at, is_cancelling, unique_key)
                VALUES (\(id), \(name), \(arguments.string), 'queued', \(runAt), 0,
                        \(maximumAttempts.map(Int64.init)), 0, \(false), \(transaction.author), \(transaction.now),
                        \(false), \(key))
                ON CONFLICT (unique_key) DO NOTHING
                """)
            if added == 1 { return id }
        }
        throw DatabaseError(kind: .retryable, message: "a job with the same key is queued again and again")
    }

    /// Writing to the waiting job keeps runners from starting it before this transaction's changes are there to see.
    private static func join(_ key: String, _ runAt: Instant, _ connection: any Connection) throws -> Int64? {
        try connection.rows(
            """
            UPDATE job SET run_at = CASE WHEN run_at > \(runAt) THEN \(runAt) ELSE run_at END
            WHERE unique_key = \(key) RETURNING id
            """, .integer
        ).first?[0].integer
    }
}
