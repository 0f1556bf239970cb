import Records
import Storage

/// A job that is ours for now.
struct Claimed: Sendable {
    let job: Job
    let lease: JobLease
    let maximumAttempts: Int
}

/// Which jobs to take.
enum Claim: Sendable {
    /// Whatever is due among these kinds of work.
    case due([String], limit: Int)
    /// This one; when it waits for its first attempt, whenever that is due.
    case one(Int64)
}

extension JobRunner {
    /// Takes jobs for this runner; never one that another runner has, unless that one's lease is over.
    func claim(_ claim: Claim) async throws -> [Claimed] {
        let now = workspace.clock()
        return try await workspace.database.write { connection in
            try self.candidates(claim, now, connection).compactMap { try self.take($0, now, connection) }
        }
    }

    private func candidates(_ claim: Claim, _ now: Instant, _ connection: any Connection) throws -> [JobState] {
        switch claim {
        case .one(let id):
            let due: SQL = """
                (state = 'queued' OR (state = 'failed' AND run_at <= \(now))
                 OR (state = 'running' AND locked_until < \(now)))
                """
            return try locked("id = \(id) AND \(due)", 1, connection)
        case .due(let names, let limit):
            guard !names.isEmpty else { return [] }
            let known: SQL = "name IN (\(SQL.list(names.sorted().map(Value.text))))"
            let left = try locked("state = 'running' AND locked_until < \(now) AND \(known)", limit, connection)
            guard left.count < limit else { return left }
            return left
                + (try locked(
                    "state IN ('queued', 'failed') AND run_at <= \(now) AND \(known)", limit - left.count, connection))
        }
    }

    /// Rows that nobody else is taking at this moment. In SQLite there is one writer, so nobody is.
    private func locked(_ condition: SQL, _ limit: Int, _ connection: any Connection) throws -> [JobState] {
        let lock: SQL = connection.dialect == .postgres ? " FOR UPDATE SKIP LOCKED" : ""
        return try connection.rows(
            "SELECT \(JobState.columns) FROM job WHERE \(condition) ORDER BY run_at, id LIMIT \(limit)\(lock)",
            JobState.types
        ).map(JobState.init)
    }

    /// Nil where the job is over instead: cancelled meanwhile, or it ends every server that tries it.
    private func take(_ state: JobState, _ now: Instant, _ connection: any Connection) throws -> Claimed? {
        let maximum = state.maximumAttempts ?? book.entries[state.name]?.maximumAttempts ?? 1
        let wasInterrupted = state.state == .running
        if wasInterrupted, state.isCancelling {
            try end(state, "state = 'cancelled'", now, connection)
            return nil
        }
        if wasInterrupted, !state.hasAdvanced, state.attempts >= maximum {
            try end(state, "state = 'dead', error = \(JobFailure.lost.stored.string)", now, connection)
            return nil
        }
        // A killed server is not the fault of a job that was getting on: only attempts without progress count.
        let attempts = state.attempts + (wasInterrupted && state.hasAdvanced ? 0 : 1)
        let lease = JobLease(job: state.id, token: "\(name)-\(workspace.ids.next())")
        try connection.execute(
            """
            UPDATE job
            SET state = 'running', attempts = \(attempts), locked_by = \(lease.token), locked_until = \(leaseEnd(now)),
                started_at = COALESCE(started_at, \(now)), has_advanced = \(false), unique_key = NULL
            WHERE id = \(state.id)
            """)
        let job = Job(
            id: state.id, name: state.name, arguments: state.arguments, user: state.user, attempt: attempts,
            checkpoint: state.checkpoint)
        return Claimed(job: job, lease: lease, maximumAttempts: maximum)
    }

    private func end(_ state: JobState, _ outcome: SQL, _ now: Instant, _ connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE job SET \(outcome), finished_at = \(now), locked_by = NULL, locked_until = NULL,
                           is_cancelling = \(false)
            WHERE id = \(state.id)
            """)
    }

    func leaseEnd(_ now: Instant) -> Instant { now.adding(seconds: Int(pace.lease.rounded(.up))) }
}
