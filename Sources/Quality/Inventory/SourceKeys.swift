import Exchange
import Records
import Storage

/// The rows of a source file as records that could be matched: with each other, by keys kept in the database while it
/// is measured, and with what the company has, by the one matching service.
struct SourceKeys: Sendable {
    /// One key of one row; they leave when the file is measured.
    static let table = TableSpec(
        "inventory_key", [.init("source", .integer), .init("key", .integer), .init("row", .integer)],
        primaryKey: ["source", "key", "row"])

    let kind: Kind
    /// Column → field of the record, or a field of one of its parts.
    private let places: [(column: Int, field: String, part: String?)]
    private let country: String

    init(_ kind: Kind, _ paths: [String?], country: String) {
        self.kind = kind
        self.country = country
        places = paths.enumerated().compactMap { column, path in
            guard let steps = path?.split(separator: ".").map(String.init), let first = steps.first else { return nil }
            let name = String(first.prefix { $0 != "[" })
            if steps.count == 2, kind.part(name)?.kind[steps[1]] != nil { return (column, steps[1], name) }
            guard steps.count == 1, let field = kind[name], field.shape.isText else { return nil }
            return (column, name, nil)
        }
    }

    var isEmpty: Bool { places.isEmpty }

    /// What a column that fills this field should hold, however much of it does.
    func columnKind(_ path: String?) -> ColumnKind? {
        guard let steps = path?.split(separator: ".").map(String.init), let first = steps.first else { return nil }
        let part = kind.part(String(first.prefix { $0 != "[" }))?.kind
        guard let field = steps.count == 2 ? part?[steps[1]] : kind[first] else { return nil }
        switch (field.match, field.shape) {
        case (.siren, _): return .siren
        case (.siret, _): return .siret
        case (_, .email): return .email
        case (_, .phone): return .telephone
        case (_, .url): return .url
        case (_, .day): return .day
        default: return field.name == "postcode" ? .postcode : nil
        }
    }

    func record(_ cells: [String]) -> Record {
        var record = Record(empty: kind)
        for place in places where place.column < cells.count {
            let text = cells[place.column].trimmingWhitespace()
            if text.isEmpty { continue }
            guard let name = place.part, let part = kind.part(name)?.kind else {
                record.set(place.field, [.text(text)], in: kind)
                continue
            }
            var row = PartRow(values: part.declared.flatMap { $0.columns.map { _ in Value.null } })
            var at = 0
            for field in part.declared {
                if field.name == place.field { row.values[at] = .text(text) }
                at += field.columns.count
            }
            record.parts[name, default: []].append(row)
        }
        if record.title(in: kind).isEmpty { record.set(kind.title, [.text(wholeName(record))], in: kind) }
        return record
    }

    /// Contacts come with first and last name in two columns.
    private func wholeName(_ record: Record) -> String {
        ["first_name", "last_name"].compactMap { kind[$0] == nil ? nil : record.value($0, in: kind).text }
            .joined(separator: " ")
    }

    /// The strong keys of a row, as numbers: a person's name alone makes nobody the same.
    func keys(_ record: Record) -> Set<Int64> {
        var keys: Set<Int64> = []
        func add(_ field: FieldSpec, _ value: Value?) {
            guard let match = field.match, match != .personName, let text = value?.text,
                let key = match.normalised(text, country: country), !key.isEmpty
            else { return }
            keys.insert(SourceKeys.hash("\(match.rawValue)\u{1F}\(key)"))
        }
        for field in kind.fields { add(field, record.values(field.name, in: kind).first) }
        for part in kind.parts {
            for row in record.parts[part.name] ?? [] {
                var at = 0
                for field in part.kind.declared {
                    add(field, row.values[at])
                    at += field.columns.count
                }
            }
        }
        return keys
    }

    /// FNV-1a of 64 bits: the same on every machine; two different keys of a file meet once in many thousand files.
    private static func hash(_ text: String) -> Int64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return Int64(bitPattern: hash)
    }

    static func forget(_ source: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM inventory_key WHERE source = \(source)")
    }

    /// Rows that share a key with an earlier row.
    static func doubles(_ source: Int64, in transaction: Transaction) throws -> Int {
        let count = try transaction.connection.integer(
            """
            SELECT COUNT(DISTINCT k.row) FROM inventory_key AS k JOIN
            (SELECT key, MIN(row) AS first FROM inventory_key WHERE source = \(source) GROUP BY key HAVING COUNT(*) > 1)
            AS m ON m.key = k.key WHERE k.source = \(source) AND k.row > m.first
            """)
        return Int(count ?? 0)
    }
}
