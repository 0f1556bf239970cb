import Foundation
import Records
import Storage

/// Records of one kind written to a file: what is announced is what is delivered, or it is an error.
package enum RecordExport {
    /// What was written.
    package struct Written: Sendable {
        package let announced: Int
        package let count: Int
    }

    /// Counts and reads in one snapshot, so that nothing comes or goes in between. `progress` hears rows done and
    /// expected.
    package static func write(
        _ kind: Kind, where condition: Condition = .everything, format: ExportFormat, to path: String,
        in workspace: Workspace,
        as viewer: Viewer, worker: DocumentWorker?, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> Written {
        if format == .xlsx { try await checkSize(kind, condition, workspace, viewer) }
        let (name, zone) = (kind.name, workspace.settings.timeZone)
        var (file, written) = try await workspace.read(viewer) { transaction in
            guard let kind = transaction.schema[name] else { throw Refusal.notFound() }
            try transaction.refuse(.export, kind)
            let table = try ExportTable(kind, in: transaction)
            var file = try TableFile(
                path, format: format, title: kind.plural, columns: table.columns, zone: zone, worker: worker)
            do {
                let written = try fill(&file, table, condition, transaction, progress)
                return (file, written)
            } catch {
                file.discard()
                throw error
            }
        }
        do {
            try await file.finish()
        } catch {
            file.discard()
            throw error
        }
        return written
    }

    private static func fill(
        _ file: inout TableFile, _ table: ExportTable, _ condition: Condition, _ transaction: Transaction,
        _ progress: (Int, Int) -> Void
    ) throws -> Written {
        // Only what may be exported; what it links to is named as far as it is seen.
        let exported = transaction.seen(by: transaction.viewer.exporting(table.kind))
        let announced = try exported.count(table.kind, where: condition)
        progress(0, announced)
        try exported.each(table.kind, where: condition, chunk: 500) { records in
            try Task.checkCancellation()
            try table.each(records, in: transaction) { try file.write($0) }
            progress(file.count, announced)
        }
        guard file.count == announced else { throw incomplete(file.count, announced) }
        return Written(announced: announced, count: file.count)
    }

    static func incomplete(_ written: Int, _ announced: Int) -> Refusal {
        Refusal(
            .unavailable, code: "export_incomplete",
            Message(
                "Only {written} of {count} rows could be written. Export again, or choose CSV.",
                ["written": .number(written), "count": .number(announced)]))
    }

    /// A sheet ends at 1,048,576 rows: told before an hour of work, not after.
    private static func checkSize(_ kind: Kind, _ condition: Condition, _ workspace: Workspace, _ viewer: Viewer)
        async throws
    {
        let limit = 1_048_575
        let count = try await workspace.read(viewer.exporting(kind)) {
            try $0.count(kind, where: condition, cap: limit + 1)
        }
        guard count > limit else { return }
        throw Refusal(
            .tooLarge, code: "too_many_rows",
            Message("A sheet holds at most {limit} rows. Choose CSV, or filter first.", ["limit": .number(limit)]))
    }
}

extension ExportFormat {
    /// As forms, the API and the command line write it: `csv-excel` is `csv_excel`.
    package init?(named name: String) { self.init(rawValue: name.replacing("-", with: "_")) }
}
