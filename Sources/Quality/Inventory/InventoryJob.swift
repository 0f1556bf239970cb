import Exchange
import Jobs
import Localisation
import Records
import Storage
import Web

/// Measures a source file row by row, in memory that does not grow with the file.
enum InventoryJob {
    static let name = "inventory.measure"
    private static let batch = 500
    private static let examples = 3

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
        guard let key = source.file, context.files.exists(key), let format = try source.tableFormat else {
            throw SourceFiles.missing
        }
        let bytes = try TableBytes(file: context.files.path(of: key))
        let guess = try TableGuess(
            bytes, format: format, isSpreadsheet: source.isSpreadsheet, habits: ImportReading.habits(workspace.settings)
        )
        let (kind, paths) = likely(guess, workspace, words)
        let keys = SourceKeys(kind, paths, country: workspace.settings.country)
        var report = SourceReport(
            columns: zip(guess.columns, paths).map { column, path in
                .init(name: column.name, kind: keys.columnKind(path) ?? column.kind, path: path)
            },
            warnings: guess.warnings)
        try await workspace.write(.house, .job) { try SourceKeys.forget(id, in: $0) }
        var table = try TableSource(bytes, format: format), inBase = 0
        while true {
            var rows: [TableRow] = []
            while rows.count < batch, let row = try table.next() { rows.append(row) }
            if rows.isEmpty { break }
            for row in rows { count(row, guess, &report, CellJudge(country: workspace.settings.country)) }
            inBase += try await match(rows.filter { $0.problem == nil }, id, keys, workspace)
            let note = Message("{count} row", "{count} rows", count: report.rows)
            try await context.report(JobProgress(done: table.position.offset, total: table.size, note: note))
        }
        let (whole, base) = (report, inBase)
        return try await workspace.write(.house, .job) { try finish(id, whole, base, kind, $0) }
    }

    /// What the file most likely holds, and which field each column fills.
    private static func likely(_ guess: TableGuess, _ workspace: Workspace, _ words: CatalogueShelf) -> (
        Kind, [String?]
    ) {
        let zone = workspace.settings.timeZone
        let translators = Language.allCases.map { words.translator($0, timeZone: zone) }
        var best: (kind: Kind, paths: [String?])?
        for name in ["account", "contact"] {
            let kind = workspace.schema.kind(name)
            let mapping = MappingGuess(kind, schema: workspace.schema, viewer: .house) { label in
                translators.map { $0(label) }
            }.mapping(guess)
            let byColumn = Dictionary(mapping.columns.map { ($0.name, $0.paths.first) }) { first, _ in first }
            let paths = guess.columns.map { byColumn[$0.name] ?? nil }
            if paths.compactMap(\.self).count > best?.paths.compactMap(\.self).count ?? -1 { best = (kind, paths) }
        }
        return best ?? (workspace.schema.kind("account"), guess.columns.map { _ in nil })
    }

    private static func count(_ row: TableRow, _ guess: TableGuess, _ report: inout SourceReport, _ judge: CellJudge) {
        report.rows += 1
        if let problem = row.problem {
            report.unreadable[problem.code, default: 0] += 1
            return
        }
        for (index, cell) in row.cells.enumerated() where index < report.columns.count {
            guard let text = guess.columns[index].style.text(cell) else { continue }
            report.columns[index].filled += 1
            let isMangled = CellJudge.isMangled(text)
            if isMangled { report.columns[index].mangled += 1 }
            if isMangled || !judge.isValid(text, report.columns[index].kind, guess.columns[index].style) {
                report.columns[index].invalid += 1
                if report.columns[index].examples.count < examples {
                    report.columns[index].examples.append(String(text.prefix(80)))
                }
            }
        }
    }

    /// Keeps the keys of these rows; says how many of them the company has already.
    private static func match(_ rows: [TableRow], _ id: Int64, _ keys: SourceKeys, _ workspace: Workspace) async throws
        -> Int
    {
        if keys.isEmpty || rows.isEmpty { return 0 }
        let records = rows.map { keys.record($0.cells) }
        let stored = zip(rows, records).flatMap { row, record in
            keys.keys(record).map { [Value.integer(id), .integer($0), .integer(Int64(row.number))] }
        }
        let table = SourceKeys.table
        try await workspace.write(.house, .job) { transaction in
            try transaction.connection.load(
                table: table.name, columns: table.columns.map(\.name), types: table.columns.map(\.type), rows: stored)
        }
        return try await workspace.read(.house) { transaction in
            try MatchKeys.candidates(for: records, of: keys.kind, in: transaction).count { found in
                found.contains { $0.score.points >= MatchScore.asking }
            }
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
