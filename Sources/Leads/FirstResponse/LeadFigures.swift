import Localisation
import Records
import Sales
import Storage

/// How soon leads are answered and what becomes of them, in numbers: by person, by team, by source.
package struct LeadFigures: Sendable {
    package struct Line: Sendable, Hashable {
        package var key: String?
        package var leads = 0
        /// Answered within their time, of those whose time is over or who were answered.
        package var inTime = 0
        package var judged = 0
        package var median: Int?
        package var converted = 0
        package var won = 0
        /// Minor units of the company's currency; nil for a viewer who may not see amounts.
        package var revenue: Int64?

        package var share: Int? { judged == 0 ? nil : (inTime * 100 + judged / 2) / judged }
    }

    package let from: Day
    package let to: Day
    package private(set) var all = Line()
    package private(set) var people: [Line] = []
    package private(set) var teams: [Line] = []
    package private(set) var sources: [Line] = []
    package private(set) var names: [Reference: String] = [:]

    /// Leads received in these days, as far as the viewer sees them. Two queries and the names.
    package init(from: Day, to: Day, in transaction: Transaction) throws {
        (self.from, self.to) = (from, to)
        let kind = transaction.schema.kind(of: Lead.self), place = ConditionCompiler.Place(kind)
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let zone = transaction.settings.timeZone
        let first = Instant(startOf: from, in: zone), end = Instant(startOf: to.adding(days: 1), in: zone)
        let received = place.column("received_at"), due = place.column("respond_by")
        let answered = place.column("first_responded_at"), owner = place.column("owner"), now = transaction.now
        let rows = try transaction.connection.rows(
            """
            SELECT \(owner), u.team, \(place.column("source")), \(place.column("response_minutes")), COUNT(*),
            SUM(CASE WHEN \(due) IS NOT NULL AND \(answered) <= \(due) THEN 1 ELSE 0 END),
            SUM(CASE WHEN \(due) IS NOT NULL AND (\(answered) IS NOT NULL OR \(due) < \(now)) THEN 1 ELSE 0 END),
            SUM(CASE WHEN \(place.column("status")) = 'converted' THEN 1 ELSE 0 END)
            FROM \(place.from) LEFT JOIN "user" AS u ON u.id = \(owner)
            WHERE \(received) >= \(first) AND \(received) < \(end)\(rights)
            GROUP BY \(owner), u.team, \(place.column("source")), \(place.column("response_minutes"))
            """, .integer, .integer, .text, .integer, .integer, .integer, .integer, .integer)
        let sums = rows.map(Sum.init)
        all = LeadFigures.line(nil, sums)
        people = LeadFigures.lines(sums) { $0.owner.map(String.init) }
        teams = LeadFigures.lines(sums.filter { $0.team != nil }) { $0.team.map(String.init) }
        sources = LeadFigures.lines(sums) { $0.source }
        try addRevenue(place, first, end, rights, transaction)
        names = try transaction.titles(
            people.compactMap { $0.key.flatMap { Int64($0) }.map { Reference(kind: "user", id: $0) } }
                + teams.compactMap { $0.key.flatMap { Int64($0) }.map { Reference(kind: "team", id: $0) } })
    }

    private struct Sum {
        let owner: Int64?, team: Int64?, source: String?, minutes: Int?
        let count: Int, inTime: Int, judged: Int, converted: Int

        init(_ row: [Value]) {
            func number(_ place: Int) -> Int { Int(row[place].integer ?? 0) }
            (owner, team, source) = (row[0].integer, row[1].integer, row[2].text)
            minutes = row[3].integer.map(Int.init)
            (count, inTime, judged, converted) = (number(4), number(5), number(6), number(7))
        }
    }

    private static func lines(_ sums: [Sum], by key: (Sum) -> String?) -> [Line] {
        Dictionary(grouping: sums, by: key).map { line($0.key, $0.value) }
            .sorted { ($1.leads, $0.key ?? "") < ($0.leads, $1.key ?? "") }
    }

    private static func line(_ key: String?, _ sums: [Sum]) -> Line {
        var line = Line(key: key)
        for sum in sums {
            line.leads += sum.count
            line.inTime += sum.inTime
            line.judged += sum.judged
            line.converted += sum.converted
        }
        line.median = median(sums.compactMap { sum in sum.minutes.map { ($0, sum.count) } })
        return line
    }

    /// Of values and how often each occurs; the lower of the two middle ones.
    static func median(_ values: [(value: Int, count: Int)]) -> Int? {
        let total = values.reduce(0) { $0 + $1.count }
        var passed = 0
        for (value, count) in values.sorted(by: { $0.value < $1.value }) {
            passed += count
            if passed * 2 >= total { return value }
        }
        return nil
    }

    /// What was won of it, by the source of the lead.
    private mutating func addRevenue(
        _ place: ConditionCompiler.Place, _ first: Instant, _ end: Instant, _ rights: SQL, _ transaction: Transaction
    ) throws {
        let kind = transaction.schema.kind(of: Opportunity.self)
        guard !transaction.viewer.grants(for: kind.name).isEmpty else { return }
        let sale = ConditionCompiler.Place(kind, depth: 3)
        let seen = try transaction.compiler.rights(at: sale).map { " AND \($0)" as SQL } ?? ""
        let seesAmount = kind["amount"].map { transaction.viewer.sees($0, of: kind) } ?? false
        let rows = try transaction.connection.rows(
            """
            SELECT \(place.column("source")), COUNT(*), SUM(\(sale.column("amount_base")))
            FROM \(place.from) JOIN \(sale.from) ON \(sale.column("id")) = \(place.column("converted_opportunity"))
            WHERE \(sale.column("outcome")) = 'won' AND \(place.column("received_at")) >= \(first)
            AND \(place.column("received_at")) < \(end)\(rights)\(seen) GROUP BY \(place.column("source"))
            """, .text, .integer, .integer)
        if seesAmount {
            all.revenue = 0
            for place in sources.indices { sources[place].revenue = 0 }
        }
        for row in rows {
            let won = Int(row[1].integer ?? 0), revenue = row[2].integer ?? 0
            all.won += won
            if seesAmount { all.revenue = (all.revenue ?? 0) + revenue }
            guard let place = sources.firstIndex(where: { $0.key == row[0].text }) else { continue }
            sources[place].won = won
            if seesAmount { sources[place].revenue = revenue }
        }
    }
}
