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
        var found: [String: Int] = [:]
        let schema = transaction.schema
        for relation in MergeRelation.all(to: kind, schema) {
            let holder = schema.kind(relation.kind), condition = relation.condition(kind, ids, schema)
            let counted: SQL = relation.owner.map { "COUNT(DISTINCT \(name: $0))" } ?? "COUNT(*)"
            let count = try transaction.connection.integer(
                "SELECT \(counted) FROM \(name: holder.table) WHERE \(condition) AND id > \(last)")
            found[relation.owner ?? relation.kind, default: 0] += Int(count ?? 0)
        }
        return found.filter { $0.value > 0 }
    }
}
