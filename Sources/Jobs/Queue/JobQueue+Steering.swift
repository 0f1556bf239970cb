import Records
import Storage

extension JobQueue {
    /// Ends a job: at once while it waits, at its next report when it runs.
    package static func cancel(_ id: Int64, in transaction: Transaction) throws {
        guard let job = try find(id, in: transaction) else { throw Refusal.notFound() }
        guard !job.isOver else {
            throw Refusal(
                .conflict, code: "job_over", Message("This work is over: there is nothing left to cancel."))
        }
        let connection = transaction.connection
        let stopped = try connection.execute(
            """
            UPDATE job SET state = 'cancelled', finished_at = \(transaction.now), unique_key = NULL
            WHERE id = \(id) AND state IN ('queued', 'failed')
            """)
        if stopped == 0 {
            try connection.execute("UPDATE job SET is_cancelling = \(true) WHERE id = \(id) AND state = 'running'")
        }
    }

    /// Gives a job that failed its attempts again, at once; it goes on where it stood.
    package static func retry(_ id: Int64, in transaction: Transaction) throws {
        guard try find(id, in: transaction) != nil else { throw Refusal.notFound() }
        let revived = try transaction.connection.execute(
            """
            UPDATE job
            SET state = 'queued', run_at = \(transaction.now), attempts = 0, error = NULL, finished_at = NULL,
                is_cancelling = \(false)
            WHERE id = \(id) AND state IN ('failed', 'dead')
            """)
        guard revived == 1 else {
            throw Refusal(
                .conflict, code: "job_not_failed", Message("Only work that failed can be tried again."))
        }
    }
}
