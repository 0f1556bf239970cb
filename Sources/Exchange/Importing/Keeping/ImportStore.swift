import Jobs
import Records
import Storage

/// Imports and their ledgers in the database.
package enum ImportStore {
    static let tables = [runTable, lineTable, pendingTable]

    static let runTable = TableSpec(
        "import_run", ImportRun.columns, primaryKey: ["id"],
        indexes: [
            // A person's imports, newest first.
            .init("import_run_person", ["user_id", "id"]),
            // The last mapping used for the same columns.
            .init("import_run_columns", ["fingerprint", "id"]),
        ], merging: .stays("says what came in from a file"))

    /// One row a line: created, updated, skipped or failed.
    static let lineTable = TableSpec(
        "import_line",
        [
            .init("import_id", .integer), .init("number", .integer), .init("line", .integer), .init("outcome", .text),
            .init("record_id", .integer, required: false), .init("details", .text, required: false),
        ], primaryKey: ["import_id", "number"],
        // The failed lines of one import.
        indexes: [.init("import_line_outcome", ["import_id", "outcome", "number"])],
        merging: .stays("says which record a line became; its link finds the survivor by the alias"))

    /// Links to lines further down, made when all lines are in.
    static let pendingTable = TableSpec(
        "import_pending",
        [
            .init("import_id", .integer), .init("number", .integer), .init("path", .text), .init("record_id", .integer),
            .init("value", .text),
        ], primaryKey: ["import_id", "number", "path"],
        merging: .stays("lives as long as one import; a record merged meanwhile is told as not found"))

    private static let names = ImportRun.columns.map(\.name)
    private static let types = ImportRun.columns.map(\.type)

    static func insert(_ run: ImportRun, in transaction: Transaction) throws {
        try transaction.connection.execute(
            "INSERT INTO import_run (\(SQL.names(names))) VALUES (\(SQL.list(run.values)))")
    }

    static func update(_ run: ImportRun, in transaction: Transaction) throws {
        let changes = zip(names, run.values).map { name, value -> SQL in "\(name: name) = \(value)" }
        try transaction.connection.execute("UPDATE import_run SET \(SQL.joined(changes, ", ")) WHERE id = \(run.id)")
    }

    static func update(_ counts: ImportCounts, of id: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute("UPDATE import_run SET counts = \(counts.json.string) WHERE id = \(id)")
    }

    /// Not found where it is not the viewer's to see.
    package static func find(_ id: Int64, in transaction: Transaction) throws -> ImportRun {
        let rows = try transaction.connection.rows(
            "SELECT \(SQL.names(names)) FROM import_run WHERE id = \(id) AND \(seen(by: transaction.viewer))", types)
        guard let row = rows.first else { throw Refusal.notFound() }
        return try ImportRun(row: row)
    }

    /// The newest first; drafts are left out.
    package static func list(limit: Int, before: Int64? = nil, in transaction: Transaction) throws -> [ImportRun] {
        try transaction.connection.rows(
            """
            SELECT \(SQL.names(names)) FROM import_run
            WHERE state <> 'draft' AND id < \(before ?? .max) AND \(seen(by: transaction.viewer))
            ORDER BY id DESC LIMIT \(limit)
            """, types
        ).map { try ImportRun(row: $0) }
    }

    /// The mapping of the last import of this kind whose file had the same columns.
    package static func remembered(_ kind: String?, _ fingerprint: String, in transaction: Transaction) throws
        -> ImportMapping?
    {
        let ofKind: SQL = kind.map { " AND kind = \($0)" } ?? ""
        let row = try transaction.connection.rows(
            """
            SELECT mapping FROM import_run
            WHERE fingerprint = \(fingerprint) AND state IN ('done', 'undone') AND mapping IS NOT NULL\(ofKind)
            AND \(seen(by: transaction.viewer)) ORDER BY id DESC LIMIT 1
            """, .text
        ).first
        return try row?[0].text.map { try ImportMapping(JSON(parsing: $0)) }
    }

    private static func seen(by viewer: Viewer) -> SQL {
        viewer.may(JobQueue.permission) ? "1 = 1" : "user_id = \(viewer.user)"
    }

    // Lines

    static func write(_ lines: [ImportLine], of id: Int64, in transaction: Transaction) throws {
        let rows = lines.map { line -> [Value] in
            [
                .integer(id), .integer(Int64(line.number)), .integer(Int64(line.line)), .text(line.outcome.rawValue),
                line.record.map(Value.integer) ?? .null, line.details.map { .text($0.string) } ?? .null,
            ]
        }
        try transaction.connection.load(
            table: "import_line", columns: lineTable.columns.map(\.name), types: lineTable.columns.map(\.type),
            rows: rows)
    }

    static func rewrite(_ line: ImportLine, of id: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            UPDATE import_line SET outcome = \(line.outcome.rawValue), details = \(line.details?.string)
            WHERE import_id = \(id) AND number = \(line.number)
            """)
    }

    /// In the order of the file, of one outcome or of all.
    package static func lines(
        of id: Int64, outcome: ImportOutcome? = nil, after number: Int = 0, limit: Int, in transaction: Transaction
    ) throws -> [ImportLine] {
        let wanted: SQL = outcome.map { " AND outcome = \($0.rawValue)" } ?? ""
        return try transaction.connection.rows(
            """
            SELECT number, line, outcome, record_id, details FROM import_line
            WHERE import_id = \(id) AND number > \(number)\(wanted) ORDER BY number LIMIT \(limit)
            """, .integer, .integer, .text, .integer, .text
        ).map(line)
    }

    static func line(_ row: [Value]) throws -> ImportLine {
        let details = try row[4].text.map { try JSON(parsing: $0) }
        return ImportLine(
            number: Int(row[0].integer ?? 0), line: Int(row[1].integer ?? 0),
            row[2].text.flatMap(ImportOutcome.init) ?? .failed, record: row[3].integer,
            reasons: ImportLine.reasons(details), notes: ImportLine.notes(details))
    }

    // Links to later lines

    struct Pending: Sendable {
        let number: Int
        let path: String
        let record: Int64
        let value: String
    }

    static func write(_ pending: [Pending], of id: Int64, in transaction: Transaction) throws {
        if pending.isEmpty { return }
        let rows = pending.map { pending -> [Value] in
            [
                .integer(id), .integer(Int64(pending.number)), .text(pending.path), .integer(pending.record),
                .text(pending.value),
            ]
        }
        try transaction.connection.load(
            table: "import_pending", columns: pendingTable.columns.map(\.name), types: pendingTable.columns.map(\.type),
            rows: rows)
    }

    /// Takes the next ones away; the caller makes the links in the same transaction.
    static func takePending(of id: Int64, _ limit: Int, in transaction: Transaction) throws -> [Pending] {
        let rows = try transaction.connection.rows(
            """
            SELECT number, path, record_id, value FROM import_pending
            WHERE import_id = \(id) ORDER BY number, path LIMIT \(limit)
            """, .integer, .text, .integer, .text)
        for row in rows {
            try transaction.connection.execute(
                "DELETE FROM import_pending WHERE import_id = \(id) AND number = \(row[0]) AND path = \(row[1])")
        }
        return rows.map {
            Pending(
                number: Int($0[0].integer ?? 0), path: $0[1].text ?? "", record: $0[2].integer ?? 0,
                value: $0[3].text ?? "")
        }
    }

    static func line(_ number: Int, of id: Int64, in transaction: Transaction) throws -> ImportLine? {
        try lines(of: id, after: number - 1, limit: 1, in: transaction).first { $0.number == number }
    }
}
