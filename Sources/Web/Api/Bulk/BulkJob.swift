import Foundation
import Jobs
import Records
import Storage

/// Carries out a file of lines, each `{"op":"create","data":{…}}`, `{"op":"update","id":"…","data":{…}}` or
/// `{"op":"delete","external_id":"…"}`. How far it is is saved with what was done, so that a stopped job goes on where
/// it stood and no line counts twice.
enum BulkJob {
    static let name = "bulk"
    /// Small enough that others who write hardly wait.
    private static let linesAtOnce = 50

    static func arguments(kind: Kind, file: String, duplicates: DuplicatePolicy) -> JSON {
        .record([
            "kind": .text(kind.name), "file": .text(file), "duplicates": duplicates == .allow ? "allow" : "refuse",
        ])
    }

    static func work(_ context: JobContext) async throws -> JSON {
        let arguments = context.job.arguments
        let file = arguments["file"]?.text ?? "", kind = arguments["kind"]?.text ?? ""
        let policy: DuplicatePolicy = arguments["duplicates"] == "allow" ? .allow : .refuse
        guard context.files.exists(file) else {
            throw Refusal(code: "file_missing", Message("The file of this work is no longer there. Send it again."))
        }
        let path = context.files.path(of: file)
        var state = try BulkState(context.checkpoint) ?? BulkState(total: BulkLines.count(path: path))
        var lines = try BulkLines(path: path, from: state.offset)
        while true {
            var batch: [BulkLines.Line] = []
            while batch.count < linesAtOnce, let line = try lines.next() { batch.append(line) }
            if batch.isEmpty { break }
            let (before, ready) = (state, batch)
            state = try await context.write(.api) { transaction in
                guard let kind = transaction.schema[kind] else { throw Refusal.notFound() }
                var state = before
                for line in ready { try carryOut(line, kind, policy, context.job.id, &state, transaction) }
                try context.save(state.json, JobProgress(done: state.line, total: state.total), in: transaction)
                return state
            }
        }
        try lines.close()
        try context.files.remove(file)
        return state.result
    }

    private static func carryOut(
        _ line: BulkLines.Line, _ kind: Kind, _ policy: DuplicatePolicy, _ job: Int64, _ state: inout BulkState,
        _ transaction: Transaction
    ) throws {
        state.line += 1
        state.offset = line.end
        if let bytes = line.bytes, bytes.allSatisfy({ [9, 13, 32].contains($0) }) { return state.blank += 1 }
        let connection = transaction.connection
        try connection.execute("SAVEPOINT bulk_line")
        do {
            guard let bytes = line.bytes else { throw tooLong }
            state.count(try BulkLine(bytes).carryOut(kind, policy, transaction))
        } catch {
            guard let refusal = BulkJob.refusal(error) else { throw error }
            try connection.execute("ROLLBACK TO SAVEPOINT bulk_line")
            try BulkFailures.write(refusal, job: job, line: state.line, in: transaction)
            state.failed += 1
        }
        try connection.execute("RELEASE SAVEPOINT bulk_line")
    }

    /// What concerns this line only; everything else stops the job, to be tried again.
    private static func refusal(_ error: any Error) -> Refusal? {
        switch error {
        case let refusal as Refusal: refusal
        case let json as JSONError: malformedJSON(json)
        case let database as DatabaseError:
            if case .unique = database.kind { DatabaseRefusal.refusal(database) } else { nil }
        default: nil
        }
    }

    private static let tooLong = Refusal(
        code: "line_too_long",
        Message("This line is longer than {limit} bytes.", ["limit": .number(BulkLines.maximumLineBytes)]))
}

/// How far a bulk job is and what became of the lines so far.
struct BulkState: Sendable {
    var offset: UInt64 = 0
    var line = 0
    var total: Int
    var created = 0, updated = 0, deleted = 0, failed = 0, blank = 0

    init(total: Int) { self.total = total }

    init?(_ json: JSON?) throws {
        guard let json else { return nil }
        func number(_ name: String) -> Int { Int(json[name]?.integer ?? 0) }
        total = number("total")
        offset = UInt64(number("offset"))
        line = number("line")
        (created, updated, deleted) = (number("created"), number("updated"), number("deleted"))
        (failed, blank) = (number("failed"), number("blank"))
    }

    mutating func count(_ operation: BulkLine.Operation) {
        switch operation {
        case .create: created += 1
        case .update: updated += 1
        case .delete: deleted += 1
        }
    }

    var json: JSON {
        result.with("offset", .number(String(offset))).with("line", .whole(line)).with("total", .whole(total))
    }

    /// Every line is one of these.
    var result: JSON {
        .record([
            "lines": .whole(line), "created": .whole(created), "updated": .whole(updated), "deleted": .whole(deleted),
            "failed": .whole(failed), "blank": .whole(blank),
        ])
    }
}
