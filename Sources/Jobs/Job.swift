import Records
import Storage

/// A piece of background work: a few lines that call the same method a person would, can run twice with the same
/// result, and carry the person they act for.
package struct Job: Sendable {
    package let id: Int64
    package let name: String
    package let arguments: JSON
    /// For whom it runs; nil for the house.
    package let user: Int64?
    /// 1 at first.
    package let attempt: Int
    /// Where an earlier attempt stood, as it saved it last.
    package let checkpoint: JSON?
}

/// How far a job is, for whoever waits for it.
package struct JobProgress: Sendable, Hashable {
    package var done: Int
    package var total: Int?
    package var note: Message?
    package init(done: Int, total: Int? = nil, note: Message? = nil) {
        self.done = done
        self.total = total
        self.note = note
    }
}

/// What the work may use and must report.
package struct JobContext: Sendable {
    package let workspace: Workspace
    package let files: FileStore
    package let job: Job
    package let viewer: Viewer
    let attempt: JobAttempt
    let outboxSignal: Signal?

    package var checkpoint: JSON? { job.checkpoint }

    /// Says how far it is, and from where a later attempt may go on; written at most five times a second.
    /// Throws `CancellationError` when somebody cancelled the job, the server stops, or another runner took over.
    package func report(_ progress: JobProgress, checkpoint: JSON? = nil) async throws {
        try await attempt.report(progress, checkpoint)
    }

    /// The same inside the work's own transaction, so that what is done and how far it is are saved together or not at
    /// all. Throws like `report`; the transaction must then not be committed.
    package func save(_ checkpoint: JSON, _ progress: JobProgress, in transaction: Transaction) throws {
        try attempt.save(progress, checkpoint, in: transaction.connection)
    }

    /// A read through the eyes of the person it runs for.
    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        try await workspace.read(viewer, body)
    }

    /// A change in the name of the person it runs for.
    package func write<Result: Sendable>(
        _ door: Door = .job, _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        let result = try await workspace.write(viewer, door, body)
        outboxSignal?.raise()
        return result
    }
}
