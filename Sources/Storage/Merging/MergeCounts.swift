import Records

/// How much points to records of a kind: what a merge would move.
package struct MergeCounts {
    let kind: Kind
    let transaction: Transaction

    package init(kind: Kind, transaction: Transaction) {
        self.kind = kind
        self.transaction = transaction.asHouse
    }

    /// Records by kind; with `newerThan`, only rows that are younger than this identifier.
    package func relations(to ids: [Int64], newerThan last: Int64 = 0) throws -> [String: Int] {
        let schema = transaction.schema
        let relations = Dictionary(grouping: MergeRelation.all(to: kind, schema)) { $0.owner ?? $0.kind }
        return try relations.mapValues { ways in
            // A contact linked twice is one contact.
            let queries = ways.map { way -> SQL in
                let holder = schema.kind(way.kind)
                return """
                    SELECT \(name: way.owner ?? "id") AS holder FROM \(name: holder.table)
                    WHERE \(way.condition(kind, ids, schema)) AND id > \(last)
                    """
            }
            return Int(
                try transaction.connection.integer(
                    "SELECT COUNT(*) FROM (\(SQL.joined(queries, " UNION "))) AS pointing") ?? 0)
        }.filter { $0.value > 0 }
    }
}
