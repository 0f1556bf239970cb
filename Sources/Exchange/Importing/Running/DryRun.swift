import Foundation
import Jobs
import Records
import Storage

/// An import tried out: everything is done as it would be, and then undone by not being committed.
package struct DryRun: Sendable {
    package var counts = ImportCounts()
    /// Lines worth looking at: failed ones first met, and those with notes.
    package var lines: [ImportLine] = []
    /// Whether the file has more lines than were tried.
    package var isCut = false

    /// So many lines are tried: nobody else can write meanwhile.
    package static let limit = 20_000
    private static let shown = 200

    private struct NotKept: Error {
        let result: DryRun
    }

    package static func run(
        _ reading: ImportReading, in workspace: Workspace, as viewer: Viewer, limit: Int = DryRun.limit
    ) async throws -> DryRun {
        let (lines, keys) = try reading.scan()
        do {
            _ = try await workspace.write(viewer, .import) { transaction -> Bool in
                throw NotKept(result: try tried(reading, lines, keys, limit, transaction))
            }
            preconditionFailure("a dry run is never committed")
        } catch let outcome as NotKept {
            return outcome.result
        }
    }

    private static func tried(
        _ reading: ImportReading, _ lines: Int, _ keys: Set<String>, _ limit: Int, _ transaction: Transaction
    ) throws -> DryRun {
        var run = DryRun(), source = try reading.source()
        let cache = LinkCache()
        run.counts.lines = min(lines, limit)
        run.isCut = lines > limit
        while run.counts.done < limit {
            var rows: [TableRow] = []
            while rows.count < min(300, limit - run.counts.done), let row = try source.next() { rows.append(row) }
            if rows.isEmpty { break }
            for line in try batch(rows, reading, cache, keys, transaction) {
                run.counts.count(line.outcome)
                if line.outcome == .failed || !line.notes.isEmpty, run.lines.count < shown { run.lines.append(line) }
            }
        }
        return run
    }

    private static func batch(
        _ rows: [TableRow], _ reading: ImportReading, _ cache: LinkCache, _ keys: Set<String>,
        _ transaction: Transaction
    ) throws -> [ImportLine] {
        try transaction.connection.execute("SAVEPOINT dry_run")
        do {
            var batch = ImportBatch(reading.plan, cache, keysInFile: keys, transaction)
            let lines = try batch.run(rows)
            try transaction.connection.execute("RELEASE SAVEPOINT dry_run")
            cache.settle()
            return lines
        } catch  where rows.count > 1 && (error is Refusal || error is DatabaseError) {
            try transaction.connection.execute("ROLLBACK TO SAVEPOINT dry_run")
            try transaction.connection.execute("RELEASE SAVEPOINT dry_run")
            cache.forget()
            return try rows.flatMap { try DryRun.batch([$0], reading, cache, keys, transaction) }
        } catch let refusal as Refusal {
            try transaction.connection.execute("ROLLBACK TO SAVEPOINT dry_run")
            try transaction.connection.execute("RELEASE SAVEPOINT dry_run")
            cache.forget()
            return [ImportLine(rows[0], .failed, reasons: [FieldRefusal("", code: refusal.code, refusal.message)])]
        }
    }
}
