import Records

/// Which rows a page reads. Somebody who sees the records of a few owners gets one branch an owner, each a short range
/// of the index `(owner, key, id)`: their page costs what it shows, not what others have. (With `owner = … OR id IN …`
/// PostgreSQL took 1,289 ms for a newcomer's page among a million rows; by branches 0.13 ms.)
struct PageFilter {
    private let place: ConditionCompiler.Place
    private let order: Order
    private let dialect: Dialect
    /// The whole predicate, where there are no branches; otherwise only what the list asks.
    private let condition: SQL?
    private let branches: Branches?

    private struct Branches {
        let owners: [Int64]
        /// Ids shared with the viewer.
        let shared: SQL?
    }

    /// SQLite compiles each branch: beyond this many, the owners together are so much that a plain range is as good.
    private static let mostBranches = 60

    init(
        _ condition: Condition, place: ConditionCompiler.Place, order: Order, transaction: Transaction
    ) throws {
        self.place = place
        self.order = order
        dialect = transaction.connection.dialect
        let compiler = transaction.compiler
        branches = PageFilter.branches(place.kind, order, transaction)
        let isBranched = branches != nil
        self.condition = try transaction.refusing { () throws(ConditionFault) in
            isBranched
                ? condition == .everything ? nil : try compiler.sql(condition, at: place, path: "$")
                : try compiler.predicate(condition, at: place)
        }
    }

    private static func branches(_ kind: Kind, _ order: Order, _ transaction: Transaction) -> Branches? {
        let viewer = transaction.viewer, grants = viewer.grants(for: kind.name)
        guard !order.needsNarrowing, kind["owner"] != nil, !grants.isEmpty else { return nil }
        var owners: Set<Int64> = [], shared: SQL?
        for grant in grants {
            switch grant {
            case .owners(let users): owners.formUnion(users)
            case .shared: shared = Share.query(kind, viewer, toChange: false)
            case .all, .through, .condition, .both: return nil
            }
        }
        return owners.count > mostBranches ? nil : Branches(owners: owners.sorted(), shared: shared)
    }

    func ranges(after cursor: Cursor?) -> [(range: Order.Range, outer: Order.Range)] {
        Array(zip(order.ranges(after: cursor), order.overBranches("found").ranges(after: cursor)))
    }

    /// `FROM` to `LIMIT` of one range.
    func source(_ pair: (range: Order.Range, outer: Order.Range), limit: Int) -> SQL {
        let conditions = [condition, pair.range.condition].compactMap(\.self)
        guard let branches else {
            let filter: SQL = conditions.isEmpty ? "" : " WHERE \(SQL.joined(conditions, " AND "))"
            return "\(place.from)\(filter) ORDER BY \(pair.range.order) LIMIT \(limit)"
        }
        func branch(_ own: SQL, _ alias: String) -> SQL {
            """
            SELECT * FROM (SELECT \(order.branchColumns) FROM \(place.from)
            WHERE \(SQL.joined([own] + conditions, " AND "))
            ORDER BY \(pair.range.order) LIMIT \(limit)) AS \(name: alias)
            """
        }
        var parts = branches.owners.map { branch("\(place.owner) = \($0)", "own") }
        if let shared = branches.shared {
            let others: SQL = "(\(place.owner) IS NULL OR \(place.owner) NOT IN (\(SQL.list(branches.owners))))"
            let notOwn: SQL = branches.owners.isEmpty ? "" : " AND \(others)"
            parts.append(branch("\(place.column("id")) IN (\(shared))\(notOwn)", "shared"))
        }
        if parts.isEmpty { parts = [branch("1 = 0", "none")] }
        return
            """
            \(place.from) WHERE \(place.column("id")) IN (SELECT id FROM (\(SQL.joined(parts, " UNION ALL "))) AS found
            ORDER BY \(pair.outer.order) LIMIT \(limit)) ORDER BY \(pair.range.order)
            """
    }
}
