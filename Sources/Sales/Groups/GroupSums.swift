import Activities
import People
import Records
import Storage

/// What some companies bring together: won and open sales in company currency, and when something last happened or
/// happens next. Sums are kept wide, so that no possible amount overflows on the way.
package struct GroupSums: Sendable, Hashable {
    package var openCount = 0
    package var wonCount = 0
    fileprivate var open: Int128 = 0
    /// Hundredths: amounts times their chance in per cent.
    fileprivate var weighted: Int128 = 0
    fileprivate var won: Int128 = 0
    fileprivate var wonLately: Int128 = 0
    package var lastDoneAt: Instant?
    package var nextDueOn: Day?

    package init() {}

    package var openTotal: Int64 { Int64(clamping: open) }
    package var wonTotal: Int64 { Int64(clamping: won) }
    /// Won within the last twelve months.
    package var wonLatelyTotal: Int64 { Int64(clamping: wonLately) }
    /// Half away from zero.
    package var weightedTotal: Int64 { Int64(clamping: (weighted + (weighted >= 0 ? 50 : -50)) / 100) }

    package static func += (left: inout GroupSums, right: GroupSums) {
        left.openCount += right.openCount
        left.wonCount += right.wonCount
        left.open += right.open
        left.weighted += right.weighted
        left.won += right.won
        left.wonLately += right.wonLately
        left.lastDoneAt = [left.lastDoneAt, right.lastDoneAt].compactMap(\.self).max()
        left.nextDueOn = [left.nextDueOn, right.nextDueOn].compactMap(\.self).min()
    }
}

/// What of a group's figures this viewer may know.
package struct GroupSight: Sendable {
    package let sales: Bool
    package let amounts: Bool
    package let weighted: Bool
    package let activities: Bool
    /// All companies, sales and activities: nothing can be left out.
    package let isWhole: Bool

    package init(_ transaction: Transaction) {
        let viewer = transaction.viewer, kind = transaction.schema.kind(of: Opportunity.self)
        func sees(_ name: String) -> Bool { kind[name].map { viewer.sees($0, of: kind) } ?? false }
        sales = viewer.may(.read, kind) && sees("outcome") && sees("account")
        amounts = sales && sees("amount") && sees("closed_on")
        weighted = amounts && sees("probability")
        activities = viewer.may(.read, transaction.schema.kind(of: Activity.self))
        isWhole = ["account", Opportunity.name, Activity.name].allSatisfy { viewer.grants(for: $0).contains(.all) }
    }
}

extension GroupSums {
    /// Which companies are added up, and whether each is told apart.
    package enum Scope: Sendable {
        /// `subtree(id)`, a table expression: one sum for all of them.
        case together(SQL)
        case each(SQL)

        var table: SQL {
            switch self {
            case .together(let table), .each(let table): table
            }
        }

        func key(_ account: SQL) -> SQL {
            if case .each = self { account } else { "0" }
        }
    }

    /// Sales by one query, activities by another, whatever the number of companies. Under 0 where all are one.
    package static func load(_ scope: Scope, in transaction: Transaction) throws -> [Int64: GroupSums] {
        let sight = GroupSight(transaction)
        var sums: [Int64: GroupSums] = [:]
        if sight.sales { sums = try sales(scope, sight, in: transaction) }
        if sight.activities { try addActivities(scope, to: &sums, transaction) }
        return sums
    }

    static func sales(
        _ scope: Scope, _ sight: GroupSight, in transaction: Transaction
    ) throws -> [Int64: GroupSums] {
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Opportunity.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let rows = try transaction.connection.rows(
            """
            WITH RECURSIVE \(scope.table)
            SELECT \(scope.key(place.column("account"))), \(columns(place, sight, transaction))
            FROM subtree JOIN \(place.from) ON \(place.column("account")) \(isOne(of: "subtree"))
            JOIN stage ON stage.id = \(place.column("stage"))
            WHERE \(place.column("outcome")) IN ('open', 'won')\(rights)
            GROUP BY \(place.column("outcome"))\(grouping(scope, place.column("account")))
            """, [.integer] + columnTypes)
        var sums: [Int64: GroupSums] = [:]
        for row in rows { sums[row[0].integer ?? 0, default: GroupSums()] += GroupSums(row[1...]) }
        return sums
    }

    /// What is read of sales grouped by their outcome, joined with `stage`. Amounts are added in millions and rest
    /// apart, so that neither database overflows.
    package static func columns(
        _ place: ConditionCompiler.Place, _ sight: GroupSight, _ transaction: Transaction
    ) -> SQL {
        let amount: SQL = sight.amounts ? place.column("amount_base") : "CAST(NULL AS BIGINT)"
        let chance: SQL =
            sight.weighted ? "COALESCE(\(place.column("probability")), stage.probability)" : "CAST(NULL AS BIGINT)"
        let yearAgo = transaction.today.adding(months: -12)
        let lately: SQL = "CASE WHEN \(place.column("closed_on")) > \(yearAgo) THEN \(amount) END"
        return """
            \(place.column("outcome")), COUNT(*), \(split(amount)), \(split(lately)),
            SUM(\(amount) / 1000000 * \(chance)), SUM(\(amount) % 1000000 * \(chance))
            """
    }

    package static let columnTypes = [ColumnType.text] + [ColumnType](repeating: .integer, count: 7)

    /// From a row of `columns`.
    package init(_ row: ArraySlice<Value>) {
        let row = Array(row)
        func wide(_ place: Int) -> Int128 {
            Int128(row[place].integer ?? 0) * 1_000_000 + Int128(row[place + 1].integer ?? 0)
        }
        if row[0].text == Outcome.won.rawValue {
            wonCount = Int(row[1].integer ?? 0)
            (won, wonLately) = (wide(2), wide(4))
        } else {
            openCount = Int(row[1].integer ?? 0)
            (open, weighted) = (wide(2), wide(6))
        }
    }

    private static func split(_ amount: SQL) -> SQL { "SUM(\(amount) / 1000000), SUM(\(amount) % 1000000)" }

    private static func grouping(_ scope: Scope, _ account: SQL) -> SQL {
        if case .each = scope { ", \(account)" } else { "" }
    }

    /// Activities about the companies, their sales and their people.
    private static func addActivities(
        _ scope: Scope, to sums: inout [Int64: GroupSums], _ transaction: Transaction
    ) throws {
        let last = try ofSubject("MAX(t0.done_at)", isDone: true, transaction)
        let next = try ofSubject("MIN(t0.due_on)", isDone: false, transaction)
        let rows = try transaction.connection.rows(
            """
            WITH RECURSIVE \(scope.table), \(try subjects(transaction))
            SELECT \(scope.key("subject.account")), MAX(\(last)), MIN(\(next)) FROM subject\(groupingOnly(scope))
            """, .integer, .instant, .day)
        for row in rows {
            var sum = GroupSums()
            (sum.lastDoneAt, sum.nextDueOn) = (row[1].instant, row[2].day)
            sums[row[0].integer ?? 0, default: GroupSums()] += sum
        }
    }

    /// One value of the activities about one subject (`t0`), as far as the viewer sees them. A query of its own for
    /// each is a look into the index; joined, either database may read all activities instead.
    static func ofSubject(
        _ value: SQL, isDone: Bool, ending: SQL = "", _ transaction: Transaction
    ) throws -> SQL {
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let state: SQL = isDone ? "TRUE" : "FALSE"
        return """
            (SELECT \(value) FROM \(place.from) WHERE t0.about_kind = subject.kind AND t0.about_id = subject.id
            AND t0.is_done = \(state)\(rights)\(ending))
            """
    }

    /// SQLite takes a recursive table for a large one and would read all sales before it looks for those of a few
    /// companies (a Bloom filter); it does not where the test is no plain equality. No record is number -1.
    static func isOne(of table: SQL) -> SQL { "IN (\(table).id, -1)" }

    private static func groupingOnly(_ scope: Scope) -> SQL {
        if case .each = scope { " GROUP BY subject.account" } else { "" }
    }

    /// `subject(kind, id, account)`: the records whose activities count, as far as the viewer sees them.
    static func subjects(_ transaction: Transaction) throws -> SQL {
        var parts: [SQL] = ["SELECT CAST('account' AS TEXT) AS kind, id, id AS account FROM subtree"]
        let sale = ConditionCompiler.Place(transaction.schema.kind(of: Opportunity.self), depth: 4)
        if transaction.viewer.may(.read, sale.kind) {
            let rights = try transaction.compiler.rights(at: sale).map { " WHERE \($0)" as SQL } ?? ""
            parts.append(
                """
                SELECT 'opportunity', \(sale.column("id")), \(sale.column("account")) FROM subtree
                JOIN \(sale.from) ON \(sale.column("account")) \(isOne(of: "subtree"))\(rights)
                """)
        }
        let person = ConditionCompiler.Place(transaction.schema.kind(of: Contact.self), depth: 4)
        if transaction.viewer.may(.read, person.kind) {
            let rights = try transaction.compiler.rights(at: person).map { " WHERE \($0)" as SQL } ?? ""
            parts.append(
                """
                SELECT 'contact', \(person.column("id")), works.account FROM subtree
                JOIN contact_account AS works ON works.account \(isOne(of: "subtree"))
                JOIN \(person.from) ON \(person.column("id")) = works.contact\(rights)
                """)
        }
        return "subject(kind, id, account) AS (\(SQL.joined(parts, " UNION ALL ")))"
    }
}
