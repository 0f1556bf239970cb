import Exchange
import Jobs
import Localisation
import Records
import Storage
import Web

/// A source file being measured: what was counted so far and where the next row begins. It can be written down, and
/// the work gone on with.
struct InventoryMeasure: Sendable {
    let keys: SourceKeys
    private(set) var report: SourceReport
    /// Rows that the company has already.
    var inBase = 0
    private let guess: TableGuess
    private let judge: CellJudge
    private var table: TableSource
    private static let examples = 3

    var position: TablePosition { table.position }
    var size: Int? { table.size }

    init(
        _ source: SourceFile, _ files: FileStore, _ workspace: Workspace, _ words: CatalogueShelf,
        from checkpoint: JSON? = nil
    ) throws {
        guard let key = source.file, files.exists(key), let format = try source.tableFormat else {
            throw SourceFiles.missing
        }
        let bytes = try TableBytes(file: files.path(of: key)), settings = workspace.settings
        guess = try TableGuess(
            bytes, format: format, isSpreadsheet: source.isSpreadsheet, habits: ImportReading.habits(settings))
        judge = CellJudge(country: settings.country)
        let (kind, paths) = InventoryMeasure.likely(guess, workspace, words)
        let keys = SourceKeys(kind, paths, country: settings.country)
        self.keys = keys
        report = SourceReport(
            columns: zip(guess.columns, paths).map { column, path in
                .init(name: column.name, kind: keys.columnKind(path) ?? column.kind, path: path)
            },
            warnings: guess.warnings)
        table = try TableSource(bytes, format: format, after: checkpoint?["position"].flatMap { TablePosition($0) })
        if let known = checkpoint?["report"] { report = SourceReport(known) }
        inBase = Int(checkpoint?["in_base"]?.integer ?? 0)
    }

    var json: JSON {
        .record(["position": position.json, "report": report.json, "in_base": .number(String(inBase))])
    }

    /// Reads and counts that many rows; none at the end.
    mutating func next(_ limit: Int) throws -> [TableRow] {
        var rows: [TableRow] = []
        while rows.count < limit, let row = try table.next() { rows.append(row) }
        for row in rows { count(row) }
        return rows
    }

    /// How many of these rows the company has.
    func known(_ rows: [TableRow], in transaction: Transaction) throws -> Int {
        let records = readable(rows).map { keys.record($0.cells) }
        if records.isEmpty { return 0 }
        return try MatchKeys.candidates(for: records, of: keys.kind, in: transaction).count { found in
            found.contains { $0.score.points >= MatchScore.asking }
        }
    }

    /// Keeps their keys, by which doubles inside the file are found at the end.
    func keep(_ rows: [TableRow], _ source: Int64, in transaction: Transaction) throws {
        let stored = readable(rows).flatMap { row in
            keys.keys(keys.record(row.cells)).map {
                [Value.integer(source), .integer($0), .integer(Int64(row.number))]
            }
        }
        let table = SourceKeys.table
        try transaction.connection.load(
            table: table.name, columns: table.columns.map(\.name), types: table.columns.map(\.type), rows: stored)
    }

    private func readable(_ rows: [TableRow]) -> [TableRow] { keys.isEmpty ? [] : rows.filter { $0.problem == nil } }

    private mutating func count(_ row: TableRow) {
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
                if report.columns[index].examples.count < InventoryMeasure.examples {
                    report.columns[index].examples.append(String(text.prefix(80)))
                }
            }
        }
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
}
