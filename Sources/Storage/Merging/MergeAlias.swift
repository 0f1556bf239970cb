import Records

/// The identifiers of records that were merged into others: they go on leading somewhere, for good.
package enum MergeAlias {
    static let table = TableSpec(
        "merge_alias",
        [
            .init("kind", .text), .init("old_id", .integer), .init("merge_id", .integer),
            // Into which record it went, and where that is by now, after further merges.
            .init("into_id", .integer), .init("survivor_id", .integer),
            // Imports still know it by this.
            .init("external_id", .text, required: false),
        ], primaryKey: ["kind", "old_id"],
        indexes: [
            .init("merge_alias_survivor", ["kind", "survivor_id"]),
            .init("merge_alias_external", ["kind", "external_id"]),
            .init("merge_alias_merge", ["merge_id"]),
        ], merging: .stays("says itself which record became which"))

    /// `SELECT old_id`: those that are one record by now.
    package static func merged(into id: SQL, _ kind: Kind) -> SQL {
        "SELECT old_id FROM merge_alias WHERE kind = \(kind.name) AND survivor_id = \(id)"
    }

    static func write(
        _ records: [Record], into survivor: Int64, merge: Int64, _ kind: Kind, in transaction: Transaction
    )
        throws
    {
        let ids = records.map(\.id)
        try transaction.connection.execute(
            """
            UPDATE merge_alias SET survivor_id = \(survivor)
            WHERE kind = \(kind.name) AND survivor_id IN (\(SQL.set(ids)))
            """)
        let rows = records.map { record -> [Value] in
            [
                .text(kind.name), .integer(record.id), .integer(merge), .integer(survivor), .integer(survivor),
                record.value("external_id", in: kind),
            ]
        }
        try RowWriter.insert(rows, into: table, transaction.connection)
    }

    /// The records of a merge stand for themselves again, and for those merged into them before.
    static func remove(merge: Int64, _ kind: Kind, in transaction: Transaction) throws {
        let connection = transaction.connection
        let freed = try connection.integers("SELECT old_id FROM merge_alias WHERE merge_id = \(merge)")
        try connection.execute("DELETE FROM merge_alias WHERE merge_id = \(merge)")
        for id in freed {
            var level = [id], below: [Int64] = []
            while !level.isEmpty {
                level = try connection.integers(
                    "SELECT old_id FROM merge_alias WHERE kind = \(kind.name) AND into_id IN (\(SQL.set(level)))")
                below += level
            }
            if below.isEmpty { continue }
            try connection.execute(
                """
                UPDATE merge_alias SET survivor_id = \(id)
                WHERE kind = \(kind.name) AND old_id IN (\(SQL.set(below)))
                """)
        }
    }
}

extension Transaction {
    /// Which records these have become, of those that were merged and whose survivor the viewer sees.
    package func survivors(of ids: some Collection<Int64>, _ kind: Kind) throws -> [Int64: Int64] {
        if ids.isEmpty { return [:] }
        var found: [Int64: Int64] = [:]
        for chunk in Array(ids).chunked(by: 5000) {
            let rows = try connection.rows(
                """
                SELECT old_id, survivor_id FROM merge_alias
                WHERE kind = \(kind.name) AND old_id IN (\(SQL.set(chunk)))
                """, .integer, .integer)
            for row in rows { found[row[0].integer ?? 0] = row[1].integer }
        }
        return try seen(found, kind)
    }

    /// The same for what other programs call them; where several were called the same, the one merged last counts.
    package func survivors(externally names: some Collection<String>, _ kind: Kind) throws -> [String: Int64] {
        if names.isEmpty { return [:] }
        var found: [String: Int64] = [:]
        for chunk in Array(names).chunked(by: 5000) {
            let rows = try connection.rows(
                """
                SELECT external_id, survivor_id FROM merge_alias
                WHERE kind = \(kind.name) AND external_id IN (\(SQL.set(chunk.map(Value.text)))) ORDER BY merge_id
                """, .text, .integer)
            for row in rows { found[row[0].text ?? ""] = row[1].integer }
        }
        return try seen(found, kind)
    }

    private func seen<Name: Hashable>(_ found: [Name: Int64], _ kind: Kind) throws -> [Name: Int64] {
        if found.isEmpty { return [:] }
        let seen = try existing(Array(Set(found.values)), of: kind)
        return found.filter { seen.contains($0.value) }
    }

    /// The record that has become of this one; nil where it was not merged, or the viewer does not see what it became.
    package func survivor(of id: Int64, _ kind: Kind) throws -> Int64? { try survivors(of: [id], kind)[id] }
}
