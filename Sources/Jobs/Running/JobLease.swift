import Records
import Storage

/// The right to work on one job for a while. Every write of progress and outcome goes through it, so that a runner that
/// was away too long cannot touch what another has taken over.
struct JobLease: Sendable, Hashable {
    let job: Int64
    let token: String

    enum Standing: Sendable { case held, cancelling, lost }

    func standing(in connection: any Connection) throws -> Standing {
        let row = try connection.rows("SELECT is_cancelling FROM job WHERE \(condition)", .boolean).first
        return JobLease.standing(row)
    }

    func extend(until instant: Instant, in connection: any Connection) throws -> Standing {
        try update("locked_until = \(instant)", in: connection)
    }

    func write(_ progress: JobProgress, _ checkpoint: JSON?, in connection: any Connection) throws -> Standing {
        try update(JobLease.assignments(progress, checkpoint), in: connection)
    }

    /// Ends the attempt; false where the lease is lost and nothing was written.
    func settle(_ assignments: SQL, in connection: any Connection) throws -> Bool {
        let changed = try connection.execute(
            "UPDATE job SET locked_by = NULL, locked_until = NULL, \(assignments) WHERE \(condition)")
        return changed == 1
    }

    static func assignments(_ progress: JobProgress, _ checkpoint: JSON?) -> SQL {
        var sql: SQL = """
            progress_done = \(progress.done), progress_total = \(progress.total.map(Int64.init)),
            progress_note = \(progress.note?.stored.string)
            """
        if let checkpoint { sql += ", checkpoint = \(checkpoint.string), has_advanced = \(true)" }
        return sql
    }

    private var condition: SQL { "id = \(job) AND locked_by = \(token) AND state = 'running'" }

    private func update(_ assignments: SQL, in connection: any Connection) throws -> Standing {
        let row = try connection.rows(
            "UPDATE job SET \(assignments) WHERE \(condition) RETURNING is_cancelling", .boolean
        ).first
        return JobLease.standing(row)
    }

    private static func standing(_ row: [Value]?) -> Standing {
        guard let row else { return .lost }
        return row[0].boolean == true ? .cancelling : .held
    }
}
