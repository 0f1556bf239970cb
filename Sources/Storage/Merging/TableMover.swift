import Records

/// Lets rows of tables that are no kinds follow a merge, as each table says: shares, notices, and whatever is declared.
struct TableMover {
    let transaction: Transaction
    let kind: Kind
    let survivor: Int64
    let merged: [Int64]

    func move() throws {
        for table in transaction.rules.tables {
            guard case .moves(let pointers, let once, let stronger)? = transaction.rules.merging.fate(of: table) else {
                continue
            }
            for pointer in pointers { try move(table, pointer, once, stronger) }
        }
    }

    private func move(_ table: TableSpec, _ pointer: RecordPointer, _ once: [String], _ stronger: String?) throws {
        guard let theirs = pointer.condition(kind, merged) else { return }
        if once.isEmpty, table.primaryKey == ["id"] { return try moveAll(table, pointer, theirs) }
        let rows = try load(table, theirs)
        if rows.isEmpty { return }
        let own = try pointer.condition(kind, [survivor]).map { try load(table, $0) } ?? []
        // What may stand there once only: what the table says, or else its key.
        let told = once.isEmpty ? table.primaryKey.filter { $0 != pointer.column } : once
        let places = told.compactMap { name in table.columns.firstIndex { $0.name == name } }
        let strength = stronger.flatMap { name in table.columns.firstIndex { $0.name == name } }
        let pointing = table.columns.firstIndex { $0.name == pointer.column } ?? 0
        var known: [[Value]: [Value]] = [:]
        for row in own { known[places.map { row[$0] }] = row }
        for row in rows {
            var moved = row
            moved[pointing] = .integer(survivor)
            let key = places.map { row[$0] }
            guard let standing = known[key] else {
                known[key] = moved
                try replace(row, by: moved, table)
                continue
            }
            try remove(row, table)
            if let strength, row[strength] == .boolean(true), standing[strength] == .boolean(false) {
                var better = standing
                better[strength] = row[strength]
                known[key] = better
                try replace(standing, by: better, table)
            }
        }
    }

    /// Any number of rows may say the same: one statement for all.
    private func moveAll(_ table: TableSpec, _ pointer: RecordPointer, _ condition: SQL) throws {
        let rows = try transaction.connection.rows(
            "SELECT id, \(name: pointer.column) FROM \(name: table.name) WHERE \(condition) ORDER BY id",
            .integer, .integer
        ).map { MergeNotes.Moved(id: $0[0].integer ?? 0, before: [$0[1]], after: [.integer(survivor)]) }
        for chunk in rows.map(\.id).chunked(by: 5000) {
            try transaction.connection.execute(
                "UPDATE \(name: table.name) SET \(name: pointer.column) = \(survivor) WHERE id IN (\(SQL.set(chunk)))")
        }
        let column = FieldSpec.Column(name: pointer.column, type: .integer)
        try MergeNotes(transaction: transaction).journal(rows, [column], of: table.name)
    }

    private func load(_ table: TableSpec, _ condition: SQL) throws -> [[Value]] {
        try transaction.connection.rows(
            """
            SELECT \(SQL.names(table.columns.map(\.name))) FROM \(name: table.name)
            WHERE \(condition) ORDER BY \(SQL.names(table.primaryKey))
            """, table.columns.map(\.type))
    }

    private func replace(_ row: [Value], by new: [Value], _ table: TableSpec) throws {
        try StoredRow(table, row).delete(transaction.connection)
        try RowWriter.insert([new], into: table, transaction.connection)
        try write(Merge.Step.replaced, row, new, table)
    }

    private func remove(_ row: [Value], _ table: TableSpec) throws {
        try StoredRow(table, row).delete(transaction.connection)
        try write(Merge.Step.removed, row, nil, table)
    }

    private func write(_ step: Merge.Step, _ row: [Value], _ new: [Value]?, _ table: TableSpec) throws {
        let after = new.map { StoredRow(table, $0).json.string }
        try Journal.write(
            [(table.name, 0, step.rawValue, StoredRow(table, row).json.string, after)], in: transaction)
    }
}

/// One whole row of a table that is no kind.
struct StoredRow {
    let table: TableSpec
    let values: [Value]

    init(_ table: TableSpec, _ values: [Value]) { (self.table, self.values) = (table, values) }

    init(_ table: TableSpec, _ json: JSON) {
        self.table = table
        values = StoredJSON.values(json, columns: StoredRow.columns(table))
    }

    private static func columns(_ table: TableSpec) -> [FieldSpec.Column] {
        table.columns.map { FieldSpec.Column(name: $0.name, type: $0.type) }
    }

    var json: JSON { StoredJSON.encode(values, columns: StoredRow.columns(table)) }

    private var key: SQL {
        let tests = table.primaryKey.compactMap { name in
            table.columns.firstIndex { $0.name == name }.map { "\(name: name) = \(values[$0])" as SQL }
        }
        return SQL.joined(tests, " AND ")
    }

    func delete(_ connection: any Connection) throws {
        try connection.execute("DELETE FROM \(name: table.name) WHERE \(key)")
    }

    /// What stands in its place now.
    func current(_ connection: any Connection) throws -> [Value]? {
        try connection.rows(
            "SELECT \(SQL.names(table.columns.map(\.name))) FROM \(name: table.name) WHERE \(key)",
            table.columns.map(\.type)
        ).first
    }
}
