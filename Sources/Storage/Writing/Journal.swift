import Records

/// The inverse journal: what import, mass edit and delete need to be undone. One operation has many entries.
package enum Journal {
    static let table = TableSpec(
        "journal",
        [
            .init("id", .integer), .init("operation", .text), .init("kind", .text), .init("at", .instant),
            .init("user_id", .integer, required: false), .init("state", .text), .init("records", .integer),
        ], primaryKey: ["id"], merging: .stays("names kinds, not records"))

    static let entryTable = TableSpec(
        "journal_entry",
        [
            .init("id", .integer), .init("journal_id", .integer), .init("kind", .text), .init("record_id", .integer),
            .init("action", .text), .init("before", .text, required: false), .init("after", .text, required: false),
            // Why this could not be undone: `{"code","field"}`.
            .init("problem", .text, required: false),
        ], primaryKey: ["id"], indexes: [.init("journal_entry_of_journal", ["journal_id", "id"])],
        merging: .stays("says what was; links that come back find the survivor by its alias"))

    /// Begins an operation; everything saved or deleted by this transaction from now on belongs to it.
    @discardableResult
    package static func begin(_ operation: String, kind: String, in transaction: Transaction) throws -> Int64 {
        let id = transaction.ids.next()
        try transaction.connection.execute(
            """
            INSERT INTO journal (id, operation, kind, at, user_id, state, records)
            VALUES (\(id), \(operation), \(kind), \(transaction.now), \(transaction.author), 'done', 0)
            """)
        transaction.journal = id
        return id
    }

    static func record(_ changes: [Change], in transaction: Transaction) throws {
        guard transaction.journal != nil else { return }
        try write(
            changes.map { change in
                guard let old = change.old else { return (change.kind.name, change.new.id, "created", nil, nil) }
                let names = Set(change.changedFields)
                var before = stored(old, change.kind, only: names).members ?? []
                before += StoredRecord.earlierStamps(of: old, change.kind)
                return (
                    change.kind.name, change.new.id, "changed", JSON.object(before).string,
                    stored(change.new, change.kind, only: names).string
                )
            }, in: transaction)
    }

    static func write(
        _ entries: [(kind: String, id: Int64, action: String, before: String?, after: String?)],
        in transaction: Transaction
    ) throws {
        guard let journal = transaction.journal else { return }
        let rows = entries.map { entry -> [Value] in
            [
                .integer(transaction.ids.next()), .integer(journal), .text(entry.kind), .integer(entry.id),
                .text(entry.action),
                entry.before.map(Value.text) ?? .null, entry.after.map(Value.text) ?? .null, .null,
            ]
        }
        try RowWriter.insert(rows, into: entryTable, transaction.connection)
        try transaction.connection.execute(
            "UPDATE journal SET records = records + \(entries.count) WHERE id = \(journal)")
    }

    /// A record with its parts; with `only`, just those fields and parts.
    static func stored(_ record: Record, _ kind: Kind, only names: Set<String>? = nil) -> JSON {
        var members: [JSON.Member] = []
        for (index, field) in kind.fields.enumerated() where names?.contains(field.name) ?? true {
            for (column, value) in zip(field.columns, record.values[kind.range(of: index)]) {
                members.append(.init(column.name, StoredJSON.encode(value)))
            }
        }
        for part in kind.parts where names?.contains(part.name) ?? true {
            let columns = [FieldSpec.Column(name: "id", type: .integer)] + part.kind.declared.flatMap(\.columns)
            let rows = (record.parts[part.name] ?? []).map {
                StoredJSON.encode([.integer($0.id)] + $0.values, columns: columns)
            }
            members.append(.init("parts." + part.name, .array(rows)))
        }
        return .object(members)
    }

    /// What of `stored` there is for this field: nil where the entry does not speak of it.
    static func values(of field: FieldSpec, in json: JSON) -> [Value]? {
        guard json[field.columns[0].name] != nil else { return nil }
        return StoredJSON.values(json, columns: field.columns)
    }

    static func rows(of part: Kind.PartKind, in json: JSON) -> [PartRow]? {
        guard let rows = json["parts." + part.name]?.array else { return nil }
        let columns = part.kind.declared.flatMap(\.columns)
        return rows.map { PartRow(id: $0["id"]?.integer ?? 0, values: StoredJSON.values($0, columns: columns)) }
    }
}
