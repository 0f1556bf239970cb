import Records

/// Writes rows of one kind and its parts, derived columns included.
struct RowWriter {
    let kind: Kind
    let transaction: Transaction

    func insert(_ records: [Record]) throws {
        guard !records.isEmpty else { return }
        try insert(records.map { stored($0.values, kind) }, into: kind)
    }

    func insert(_ rows: [[Value]], into kind: Kind) throws {
        try RowWriter.insert(
            rows, columns: storedColumns(kind), types: storedTypes(kind), into: kind.table, transaction.connection)
    }

    static func insert(_ rows: [[Value]], into table: TableSpec, _ connection: any Connection) throws {
        try insert(
            rows, columns: table.columns.map(\.name), types: table.columns.map(\.type), into: table.name, connection)
    }

    /// Few rows in one statement; many by the database's fastest way.
    static func insert(
        _ rows: [[Value]], columns: [String], types: [ColumnType], into table: String, _ connection: any Connection
    ) throws {
        if rows.isEmpty { return }
        if connection.dialect == .sqlite || rows.count > 20 {
            return try connection.load(table: table, columns: columns, types: types, rows: rows)
        }
        let tuples = SQL.joined(rows.map { "(\(SQL.list($0)))" }, ", ")
        try connection.execute("INSERT INTO \(name: table) (\(SQL.names(columns))) VALUES \(tuples)")
    }

    func update(_ change: Change) throws {
        guard let old = change.old else { return }
        let columns = storedColumns(kind), before = stored(old.values, kind), after = stored(change.new.values, kind)
        var assignments: [SQL] = []
        for index in columns.indices where before[index] != after[index] {
            assignments.append("\(name: columns[index]) = \(after[index])")
        }
        let changed = try transaction.connection.execute(
            """
            UPDATE \(name: kind.table) SET \(SQL.joined(assignments, ", "))
            WHERE id = \(old.id) AND version = \(old.version)
            """
        )
        // Another transaction of PostgreSQL changed it after we read it: run ours again on what is there now.
        guard changed == 1 else {
            throw DatabaseError(kind: .retryable, message: "\(kind.name) \(old.id) changed while it was being saved")
        }
    }

    func replaceParts(_ changes: inout [Change]) throws {
        for part in kind.parts {
            var rows: [[Value]] = []
            var owners: [Int64] = []
            for index in changes.indices {
                let before = changes[index].old?.parts[part.name] ?? []
                var items = changes[index].new.parts[part.name] ?? []
                if before == items { continue }
                if !before.isEmpty { owners.append(changes[index].new.id) }
                let known = Set(before.map(\.id))
                for position in items.indices {
                    if !known.contains(items[position].id) { items[position].id = transaction.ids.next() }
                    let values: [Value] =
                        [.integer(items[position].id), .integer(changes[index].new.id), .integer(Int64(position))]
                        + items[position].values
                    rows.append(stored(values, part.kind))
                }
                changes[index].new.parts[part.name] = items
            }
            for chunk in owners.chunked(by: 5000) {
                try transaction.connection.execute(
                    "DELETE FROM \(name: part.kind.table) WHERE \(name: kind.name) IN (\(SQL.list(chunk)))")
            }
            try insert(rows, into: part.kind)
        }
    }

    func storedColumns(_ kind: Kind) -> [String] {
        kind.columns.map(\.name) + kind.fields.compactMap { $0.derivedColumn?.name }
    }

    func storedTypes(_ kind: Kind) -> [ColumnType] {
        kind.columns.map(\.type) + kind.fields.compactMap { $0.derivedColumn?.type }
    }

    func stored(_ values: [Value], _ kind: Kind) -> [Value] {
        var stored = values
        for (index, field) in kind.fields.enumerated() where field.derivedColumn != nil {
            stored.append(derived(field, values[kind.range(of: index)]))
        }
        return stored
    }

    private func derived(_ field: FieldSpec, _ values: ArraySlice<Value>) -> Value {
        if field.hasSortKey { return values.first?.text.map { .text(folded($0)) } ?? .null }
        guard let minor = values.first?.integer, let currency = values.last?.text else { return .null }
        return transaction.settings.inCompanyCurrency(Money(minor: minor, currency: currency)).map(Value.integer)
            ?? .null
    }
}
