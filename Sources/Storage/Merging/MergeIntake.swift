import Records

/// Takes in the merges of another server after its records: once, with the identifiers that records and people have
/// here.
package struct MergeIntake {
    private let transaction: Transaction
    /// Records that have another identifier here, by kind.
    private let moved: [String: [Int64: Int64]]
    /// Records that were not here before, by kind.
    private let fresh: [String: Set<Int64>]
    private var taken: Set<Int64> = []
    /// How many merges were not here before.
    package var count: Int { taken.count }

    package init(
        _ transaction: Transaction, moved: [String: [Int64: Int64]], fresh: [String: Set<Int64>]
    ) {
        (self.transaction, self.moved, self.fresh) = (transaction, moved, fresh)
    }

    package mutating func take(_ line: MergeArchive.Line) throws {
        if line.table == MergeArchive.partRows { return try namePartRows(line.row) }
        guard let table = MergeArchive.tables.first(where: { $0.name == line.table }) else { return }
        var row = line.row
        switch table.name {
        case Merge.table.name: row = try merge(row)
        case MergeAlias.table.name: row = try alias(row)
        case Journal.table.name:
            row = taken.contains(row["id"]?.integer ?? 0) ? here(row, "user_id", Self.user) : .null
        default: row = taken.contains(row["journal_id"]?.integer ?? 0) ? try entry(row) : .null
        }
        guard row != .null else { return }
        let columns = table.columns.map { FieldSpec.Column(name: $0.name, type: $0.type) }
        try RowWriter.insert([StoredJSON.values(row, columns: columns)], into: table, transaction.connection)
    }

    private static let user = "user"

    private static func row(_ row: JSON, with name: String, _ value: JSON) -> JSON {
        .object((row.members ?? []).map { $0.name == name ? .init(name, value) : $0 })
    }

    private func here(_ kind: String, _ id: Int64) -> Int64 { moved[kind]?[id] ?? id }

    /// The row with the record that one of its members names as it is called here.
    private func here(_ row: JSON, _ member: String, _ kind: String) -> JSON {
        guard let id = row[member]?.integer else { return row }
        return MergeIntake.row(row, with: member, .number(String(here(kind, id))))
    }

    /// Null where it is here already, or where nothing here is of this kind.
    private mutating func merge(_ row: JSON) throws -> JSON {
        guard let id = row["id"]?.integer, let kind = row["kind"]?.text, transaction.schema[kind] != nil,
            try transaction.connection.integer("SELECT id FROM record_merge WHERE id = \(id)") == nil
        else { return .null }
        taken.insert(id)
        return here(here(here(row, "survivor_id", kind), "user_id", Self.user), "undone_by", Self.user)
    }

    /// A record that stands for itself here is not led elsewhere.
    private func alias(_ row: JSON) throws -> JSON {
        guard let name = row["kind"]?.text, let kind = transaction.schema[name], let old = row["old_id"]?.integer,
            taken.contains(row["merge_id"]?.integer ?? 0), moved[name]?[old] == nil
        else { return .null }
        let connection = transaction.connection
        let stands = try connection.integer("SELECT id FROM \(name: kind.table) WHERE id = \(old)") != nil
        let known = try connection.integer(
            "SELECT old_id FROM merge_alias WHERE kind = \(name) AND old_id = \(old)")
        return stands || known != nil ? .null : here(here(row, "into_id", name), "survivor_id", name)
    }

    private func entry(_ row: JSON) throws -> JSON {
        guard let kind = row["kind"]?.text.flatMap({ transaction.schema[$0] }) else { return .null }
        var row = kind.owner == nil ? here(row, "record_id", kind.name) : row
        for side in ["before", "after"] {
            guard let text = row[side]?.text else { continue }
            row = MergeIntake.row(row, with: side, .text(translated(try JSON(parsing: text), kind).string))
        }
        return row
    }

    /// What the journal keeps of a record or of a row of a part, with the identifiers of here.
    private func translated(_ stored: JSON, _ kind: Kind) -> JSON {
        var targets: [String: String] = [:]
        for field in kind.fields {
            if let target = field.shape.linkTarget {
                targets[field.columns[0].name] = target
            } else if field.shape == .reference, let target = stored[field.columns[0].name]?.text {
                targets[field.columns[1].name] = target
            }
        }
        if let owner = kind.owner {
            targets[owner] = owner
            targets[Merge.ownerKey] = owner
        } else {
            targets["id"] = kind.name
            targets["was updated_by"] = Self.user
        }
        return .object(
            (stored.members ?? []).map { member in
                if let target = targets[member.name], let id = member.value.integer {
                    return .init(member.name, .number(String(here(target, id))))
                }
                guard member.name.hasPrefix("parts."), let part = kind.part(String(member.name.dropFirst(6))) else {
                    return member
                }
                return .init(member.name, .array((member.value.array ?? []).map { translated($0, part.kind) }))
            })
    }

    /// The rows of a part get the identifiers that they had, if their record came with this import.
    private func namePartRows(_ row: JSON) throws {
        guard let name = row["part"]?.text, let part = transaction.schema[name], let owner = part.owner,
            let record = row["owner"]?.integer, fresh[owner]?.contains(record) == true
        else { return }
        let wanted = (row["ids"]?.array ?? []).compactMap(\.integer)
        let rows = try transaction.lyingRows(of: part, owners: [record])[record] ?? []
        guard rows.count == wanted.count else { return }
        let connection = transaction.connection
        let known = Set(
            try connection.integers("SELECT id FROM \(name: part.table) WHERE id IN (\(SQL.set(wanted)))"))
        for (lying, id) in zip(rows, wanted) where !known.contains(id) {
            try connection.execute("UPDATE \(name: part.table) SET id = \(id) WHERE id = \(lying.row.id)")
        }
    }
}
