import Records
import Storage

/// Tells one handler again of one event, when it failed the first time.
enum OutboxRetry {
    static let name = "outbox.retry"

    static func run(_ context: JobContext, _ events: EventBook) async throws -> JSON {
        // Told, and the server was killed before the job was closed.
        if context.checkpoint != nil { return .record(["told": true]) }
        let arguments = context.job.arguments
        guard let entry = arguments["entry"].flatMap(EventEntry.init),
            let registration = events.registrations.first(where: { $0.name == arguments["handler"]?.text })
        else {
            throw Refusal(
                code: "unknown_handler", Message("This version no longer acts on this event: nothing is left to do."))
        }
        try await context.workspace.write(.house, .job) { transaction in
            try registration.handle(entry, transaction)
            try context.save(true, JobProgress(done: 1, total: 1), in: transaction)
        }
        return .record(["told": true])
    }
}
