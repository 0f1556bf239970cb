import Jobs
import Localisation
import Records
import Storage
import Web

/// Measures a source file row by row, in memory that does not grow with the file.
enum InventoryJob {
    static let name = "inventory.measure"
    private static let batch = 500

    static func register(in registry: inout Registry) {
        let words = registry.words
        registry.jobs.add(name, "Measure a source file", maximumAttempts: 2) { try await work($0, words) }
    }

    static func queue(_ source: Int64, in transaction: Transaction) throws -> Int64 {
        try JobQueue.enqueue(
            name, .record(["source": .number(String(source))]), key: "\(name):\(source)", in: transaction)
    }

    private static func work(_ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        guard let id = context.job.arguments["source"]?.integer else { throw Refusal.notFound() }
        do {
            return try await measure(id, context, words)
        } catch let refusal as Refusal {
            // What is no table, or is gone, stays so: the page says why.
            try await context.workspace.write(.house, .job) { transaction in
                try SourceReport(columns: [], warnings: [refusal.message]).keep(id, in: transaction)
                try SourceKeys.forget(id, in: transaction)
                try save(id, ["state": .text(SourceState.failed.rawValue)], transaction)
            }
            return .record(["failed": .text(refusal.code)])
        }
    }

    private static func save(_ id: Int64, _ values: [String: Value], _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: SourceFile.self)
        try transaction.save(Draft(id: id, fields: values.mapValues { [$0] }), as: kind)
    }

    private static func measure(_ id: Int64, _ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        let workspace = context.workspace
        let source = try await workspace.read(.house) { try SourceFiles.stored(id, in: $0) }
        var measure = try InventoryMeasure(source, context.files, workspace, words, from: context.checkpoint)
        if context.checkpoint == nil { try await workspace.write(.house, .job) { try SourceKeys.forget(id, in: $0) } }
        while case let rows = try measure.next(batch), !rows.isEmpty {
            let seen = measure
            measure.inBase += try await workspace.read(.house) { try seen.known(rows, in: $0) }
            let note = Message("{count} row", "{count} rows", count: measure.report.rows)
            let progress = JobProgress(done: measure.position.offset, total: measure.size, note: note), now = measure
            // Keys and place together: whoever goes on after this neither counts a row twice nor leaves one out.
            try await workspace.write(.house, .job) { transaction in
                try now.keep(rows, id, in: transaction)
                try context.save(now.json, progress, in: transaction)
            }
        }
        let whole = measure
        return try await workspace.write(.house, .job) {
            try finish(id, whole.report, whole.inBase, whole.keys.kind, $0)
        }
    }

    private static func finish(
        _ id: Int64, _ report: SourceReport, _ inBase: Int, _ kind: Kind, _ transaction: Transaction
    ) throws -> JSON {
        let inside = try SourceKeys.doubles(id, in: transaction)
        try SourceKeys.forget(id, in: transaction)
        try report.keep(id, in: transaction)
        func number(_ number: Int?) -> Value { number.map { .integer(Int64($0)) } ?? .null }
        try save(
            id,
            [
                "state": .text(SourceState.measured.rawValue), "holds": .text(kind.name),
                "row_count": number(report.rows), "column_count": number(report.columns.count),
                "completeness": number(report.completeness), "validity": number(report.validity),
                "doubles_inside": number(inside), "doubles_in_base": number(inBase),
                "unreadable_rows": number(report.unreadableRows), "measured_at": .instant(transaction.now),
            ], transaction)
        return .record(["rows": .number(String(report.rows))])
    }
}
