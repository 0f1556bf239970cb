import Records

/// Writes down what a merge, or taking it back, did to many records at once: journal, history and outbox in a few
/// statements.
struct MergeNotes {
    let transaction: Transaction

    /// A column that held something else before.
    struct Moved: Sendable {
        let id: Int64
        let before: [Value]
        let after: [Value]
    }

    /// Records of which one field changed; their version has been raised already.
    func changed(_ rows: [Moved], _ field: FieldSpec, of kind: Kind) throws {
        if rows.isEmpty { return }
        try journal(rows, field.columns, of: kind.name)
        var told: [[[Value]]: String] = [:]
        let lines = rows.map { row -> History.Line in
            let pair = [row.before, row.after]
            let changes =
                told[pair]
                ?? JSON.record([field.name: .array([field.json(row.before[...]), field.json(row.after[...])])]).string
            told[pair] = changes
            return History.Line(kind: kind.name, id: row.id, action: "changed", changes: changes)
        }
        try History.write(lines, in: transaction)
        try changed(rows.map(\.id), fields: [field.name], of: kind)
    }

    /// How each row can be as it was again; of parts, also whose row it is.
    func journal(
        _ rows: [Moved], _ columns: [FieldSpec.Column], of name: String, owners: [Int64: Int64] = [:]
    ) throws {
        guard transaction.journal != nil else { return }
        var told: [[Value]: JSON] = [:]
        func json(_ values: [Value]) -> JSON {
            if let known = told[values] { return known }
            let json = StoredJSON.encode(values, columns: columns)
            told[values] = json
            return json
        }
        try Journal.write(
            rows.map { row in
                var after = json(row.after).members ?? []
                if let owner = owners[row.id] { after.append(.init(Merge.ownerKey, .number(String(owner)))) }
                return (
                    name, row.id, Merge.Step.moved.rawValue, json(row.before).string, JSON.object(after).string
                )
            }, in: transaction)
    }

    /// Whose parts changed.
    func changed(
        _ owners: [Int64], part: Kind.PartKind, of owner: Kind, before: [Int64: [LyingRow]], after: [Int64: [LyingRow]]
    ) throws {
        let lines = owners.map { id in
            let pair = [before[id] ?? [], after[id] ?? []].map { part.kind.json($0.map(\.row)) }
            return History.Line(
                kind: owner.name, id: id, action: "changed", changes: JSON.record([part.name: .array(pair)]).string)
        }
        try History.write(lines, in: transaction)
        try changed(owners, fields: [part.name], of: owner)
    }

    private func changed(_ ids: [Int64], fields: [String], of kind: Kind) throws {
        let payload = JSON.record(["fields": .array(fields.map { .text($0) })])
        try Outbox.write(
            ids.map { Event("\(kind.name).changed", Reference(kind: kind.name, id: $0), payload) }, in: transaction)
    }

    /// Their content is another now: whoever looked before must look again.
    func raiseVersions(_ ids: [Int64], of kind: Kind) throws {
        for chunk in ids.chunked(by: 5000) {
            try transaction.connection.execute(
                "UPDATE \(name: kind.table) SET version = version + 1 WHERE id IN (\(SQL.set(chunk)))")
        }
    }
}
