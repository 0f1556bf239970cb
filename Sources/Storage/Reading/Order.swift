import Records

/// The order of a list as ranges to read in turn, never `OR`: a nullable key has its values first, then its empty rows.
struct Order {
    struct Key {
        var column: SQL
        let type: ColumnType
        let isNullable: Bool
        let descending: Bool
    }

    struct Range {
        let condition: SQL?
        let order: SQL
    }

    private var keys: [Key]
    private var id: SQL
    private let idDescending: Bool
    let needsNarrowing: Bool
    /// Whether each owner's records stand in this order in an index of their own.
    let isKeptByOwner: Bool

    init(_ sorts: [ListQuery.Sort], place: ConditionCompiler.Place, transaction: Transaction) throws {
        var keys: [Key] = []
        var needsNarrowing = false
        var idDescending: Bool?
        for sort in sorts {
            let field = try transaction.refusing { () throws(ConditionFault) in
                try transaction.compiler.field(sort.field, at: place, path: "sort")
            }
            if field.name == "id" {
                idDescending = sort.descending
                break
            }
            if !field.isSorted { needsNarrowing = true }
            let column = field.derivedColumn ?? field.columns[0]
            let isSystem = ["created_at", "updated_at", "version"].contains(field.name)
            keys.append(
                Key(
                    column: place.column(column.name), type: column.type,
                    isNullable: !(field.isRequired && !field.isCustom) && !isSystem, descending: sort.descending))
        }
        self.keys = keys
        self.needsNarrowing = needsNarrowing
        self.idDescending = idDescending ?? keys.first?.descending ?? false
        id = place.column("id")
        let kind = place.kind, first = keys.isEmpty ? nil : sorts.first.flatMap { kind[$0.field] }
        isKeptByOwner = first.map { kind.keepsByOwner($0) } ?? kind["owner"].map { kind.keepsLinks($0) } ?? false
    }

    /// Columns of the keys under the names `k0`, `k1`…, and the id: what a branch hands on to be ordered again.
    var branchColumns: SQL {
        .joined(["\(id) AS id"] + keys.enumerated().map { "\($1.column) AS \(name: "k\($0)")" }, ", ")
    }

    /// The same order over rows of branches, which are called `alias`.
    func overBranches(_ alias: String) -> Order {
        var other = self
        for place in keys.indices { other.keys[place].column = "\(name: alias).\(name: "k\(place)")" }
        other.id = "\(name: alias).id"
        return other
    }

    var keyTypes: [ColumnType] { keys.map(\.type) }
    var keyColumns: SQL { .joined(keys.map(\.column), ", ") }

    /// Without a cursor: the first key's values, then its empty rows. With one: what follows it, nearest first.
    func ranges(after cursor: Cursor?) -> [Range] {
        guard let cursor else { return starting(at: 0, given: []) }
        if let pair = rowValue(after: cursor) { return pair }
        var ranges: [Range] = []
        var equal = zip(keys, cursor.keys).map { key, value -> SQL in
            value.isNull ? "\(key.column) IS NULL" : "\(key.column) = \(value)"
        }
        ranges.append(Range(condition: .joined(equal + [beyondID(cursor.id)], " AND "), order: idOrder))
        for place in keys.indices.reversed() {
            equal.removeLast()
            guard !cursor.keys[place].isNull else { continue }
            let key = keys[place]
            let sign: SQL = key.descending ? "<" : ">"
            let beyond: SQL = "\(key.column) \(sign) \(cursor.keys[place])"
            ranges.append(
                Range(condition: .joined(equal + [beyond], " AND "), order: order(from: place, firstIsNull: false)))
            if key.isNullable {
                ranges.append(
                    Range(
                        condition: .joined(equal + ["\(key.column) IS NULL"], " AND "),
                        order: order(from: place + 1, firstIsNull: false)))
            }
        }
        return ranges
    }

    /// The common case, one key: a row-value comparison reads one range of the index `(key, id)`.
    private func rowValue(after cursor: Cursor) -> [Range]? {
        guard keys.count <= 1, let key = keys.first, !cursor.keys[0].isNull, key.descending == idDescending else {
            return nil
        }
        let sign: SQL = key.descending ? "<" : ">"
        let first = Range(
            condition: "(\(key.column), \(id)) \(sign) (\(cursor.keys[0]), \(cursor.id))",
            order: order(from: 0, firstIsNull: false))
        return key.isNullable ? [first, Range(condition: "\(key.column) IS NULL", order: idOrder)] : [first]
    }

    private func starting(at place: Int, given: [SQL]) -> [Range] {
        guard let key = keys.first else { return [Range(condition: nil, order: idOrder)] }
        guard key.isNullable else { return [Range(condition: nil, order: order(from: 0, firstIsNull: false))] }
        return [
            Range(condition: "\(key.column) IS NOT NULL", order: order(from: 0, firstIsNull: false)),
            Range(condition: "\(key.column) IS NULL", order: order(from: 1, firstIsNull: true)),
        ]
    }

    private var idOrder: SQL { "\(id)\(direction(idDescending))" }
    private func beyondID(_ last: Int64) -> SQL { "\(id) \(idDescending ? "<" as SQL : ">") \(last)" }
    private func direction(_ descending: Bool) -> SQL { descending ? " DESC" : "" }

    /// Keys after the first may be empty inside the range: empty ones come last. The first key of a range never is.
    private func order(from place: Int, firstIsNull: Bool) -> SQL {
        var terms: [SQL] = []
        for (index, key) in keys.enumerated() where index >= place {
            let nulls: SQL =
                key.isNullable && (index > place || firstIsNull || place > 0 && index == place) ? " NULLS LAST" : ""
            terms.append("\(key.column)\(direction(key.descending))\(nulls)")
        }
        terms.append(idOrder)
        return .joined(terms, ", ")
    }
}
