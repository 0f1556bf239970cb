import Localisation
import Records
import Storage

/// A job as it stands: waiting, running or over, how far, with what outcome.
package struct JobState: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        case queued, running, done
        /// It will be tried again.
        case failed
        /// It will not.
        case dead
        case cancelled

        package var isOver: Bool { self == .done || self == .dead || self == .cancelled }
    }

    package let id: Int64
    package let name: String
    package let arguments: JSON
    package let state: State
    package let runAt: Instant
    package let attempts: Int
    package let maximumAttempts: Int?
    package let progress: JobProgress
    package let checkpoint: JSON?
    package let hasAdvanced: Bool
    package let result: JSON?
    package let failure: JobFailure?
    package let user: Int64?
    package let createdAt: Instant
    package let startedAt: Instant?
    package let finishedAt: Instant?
    package let isCancelling: Bool

    package var isOver: Bool { state.isOver }

    static let columns: SQL = """
        id, name, arguments, state, run_at, attempts, maximum_attempts, progress_done, progress_total, progress_note,
        checkpoint, has_advanced, result, error, user_id, created_at, started_at, finished_at, is_cancelling
        """
    static let types: [ColumnType] = [
        .integer, .text, .text, .text, .instant, .integer, .integer, .integer, .integer, .text,
        .text, .boolean, .text, .text, .integer, .instant, .instant, .instant, .boolean,
    ]

    init(row: [Value]) throws {
        func json(_ place: Int) throws -> JSON? { try row[place].text.map { try JSON(parsing: $0) } }
        guard let id = row[0].integer, let name = row[1].text, let state = row[3].text.flatMap(State.init),
            let runAt = row[4].instant, let createdAt = row[15].instant
        else { throw DatabaseError(kind: .other, message: "a row of job is not as this version writes it") }
        self.id = id
        self.name = name
        self.state = state
        self.runAt = runAt
        self.createdAt = createdAt
        arguments = try json(2) ?? .null
        attempts = Int(row[5].integer ?? 0)
        maximumAttempts = row[6].integer.map { Int($0) }
        progress = JobProgress(
            done: Int(row[7].integer ?? 0), total: row[8].integer.map { Int($0) },
            note: try json(9).flatMap(Message.init))
        checkpoint = try json(10)
        hasAdvanced = row[11].boolean ?? false
        result = try json(12)
        failure = try json(13).flatMap(JobFailure.init)
        user = row[14].integer
        startedAt = row[16].instant
        finishedAt = row[17].instant
        isCancelling = row[18].boolean ?? false
    }

    /// As the API shows it, in the reader's language.
    package func json(_ t: Translator) -> JSON {
        .record([
            "id": .text(String(id)), "name": .text(name), "state": .text(state.rawValue),
            "progress": .record([
                "done": .number(String(progress.done)), "total": progress.total.map { .number(String($0)) } ?? .null,
                "note": progress.note.map { .text(t($0)) } ?? .null,
            ]),
            "result": result ?? .null,
            "error": failure.map { .record(["code": .text($0.code), "message": .text(t($0.message))]) } ?? .null,
            "attempts": .number(String(attempts)), "is_cancelling": .boolean(isCancelling),
            "created_at": .text(createdAt.iso), "run_at": .text(runAt.iso),
            "started_at": startedAt.map { .text($0.iso) } ?? .null,
            "finished_at": finishedAt.map { .text($0.iso) } ?? .null,
        ])
    }
}
