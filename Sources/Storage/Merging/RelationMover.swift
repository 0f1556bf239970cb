import Records

/// Lets everything that points to the merged records point to the survivor: a few statements a relation, however many
/// rows there are. Counts the records by kind.
struct RelationMover {
    /// The house’s, with the journal of the merge.
    let transaction: Transaction
    let kind: Kind
    let survivor: Int64
    let merged: [Int64]

    private var schema: Schema { transaction.schema }
    private var notes: MergeNotes { MergeNotes(transaction: transaction) }

    func move() throws -> [String: Int] {
        var moved: [String: Set<Int64>] = [:]
        // Links first: a record whose link moved has its new version, and its row is not written again for its parts.
        let relations = MergeRelation.all(to: kind, schema)
        for relation in relations where relation.owner == nil {
            moved[relation.kind, default: []].formUnion(try moveLink(relation))
        }
        for relation in relations {
            guard let owner = relation.owner else { continue }
            let ids = try movePart(relation, raised: moved[owner] ?? [])
            moved[owner, default: []].formUnion(ids)
        }
        return moved.mapValues(\.count).filter { $0.value > 0 }
    }

    /// Rows of the merged records themselves go with them.
    private func besides(_ holder: Kind, _ column: String) -> SQL {
        holder.name == kind.name ? " AND \(name: column) NOT IN (\(SQL.set(merged + [survivor])))" : ""
    }

    private func moveLink(_ relation: MergeRelation) throws -> [Int64] {
        let holder = schema.kind(relation.kind), field = relation.field(schema), column = relation.column(schema).name
        let found = try transaction.connection.rows(
            """
            SELECT id, \(name: column) FROM \(name: holder.table)
            WHERE \(relation.condition(kind, merged, schema))\(besides(holder, "id")) ORDER BY id
            """, .integer, .integer)
        if found.isEmpty { return [] }
        let rows = found.map { row in
            MergeNotes.Moved(
                id: row[0].integer ?? 0, before: relation.values(row[1].integer ?? 0, kind),
                after: relation.values(survivor, kind))
        }
        if field.isUnique { return try moveUnique(rows, relation, holder) }
        try point(rows, to: survivor, column, holder)
        try notes.changed(rows, field, of: holder)
        return rows.map(\.id)
    }

    private func point(_ rows: [MergeNotes.Moved], to id: Int64?, _ column: String, _ holder: Kind) throws {
        for chunk in rows.map(\.id).chunked(by: 5000) {
            try transaction.connection.execute(
                """
                UPDATE \(name: holder.table) SET \(name: column) = \(id), version = version + 1
                WHERE id IN (\(SQL.set(chunk)))
                """)
        }
    }

    /// Only one record may point to the survivor: the one that does, or else the first. The others stay without the
    /// link, and where they cannot stand without it they go, until the merge is undone.
    private func moveUnique(_ rows: [MergeNotes.Moved], _ relation: MergeRelation, _ holder: Kind) throws -> [Int64] {
        let field = relation.field(schema), column = relation.column(schema).name
        let isTaken =
            try transaction.connection.integer(
                "SELECT id FROM \(name: holder.table) WHERE \(relation.condition(kind, [survivor], schema)) LIMIT 1")
            != nil
        let moving = isTaken ? [] : Array(rows.prefix(1)), rest = Array(rows.dropFirst(moving.count))
        if field.isRequired, !field.isCustom {
            let records = try transaction.records(rest.map(\.id), of: holder)
            try transaction.remove(rest.compactMap { records[$0.id] }, of: holder)
        } else {
            let emptied = rest.map { row in
                MergeNotes.Moved(id: row.id, before: row.before, after: row.before.map { _ in .null })
            }
            for name in field.columns.map(\.name).dropLast() {
                try transaction.connection.execute(
                    "UPDATE \(name: holder.table) SET \(name: name) = NULL WHERE id IN (\(SQL.set(rest.map(\.id))))")
            }
            try point(emptied, to: nil, column, holder)
            try notes.changed(emptied, field, of: holder)
        }
        try point(moving, to: survivor, column, holder)
        try notes.changed(moving, field, of: holder)
        return rows.map(\.id)
    }

    /// A contact’s accounts: whoever was at two of them is at one, once.
    private func movePart(_ relation: MergeRelation, raised: Set<Int64>) throws -> [Int64] {
        guard let ownerName = relation.owner else { return [] }
        let part = schema.kind(relation.kind), owner = schema.kind(ownerName), column = relation.column(schema).name
        guard let known = owner.parts.first(where: { $0.kind.name == part.name }) else { return [] }
        let owners = try transaction.connection.integers(
            """
            SELECT DISTINCT \(name: ownerName) FROM \(name: part.table)
            WHERE \(relation.condition(kind, merged, schema))\(besides(owner, ownerName)) ORDER BY 1
            """)
        if owners.isEmpty { return [] }
        let before = try transaction.lyingRows(of: part, owners: owners)
        let identity = PartIdentity(part), place = columnPlace(relation, part), gone = Set(merged)
        var after: [Int64: [LyingRow]] = [:], moved: [MergeNotes.Moved] = [], dropped: [LyingRow] = []
        var holders: [Int64: Int64] = [:]
        for id in owners {
            let rows = before[id] ?? []
            let pointing = rows.map { row -> PartRow in
                var item = row.row
                if points(item, relation, place, gone) { item.values[place] = .integer(survivor) }
                return item
            }
            let left = Set(identity.once(pointing).dropped.map(\.id))
            dropped += rows.filter { left.contains($0.row.id) }
            for (row, item) in zip(rows, pointing) where !left.contains(item.id) {
                after[id, default: []].append(LyingRow(owner: id, position: row.position, row: item))
                if row.row.values[place] != item.values[place], let old = row.row.values[place].integer {
                    holders[item.id] = id
                    moved.append(
                        MergeNotes.Moved(
                            id: item.id, before: relation.values(old, kind), after: relation.values(survivor, kind)))
                }
            }
        }
        try drop(dropped, part)
        for chunk in moved.map(\.id).chunked(by: 5000) {
            try transaction.connection.execute(
                "UPDATE \(name: part.table) SET \(name: column) = \(survivor) WHERE id IN (\(SQL.set(chunk)))")
        }
        try notes.journal(moved, relation.field(schema).columns, of: part.name, owners: holders)
        try notes.raiseVersions(owners.filter { !raised.contains($0) }, of: owner)
        try notes.changed(owners, part: known, of: owner, before: before, after: after)
        return owners
    }

    private func columnPlace(_ relation: MergeRelation, _ part: Kind) -> Int {
        let index = part.index(of: relation.field) ?? 0
        return part.range(of: index).upperBound - 1 - part.offsets[part.systemFieldCount]
    }

    private func points(_ row: PartRow, _ relation: MergeRelation, _ place: Int, _ gone: Set<Int64>) -> Bool {
        if relation.isReference, row.values[place - 1].text != kind.name { return false }
        return row.values[place].integer.map { gone.contains($0) } ?? false
    }

    private func drop(_ rows: [LyingRow], _ part: Kind) throws {
        if rows.isEmpty { return }
        try Journal.write(
            rows.map { (part.name, $0.row.id, Merge.Step.removed.rawValue, $0.stored(part).string, nil) },
            in: transaction)
        for chunk in rows.map(\.row.id).chunked(by: 5000) {
            try transaction.connection.execute("DELETE FROM \(name: part.table) WHERE id IN (\(SQL.set(chunk)))")
        }
    }
}
