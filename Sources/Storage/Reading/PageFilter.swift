import Records

/// Which rows a page reads. Somebody who sees the records of a few owners gets one branch an owner, each a short range
/// of the index `(owner, key, id)`: their page costs what it shows, not what others have. (With `owner = … OR id IN …`
/// PostgreSQL took 1,289 ms for a newcomer's page among a million rows; by branches 0.13 ms.) So does a list that asks
/// for a few owners, whoever looks: with `owner IN (…)` SQLite reads along the days of all or by the days of each, as
/// it guesses, 58 ms or 0.7 ms for what a team of twenty is late with among five million activities.
struct PageFilter {
    private let place: ConditionCompiler.Place
    private let order: Order
    /// The whole predicate, where there are no branches; otherwise only what the list asks of each.
    private let condition: SQL?
    private let branches: Branches?

    private struct Branches {
        let owners: [Int64]
        /// What is shared with the viewer of others' records.
        var shared: SQL?
    }

    /// SQLite compiles each branch: beyond this many, the owners together are so much that a plain range is as good.
    static let mostBranches = 60

    init(
        _ condition: Condition, place: ConditionCompiler.Place, order: Order, transaction: Transaction
    ) throws {
        self.place = place
        self.order = order
        let compiler = transaction.compiler
        let asked = AskedOwners(condition, place.kind, transaction.viewer)
        let branches = PageFilter.branches(place, order, asked, transaction)
        self.branches = branches
        self.condition = try transaction.refusing { () throws(ConditionFault) in
            guard branches != nil else { return try compiler.predicate(condition, at: place) }
            let rest = asked?.rest ?? condition
            return rest == .everything ? nil : try compiler.sql(rest, at: place, path: "$")
        }
    }

    private static func branches(
        _ place: ConditionCompiler.Place, _ order: Order, _ asked: AskedOwners?, _ transaction: Transaction
    ) -> Branches? {
        let kind = place.kind, viewer = transaction.viewer, grants = viewer.grants(for: kind.name)
        guard !order.needsNarrowing, kind["owner"] != nil, !grants.isEmpty else { return nil }
        if grants.contains(.all) {
            guard let asked, order.isKeptByOwner, asked.asksOnlyTheRow, (2...mostBranches).contains(asked.people.count)
            else { return nil }
            return Branches(owners: asked.people.sorted())
        }
        var granted: Set<Int64> = [], shared: SQL?
        for grant in grants {
            switch grant {
            case .owners(let users): granted.formUnion(users)
            case .shared: shared = Share.query(kind, viewer, toChange: false)
            case .all, .through, .condition, .both: return nil
            }
        }
        let owners = asked.map { granted.intersection($0.people) } ?? granted
        guard owners.count <= mostBranches else { return nil }
        var branches = Branches(owners: owners.sorted())
        if let shared, let others = others(place, granted, asked) {
            branches.shared = "\(place.column("id")) IN (\(shared))\(others)"
        }
        return branches
    }

    /// That a record is none of the viewer's own, and somebody's who is asked for; nil where there can be none.
    private static func others(_ place: ConditionCompiler.Place, _ own: Set<Int64>, _ asked: AskedOwners?) -> SQL? {
        guard let asked else {
            return own.isEmpty
                ? "" : " AND (\(place.owner) IS NULL OR \(place.owner) NOT IN (\(SQL.list(own.sorted()))))"
        }
        let people = asked.people.subtracting(own).sorted()
        return people.isEmpty ? nil : " AND \(place.owner) IN (\(SQL.set(people)))"
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
        if let shared = branches.shared { parts.append(branch(shared, "shared")) }
        if parts.isEmpty { parts = [branch("1 = 0", "none")] }
        return
            """
            \(place.from) WHERE \(place.column("id")) IN (SELECT id FROM (\(SQL.joined(parts, " UNION ALL "))) AS found
            ORDER BY \(pair.outer.order) LIMIT \(limit)) ORDER BY \(pair.range.order)
            """
    }
}
