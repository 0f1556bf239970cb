import Records
import Storage

/// What stands in one stage: how many sales, what they are worth together, and given their chances; in minor units of
/// the company's currency.
package struct StageTotals: Sendable, Hashable {
    package var count = 0
    /// Nil for a viewer who may not see amounts.
    package var total: Int64? = 0
    package var weighted: Int64? = 0

    package init() {}

    /// Totals of these stages, by one query. In stages of `since` only sales closed from that day on count: what was
    /// won this month. Stages without sales are there too.
    package static func of(
        _ stages: [Stage], where condition: Condition, since: [ID<Stage>: Day] = [:], in transaction: Transaction
    ) throws -> [ID<Stage>: StageTotals] {
        let kind = transaction.schema.kind(of: Opportunity.self)
        var none = StageTotals()
        if let amount = kind["amount"], !transaction.viewer.sees(amount, of: kind) {
            (none.total, none.weighted) = (nil, nil)
        }
        var totals = Dictionary(stages.map { ($0.id, none) }, uniquingKeysWith: { first, _ in first })
        guard !stages.isEmpty, !transaction.viewer.grants(for: kind.name).isEmpty else { return totals }
        let place = ConditionCompiler.Place(kind)
        let predicate = try transaction.refusing { () throws(ConditionFault) in
            try transaction.compiler.predicate(condition, at: place)
        }
        let whole = stages.filter { since[$0.id] == nil }.map(\.id.number)
        var branches: [SQL] =
            whole.isEmpty ? [] : [branch("\(place.column("stage")) IN (\(SQL.list(whole)))", place, predicate)]
        for (stage, day) in since where totals[stage] != nil {
            branches.append(
                branch(
                    "\(place.column("stage")) = \(stage) AND \(place.column("closed_on")) >= \(day)", place, predicate))
        }
        let types = [ColumnType](repeating: .integer, count: 8), byID = stages.reduce(into: [:]) { $0[$1.id] = $1 }
        for row in try transaction.connection.rows(SQL.joined(branches, " UNION ALL "), types) {
            guard let stage = row[0].integer.flatMap({ byID[ID<Stage>($0)] }) else { continue }
            totals[stage.id]?.add(Sums(row), in: stage)
        }
        return totals
    }

    /// Amounts are added in millions and rest apart, so that no sum of possible amounts leaves 64 bits on the way. A
    /// sale's own chance is multiplied where it stands; what has none waits for its stage's. Nothing is joined: ten
    /// thousand sales are read from the index alone.
    private static func branch(_ condition: SQL, _ place: ConditionCompiler.Place, _ predicate: SQL?) -> SQL {
        let amount = place.column("amount_base"), chance = place.column("probability")
        let seen: SQL = predicate.map { " AND \($0)" } ?? ""
        return """
            SELECT \(place.column("stage")), COUNT(*), SUM(\(amount) / 1000000), SUM(\(amount) % 1000000),
            SUM(\(amount) / 1000000 * \(chance)), SUM(\(amount) % 1000000 * \(chance)),
            SUM(CASE WHEN \(chance) IS NULL THEN \(amount) / 1000000 END),
            SUM(CASE WHEN \(chance) IS NULL THEN \(amount) % 1000000 END)
            FROM \(place.from) WHERE \(condition)\(seen) GROUP BY \(place.column("stage"))
            """
    }

    /// What one row of the query says: millions and rest, of all, times their own chance, and of those without one.
    private struct Sums {
        let count: Int64
        let all: (millions: Int64, rest: Int64)
        let weighted: (millions: Int64, rest: Int64)
        let chanceless: (millions: Int64, rest: Int64)

        init(_ row: [Value]) {
            func number(_ place: Int) -> Int64 { row[place].integer ?? 0 }
            count = number(1)
            all = (number(2), number(3))
            weighted = (number(4), number(5))
            chanceless = (number(6), number(7))
        }
    }

    /// Once a sale is closed its chance is its stage's: what was guessed before no longer counts.
    private mutating func add(_ sums: Sums, in stage: Stage) {
        count += Int(sums.count)
        guard total != nil else { return }
        total = StageTotals.joined(sums.all.millions, 1_000_000, sums.all.rest)
        let chance = Int64(stage.probability), isOpen = stage.outcome == .open
        let own = isOpen ? sums.weighted : (0, 0), others = isOpen ? sums.chanceless : sums.all
        let percents = own.1 + others.rest * chance
        // A hundredth of the sum, half away from zero: 1,000,000 percents are 10,000 whole.
        let rest = percents >= 0 ? (percents + 50) / 100 : (percents - 50) / 100
        weighted = StageTotals.joined(StageTotals.joined(others.millions, chance, own.0), 10_000, rest)
    }

    /// Beyond 64 bits the largest number there is: absurd amounts must not take the board down.
    static func joined(_ high: Int64, _ unit: Int64, _ low: Int64) -> Int64 {
        let (product, tooLarge) = high.multipliedReportingOverflow(by: unit)
        let (sum, stillTooLarge) = product.addingReportingOverflow(low)
        return tooLarge || stillTooLarge ? (high < 0 ? .min : .max) : sum
    }

    package static func + (left: StageTotals, right: StageTotals) -> StageTotals {
        var sum = StageTotals()
        sum.count = left.count + right.count
        sum.total = left.total.flatMap { total in right.total.map { joined(total, 1, $0) } }
        sum.weighted = left.weighted.flatMap { weighted in right.weighted.map { joined(weighted, 1, $0) } }
        return sum
    }
}
