import Records
import Storage

/// What the database refuses because somebody else was a moment earlier, in words a program can act on. Everything else
/// stays the fault it is.
enum DatabaseRefusal {
    static func translating<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as DatabaseError {
            throw refusal(error) ?? error
        }
    }

    static func refusal(_ error: DatabaseError) -> Refusal? {
        switch error.kind {
        case .unique:
            Refusal(
                .conflict, code: "taken",
                Message(
                    "Somebody has just saved a record with the same unique value. Look for it, or send another value."))
        case .foreignKey:
            Refusal(
                .conflict, code: "still_linked",
                Message(
                    "A linked record was deleted, or linked to, at the same moment. Read it again and send your change "
                        + "again."
                ))
        case .retryable, .unavailable:
            Refusal(
                .unavailable, code: "database_busy",
                Message("The database is too busy to answer. Wait a moment and try again."), details: ["retry_after": 2]
            )
        default: nil
        }
    }
}
