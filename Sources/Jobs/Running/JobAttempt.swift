import Records
import Storage

/// One attempt at a job while it runs: what its work reported, and whether it is still wanted.
final class JobAttempt: @unchecked Sendable {
    /// Why the work must end before it is done.
    enum Ending: Sendable {
        /// Somebody cancelled it.
        case cancelled
        /// The server stops; another attempt goes on later.
        case stopping
        /// Another runner has it.
        case lost
    }

    private struct Report {
        var progress: JobProgress
        var checkpoint: JSON?
    }

    let lease: JobLease
    private let database: any Database
    private let pause: Duration
    private let lock = Lock()
    private var why: Ending?
    private var unwritten: Report?
    private var wroteAt: ContinuousClock.Instant?
    private var work: Task<JSON, any Error>?

    init(_ lease: JobLease, _ database: any Database, writeEvery seconds: Double) {
        self.lease = lease
        self.database = database
        pause = .seconds(seconds)
    }

    var ending: Ending? { lock.locked { why } }

    /// Runs the work; cancelling the caller's task means that the server stops.
    func run(_ body: @escaping @Sendable () async throws -> JSON) async throws -> JSON {
        let task = Task { try await body() }
        let isOver = lock.locked {
            work = task
            return why != nil
        }
        if isOver { task.cancel() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            end(.stopping)
        }
    }

    /// Asks the work to end; the first reason counts.
    func end(_ ending: Ending) {
        let task = lock.locked {
            if why == nil { why = ending }
            return work
        }
        task?.cancel()
    }

    func report(_ progress: JobProgress, _ checkpoint: JSON?) async throws {
        try checkWanted()
        guard let report = next(progress, checkpoint) else { return }
        let lease = lease
        try obey(try await database.write { try lease.write(report.progress, report.checkpoint, in: $0) })
    }

    func save(_ progress: JobProgress, _ checkpoint: JSON, in connection: any Connection) throws {
        try checkWanted()
        try obey(try lease.write(progress, checkpoint, in: connection))
        // What was reported before says less.
        lock.locked { unwritten = nil }
    }

    /// What was reported last and not written yet, as assignments for the statement that ends the attempt.
    var rest: SQL? { lock.locked { unwritten }.map { JobLease.assignments($0.progress, $0.checkpoint) } }

    func obey(_ standing: JobLease.Standing) throws {
        switch standing {
        case .held: return
        case .cancelling: end(.cancelled)
        case .lost: end(.lost)
        }
        throw CancellationError()
    }

    private func checkWanted() throws {
        if ending != nil { throw CancellationError() }
        try Task.checkCancellation()
    }

    /// The report to write now; nil when one was written a moment ago, then it is kept for the next.
    private func next(_ progress: JobProgress, _ checkpoint: JSON?) -> Report? {
        lock.locked {
            let report = Report(progress: progress, checkpoint: checkpoint ?? unwritten?.checkpoint)
            let now = ContinuousClock.now
            if let wroteAt, now - wroteAt < pause {
                unwritten = report
                return nil
            }
            wroteAt = now
            unwritten = nil
            return report
        }
    }
}
