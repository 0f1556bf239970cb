import Records

/// What a take-over to another server carries of merges: which records became which, and, as long as a merge can be
/// undone, all that is needed for that. Lines of a table’s name and one of its rows.
package enum MergeArchive {
    package typealias Line = (table: String, row: JSON)

    /// Rows of parts have no identifiers in an export; those that a merge speaks of are named here, in their order.
    static let partRows = "part_rows"
    static let tables = [Merge.table, MergeAlias.table, Journal.table, Journal.entryTable]

    /// Every line, in the order in which `MergeIntake` wants them.
    package static func each(in transaction: Transaction, _ body: (Line) throws -> Void) throws {
        let undoable: SQL = "SELECT id FROM record_merge WHERE state = 'done'"
        let kinds = transaction.schema.entities.flatMap { [$0.name] + $0.parts.map(\.kind.name) }.map(Value.text)
        let conditions: [SQL] = [
            "1 = 1", "1 = 1", "id IN (\(undoable))",
            // Rows of tables that are no kinds (shares, notices) do not travel, nor does what became of them.
            "journal_id IN (\(undoable)) AND kind IN (\(SQL.list(kinds)))",
        ]
        for (table, condition) in zip(tables, conditions) {
            let columns = table.columns.map { FieldSpec.Column(name: $0.name, type: $0.type) }
            try transaction.connection.each(
                """
                SELECT \(SQL.names(columns.map(\.name))) FROM \(name: table.name)
                WHERE \(condition) ORDER BY \(SQL.names(table.primaryKey))
                """, columns.map(\.type)
            ) { row in
                try body((table.name, StoredJSON.encode(row, columns: columns)))
                return true
            }
        }
        for (part, owners) in try partOwners(in: transaction).sorted(by: { $0.key < $1.key }) {
            for chunk in owners.sorted().chunked(by: 5000) {
                let rows = try transaction.lyingRows(of: transaction.schema.kind(part), owners: Array(chunk))
                for (owner, lying) in rows.sorted(by: { $0.key < $1.key }) {
                    let ids = lying.map { JSON.number(String($0.row.id)) }
                    let row = JSON.record([
                        "part": .text(part), "owner": .number(String(owner)), "ids": .array(ids),
                    ])
                    try body((partRows, row))
                }
            }
        }
    }

    /// Whose parts must be as they are for merges to be undone: the survivors’, and what a merge wrote into or counts.
    private static func partOwners(in transaction: Transaction) throws -> [String: Set<Int64>] {
        var owners: [String: Set<Int64>] = [:]
        let merges = try transaction.connection.rows(
            "SELECT id, kind, survivor_id FROM record_merge WHERE state = 'done' ORDER BY id", .integer, .text, .integer
        )
        let schema = transaction.schema
        for row in merges {
            guard let id = row[0].integer, let kind = schema[row[1].text ?? ""], let survivor = row[2].integer else {
                continue
            }
            for part in kind.parts { owners[part.kind.name, default: []].insert(survivor) }
            for relation in MergeRelation.all(to: kind, schema) {
                guard let owner = relation.owner else { continue }
                let pointing = try transaction.connection.integers(
                    """
                    SELECT DISTINCT \(name: owner) FROM \(name: schema.kind(relation.kind).table)
                    WHERE \(relation.condition(kind, [survivor], schema))
                    """)
                owners[relation.kind, default: []].formUnion(pointing)
            }
            let steps = try JournalSteps(id, in: transaction)
            for move in steps.moves where !move.owners.isEmpty {
                owners[move.name, default: []].formUnion(move.owners.values)
            }
            for row in steps.removed {
                guard let part = schema[row.name], part.owner != nil else { continue }
                owners[part.name, default: []].insert(LyingRow(row.before, part).owner)
            }
            for change in steps.changed {
                for part in schema[change.name]?.parts ?? [] where change.after["parts." + part.name] != nil {
                    owners[part.kind.name, default: []].insert(change.id)
                }
            }
        }
        return owners
    }
}
