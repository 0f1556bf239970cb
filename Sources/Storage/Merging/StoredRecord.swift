import Records

/// A record, or some of it, as the journal keeps it.
struct StoredRecord {
    let json: JSON
    let kind: Kind

    init(_ json: JSON, _ kind: Kind) { (self.json, self.kind) = (json, kind) }

    func values(_ field: FieldSpec) -> [Value]? { Journal.values(of: field, in: json) }
    func values(_ name: String) -> [Value]? { kind[name].flatMap { values($0) } }
    func rows(_ part: Kind.PartKind) -> [PartRow] { Journal.rows(of: part, in: json) ?? [] }

    /// The whole of it; what the record did not have then is empty.
    var record: Record {
        var record = Record(empty: kind)
        for field in kind.fields {
            record.set(field.name, values(field) ?? field.columns.map { _ in .null }, in: kind)
        }
        for part in kind.parts where !rows(part).isEmpty { record.parts[part.name] = rows(part) }
        return record
    }

    /// When and by whom it was changed last.
    var stamps: [Value]? {
        guard let at = values("updated_at"), let by = values("updated_by") else { return nil }
        return at + by
    }

    // The journal of a change keeps only the fields that changed; who changed it before stands beside them.

    static func earlierStamps(of record: Record, _ kind: Kind) -> [JSON.Member] {
        [
            .init("was updated_at", StoredJSON.encode(record.value("updated_at", in: kind))),
            .init("was updated_by", StoredJSON.encode(record.value("updated_by", in: kind))),
        ]
    }

    var earlierStamps: [Value]? {
        guard let at = json["was updated_at"], let by = json["was updated_by"] else { return nil }
        return [StoredJSON.decode(at, as: .instant), StoredJSON.decode(by, as: .integer)]
    }
}

extension Kind {
    static let systemNames = Set(systemFields.map(\.name))
}

/// The rows of one part when a change of them is taken back: what it added goes, what it left out returns, what
/// somebody wrote since stays.
struct PartReturn {
    let result: [PartRow]
    let hasChangedSince: Bool

    init(before: [PartRow], after: [PartRow], now: [PartRow]) {
        hasChangedSince = now != after
        guard hasChangedSince else {
            result = before
            return
        }
        let old = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let given = Dictionary(after.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var rows: [PartRow] = []
        for row in now {
            if row != given[row.id] {
                rows.append(row)
            } else if let earlier = old[row.id] {
                rows.append(earlier)
            }
        }
        result = rows + before.filter { given[$0.id] == nil && !rows.map(\.id).contains($0.id) }
    }
}

/// The table of moved rows: of an entity, of a part, or of no kind.
struct UnmergeTable {
    let name: String
    let entity: Kind?
    let part: Kind?
    private let types: [String: ColumnType]

    init?(_ name: String, _ transaction: Transaction) {
        if let kind = transaction.schema[name] {
            self.name = kind.table
            (entity, part) = kind.owner == nil ? (kind, nil) : (nil, kind)
            types = Dictionary(kind.columns.map { ($0.name, $0.type) }, uniquingKeysWith: { $1 })
        } else if let table = transaction.rules.tables.first(where: { $0.name == name }) {
            self.name = table.name
            (entity, part) = (nil, nil)
            types = Dictionary(table.columns.map { ($0.name, $0.type) }, uniquingKeysWith: { $1 })
        } else {
            return nil
        }
    }

    func values(_ json: JSON) -> [(column: String, value: Value)] {
        (json.members ?? []).compactMap { member in
            types[member.name].map { (member.name, StoredJSON.decode(member.value, as: $0)) }
        }
    }

    /// Which of these rows still hold this.
    func rows(_ ids: [Int64], holding json: JSON, _ transaction: Transaction) throws -> Set<Int64> {
        let tests = values(json).map { pair -> SQL in
            pair.value.isNull ? "\(name: pair.column) IS NULL" : "\(name: pair.column) = \(pair.value)"
        }
        var found: Set<Int64> = []
        for chunk in ids.chunked(by: 5000) {
            found.formUnion(
                try transaction.connection.integers(
                    """
                    SELECT id FROM \(name: name) WHERE id IN (\(SQL.set(chunk))) AND \(SQL.joined(tests, " AND "))
                    """))
        }
        return found
    }

    func set(_ ids: [Int64], to json: JSON, _ transaction: Transaction) throws {
        var assignments = values(json).map { "\(name: $0.column) = \($0.value)" as SQL }
        if entity != nil { assignments.append("version = version + 1") }
        for chunk in ids.chunked(by: 5000) {
            try transaction.connection.execute(
                "UPDATE \(name: name) SET \(SQL.joined(assignments, ", ")) WHERE id IN (\(SQL.set(chunk)))")
        }
    }
}
