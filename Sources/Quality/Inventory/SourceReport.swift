import Exchange
import Jobs
import Records
import Storage

/// What was measured of a source file, column by column.
struct SourceReport: Sendable {
    struct Column: Sendable {
        let name: String
        let kind: ColumnKind
        /// The field it would fill.
        let path: String?
        var filled = 0, invalid = 0
        /// Cells whose letters were damaged by a wrong encoding.
        var mangled = 0
        /// The first few that are not what the column holds.
        var examples: [String] = []
    }

    var rows = 0
    var unreadable: [String: Int] = [:]
    var columns: [Column] = []
    var warnings: [Message] = []

    static let table = TableSpec(
        "source_report", [.init("source", .integer), .init("report", .text)], primaryKey: ["source"])

    var unreadableRows: Int { unreadable.values.reduce(0, +) }
    private var readable: Int { rows - unreadableRows }

    /// Of a hundred cells, how many are filled; of a hundred filled cells, how many are what their column holds.
    var completeness: Int? {
        let cells = readable * columns.count
        return cells == 0 ? nil : columns.reduce(0) { $0 + $1.filled } * 100 / cells
    }

    var validity: Int? {
        let filled = columns.reduce(0) { $0 + $1.filled }
        return filled == 0 ? nil : (filled - columns.reduce(0) { $0 + $1.invalid }) * 100 / filled
    }

    func share(filled column: Column) -> Int? { readable == 0 ? nil : column.filled * 100 / readable }

    var json: JSON {
        .record([
            "rows": .number(String(rows)),
            "unreadable": .object(
                unreadable.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .number(String($0.value))) }),
            "warnings": .array(warnings.map(\.stored)),
            "columns": .array(
                columns.map { column in
                    .record([
                        "name": .text(column.name), "kind": .text(column.kind.rawValue),
                        "path": column.path.map { .text($0) } ?? .null, "filled": .number(String(column.filled)),
                        "invalid": .number(String(column.invalid)), "mangled": .number(String(column.mangled)),
                        "examples": .array(column.examples.map { .text($0) }),
                    ])
                }),
        ])
    }

    init(columns: [Column], warnings: [Message]) {
        self.columns = columns
        self.warnings = warnings
    }

    init(_ json: JSON) {
        rows = Int(json["rows"]?.integer ?? 0)
        for member in json["unreadable"]?.members ?? [] { unreadable[member.name] = Int(member.value.integer ?? 0) }
        warnings = (json["warnings"]?.array ?? []).compactMap { Message($0) }
        columns = (json["columns"]?.array ?? []).map { json in
            var column = Column(
                name: json["name"]?.text ?? "", kind: json["kind"]?.text.flatMap { ColumnKind(rawValue: $0) } ?? .text,
                path: json["path"]?.text)
            column.filled = Int(json["filled"]?.integer ?? 0)
            column.invalid = Int(json["invalid"]?.integer ?? 0)
            column.mangled = Int(json["mangled"]?.integer ?? 0)
            column.examples = (json["examples"]?.array ?? []).compactMap(\.text)
            return column
        }
    }

    func keep(_ source: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO source_report (source, report) VALUES (\(source), \(json.string))
            ON CONFLICT (source) DO UPDATE SET report = excluded.report
            """)
    }

    static func find(_ source: Int64, in transaction: Transaction) throws -> SourceReport? {
        try transaction.connection.text("SELECT report FROM source_report WHERE source = \(source)").map {
            SourceReport(try JSON(parsing: $0))
        }
    }
}
