import Records
import Sales
import Storage

/// One drawer of a split: its name and the condition of what lies in it.
struct SplitCase: Sendable {
    let name: Message
    let condition: Condition
}

/// By what customers are split.
enum SplitBy: Sendable {
    /// Each value of a field.
    case field(FieldSpec)
    /// The first characters of a text: the département of a postcode.
    case beginning(FieldSpec, Int)
    /// Drawers in order; what fits none is told apart.
    case cases([SplitCase])
}

/// All customers by one of their traits: how many, and what each drawer brings. Two queries, whatever their number.
struct GroupSplit: Sendable {
    struct Line: Sendable {
        /// Nil for those of whom it is not known.
        let key: Value?
        let count: Int
        var sums = GroupSums()
        /// What lies in this drawer, as a condition.
        let condition: Condition
    }

    let kind: Kind
    let by: SplitBy
    private(set) var lines: [Line] = []
    let sight: GroupSight
    /// There are more values than are shown: the rarest are left out.
    private(set) var isCut = false

    static let shown = 200

    static func load(_ kind: Kind, by: SplitBy, in transaction: Transaction) throws -> GroupSplit {
        var split = GroupSplit(kind: kind, by: by, sight: GroupSight(transaction))
        try split.count(transaction)
        if split.sight.sales { try split.addSales(transaction) }
        return split
    }

    private init(kind: Kind, by: SplitBy, sight: GroupSight) { (self.kind, self.by, self.sight) = (kind, by, sight) }

    private func key(_ place: ConditionCompiler.Place, _ transaction: Transaction) throws -> SQL {
        switch by {
        case .field(let field): return place.column(field.columns[0].name)
        case .beginning(let field, let length):
            let column = place.column(field.columns[0].name)
            let number = SQL(text: String(length))
            return "CASE WHEN LENGTH(\(column)) >= \(number) THEN SUBSTR(\(column), 1, \(number)) END"
        case .cases(let cases):
            let compiler = transaction.compiler
            var branches: [SQL] = []
            for (number, drawer) in cases.enumerated() {
                let test = try transaction.refusing { () throws(ConditionFault) in
                    try compiler.sql(drawer.condition, at: place, path: "$")
                }
                branches.append("WHEN \(test) THEN \(SQL(text: String(number)))")
            }
            return "CASE \(SQL.joined(branches, " ")) END"
        }
    }

    private var keyType: ColumnType {
        switch by {
        case .field(let field): field.columns[0].type
        case .beginning: .text
        case .cases: .integer
        }
    }

    private mutating func count(_ transaction: Transaction) throws {
        let place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " WHERE \($0)" as SQL } ?? ""
        let rows = try transaction.connection.rows(
            """
            SELECT \(try key(place, transaction)) AS value, COUNT(*) FROM \(place.from)\(rights)
            GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST LIMIT \(GroupSplit.shown + 1)
            """, [keyType, .integer])
        isCut = rows.count > GroupSplit.shown
        let known = rows.compactMap(\.[0].text)
        lines = rows.prefix(GroupSplit.shown).map { row in
            let key = row[0].isNull ? nil : row[0]
            return Line(key: key, count: Int(row[1].integer ?? 0), condition: condition(key, known))
        }
        // Drawers keep their order, and are shown when they are empty too.
        guard case .cases(let cases) = by else { return }
        let found = lines
        lines = cases.indices.map { number in
            found.first { $0.key?.integer == Int64(number) }
                ?? Line(key: .integer(Int64(number)), count: 0, condition: cases[number].condition)
        }
        lines += found.filter { $0.key == nil }
    }

    private func condition(_ key: Value?, _ known: [String]) -> Condition {
        switch by {
        case .field(let field):
            guard let key else { return .test(path: [field.name], .empty(true)) }
            return .test(path: [field.name], .equals(field.json([key])))
        case .beginning(let field, _):
            if let text = key?.text { return .test(path: [field.name], .startsWith(text)) }
            // Whatever begins with no drawer's characters: nothing at all, or too little.
            return .not(.any(known.map { .test(path: [field.name], .startsWith($0)) }))
        case .cases(let cases):
            if let number = key?.integer { return cases[Int(number)].condition }
            return .not(.any(cases.map(\.condition)))
        }
    }

    /// Sales of the customers, by the same drawers.
    private mutating func addSales(_ transaction: Transaction) throws {
        let sale = ConditionCompiler.Place(transaction.schema.kind(of: Opportunity.self))
        guard sale.kind[kind.name].map({ transaction.viewer.sees($0, of: sale.kind) }) == true else { return }
        let place = ConditionCompiler.Place(kind, depth: 1)
        let rights = [try transaction.compiler.rights(at: sale), try transaction.compiler.rights(at: place)]
            .compactMap(\.self).map { " AND \($0)" as SQL }
        let rows = try transaction.connection.rows(
            """
            SELECT \(try key(place, transaction)) AS value, \(GroupSums.columns(sale, sight, transaction))
            FROM \(sale.from) JOIN \(place.from) ON \(place.column("id")) = \(sale.column(kind.name))
            JOIN stage ON stage.id = \(sale.column("stage"))
            WHERE \(sale.column("outcome")) IN ('open', 'won')\(SQL.joined(rights, ""))
            GROUP BY 1, \(sale.column("outcome"))
            """, [keyType] + GroupSums.columnTypes)
        let places = Dictionary(uniqueKeysWithValues: lines.enumerated().map { ($1.key, $0) })
        for row in rows {
            guard let place = places[row[0].isNull ? nil : row[0]] else { continue }
            lines[place].sums += GroupSums(row[1...])
        }
    }
}
