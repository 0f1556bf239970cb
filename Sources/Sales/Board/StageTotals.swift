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
        var totals = Dictionary(uniqueKeysWithValues: stages.map { ($0.id, none) })
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
        let types = [ColumnType](repeating: .integer, count: 6)
        for row in try transaction.connection.rows(SQL.joined(branches, " UNION ALL "), types) {
            guard let stage = row[0].integer.map({ ID<Stage>($0) }), var sum = totals[stage] else { continue }
            sum.add(row.dropFirst().map { $0.integer ?? 0 })
            totals[stage] = sum
        }
        return totals
    }

    /// Amounts are added in millions and rest apart, so that no sum of possible amounts leaves 64 bits on the way. Once
    /// a sale is closed its chance is its stage's: what was guessed before no longer counts.
    private static func branch(_ condition: SQL, _ place: ConditionCompiler.Place, _ predicate: SQL?) -> SQL {
        let amount = place.column("amount_base")
        let chance: SQL = """
            CASE WHEN s.outcome = 'open' THEN COALESCE(\(place.column("probability")), s.probability)
            ELSE s.probability END
            """
        let seen: SQL = predicate.map { " AND \($0)" } ?? ""
        return """
            SELECT \(place.column("stage")), COUNT(*), COALESCE(SUM(\(amount) / 1000000), 0),
            COALESCE(SUM(\(amount) % 1000000), 0),
            COALESCE(SUM(\(amount) / 1000000 * \(chance)), 0), COALESCE(SUM(\(amount) % 1000000 * \(chance)), 0)
            FROM \(place.from) JOIN stage AS s ON s.id = \(place.column("stage"))
            WHERE \(condition)\(seen) GROUP BY \(place.column("stage"))
            """
    }

    /// Count, millions, rest, and both again times the chance in percent.
    private mutating func add(_ row: [Int64]) {
        count += Int(row[0])
        guard total != nil else { return }
        total = StageTotals.joined(row[1], 1_000_000, row[2])
        // A hundredth of the sum, half away from zero: 1,000,000 percents are 10,000 whole.
        let rest = row[4] >= 0 ? (row[4] + 50) / 100 : (row[4] - 50) / 100
        weighted = StageTotals.joined(row[3], 10_000, rest)
    }

    /// Beyond 64 bits the largest number there is: absurd amounts must not take the board down.
    private static func joined(_ high: Int64, _ unit: Int64, _ low: Int64) -> Int64 {
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
