import Foundation
import Records
import Storage

/// The rules of one kind as SQL: the points of every rule for any number of records, in one statement. Time is that of
/// the day, so that a score holds from midnight to midnight and what a page adds up is what is stored.
struct ScoreMeasure: Sendable {
    let kind: Kind
    let rules: [ScoreRule]
    private let points: [SQL]
    private var place: ConditionCompiler.Place { .init(kind) }
    /// An event loses half its points in so many steps.
    private static let steps = 4
    private static let halvings = 8

    /// Rules that cannot be asked any more (a field is gone) are left out.
    init(_ rules: [ScoreRule], _ kind: Kind, _ transaction: Transaction) {
        var kept: [ScoreRule] = [], points: [SQL] = []
        for rule in rules {
            do {
                guard let sql = try ScoreMeasure.points(rule, .init(kind), transaction) else { continue }
                points.append(sql)
                kept.append(rule)
            } catch {
                continue
            }
        }
        (self.kind, self.rules, self.points) = (kind, kept, points)
    }

    static func of(_ kind: Kind, in transaction: Transaction) throws -> ScoreMeasure {
        ScoreMeasure(try ScoreRule.active(kind.name, in: transaction), kind, transaction)
    }

    private static func points(
        _ rule: ScoreRule, _ place: ConditionCompiler.Place, _ transaction: Transaction
    ) throws -> SQL? {
        guard let condition = rule.read else { return nil }
        let compiler = transaction.asHouse.compiler
        guard let events = rule.events else {
            let met = try compiler.sql(condition, at: place, path: "$")
            return "CASE WHEN \(met) THEN \(SQL(text: String(rule.points))) ELSE 0 END"
        }
        guard let link = transaction.schema.reverse[place.kind.name]?[events], let other = transaction.schema[link.kind]
        else { return nil }
        let next = ConditionCompiler.Place(other, depth: 1)
        let back: SQL =
            link.isReference
            ? """
            \(next.column(link.field + "_kind")) = \(place.kind.name)
            AND \(next.column(link.field + "_id")) = \(place.column("id"))
            """ : "\(next.column(link.field)) = \(place.column("id"))"
        let met = try compiler.sql(condition, at: next, path: "$")
        let sum: SQL = """
            COALESCE((SELECT SUM(\(weight(rule, next, transaction))) FROM \(next.from)
            WHERE \(back) AND \(met)), 0) / 1000
            """
        guard let most = rule.maximumPoints else { return "CAST(\(sum) AS BIGINT)" }
        let bound = SQL(text: String(rule.points < 0 ? -most : most)), worse = rule.points < 0 ? ">" : "<"
        return "CASE WHEN \(sum) \(SQL(text: worse)) \(bound) THEN CAST(\(sum) AS BIGINT) ELSE \(bound) END"
    }

    /// Thousandths of points that one event still gives: less with every quarter of its half-life.
    private static func weight(_ rule: ScoreRule, _ place: ConditionCompiler.Place, _ transaction: Transaction) -> SQL {
        let whole = rule.points * 1000
        guard let halfLife = rule.halfLifeDays else { return SQL(text: String(whole)) }
        let at = time(place), midnight = Instant(startOf: transaction.today, in: transaction.settings.timeZone)
        var text: SQL = "CASE"
        for step in 1...(steps * halvings) {
            let age = Double(halfLife) * Double(step) / Double(steps)
            let bound = midnight.adding(seconds: -Int(age * 86_400))
            let left = Int((Double(whole) * pow(0.5, Double(step - 1) / Double(steps))).rounded())
            text += " WHEN \(at) > \(bound) THEN \(SQL(text: String(left)))"
        }
        return "\(text) ELSE 0 END"
    }

    /// When an event happened, as its kind tells.
    private static func time(_ place: ConditionCompiler.Place) -> SQL {
        let known = ["done_at", "sent_at", "received_at"].filter { place.kind[$0]?.shape == .instant }
        let columns = (known + ["created_at"]).map { place.column($0) }
        return columns.count == 1 ? columns[0] : "COALESCE(\(SQL.joined(columns, ", ")))"
    }

    /// Points a rule, of records that `filter` finds.
    private func asked(_ filter: SQL) -> SQL {
        let columns = points.enumerated().map { "\($1) AS \(SQL(text: "p\($0)"))" as SQL }
        let all = ["\(place.column("id")) AS id" as SQL, "\(place.column("score")) AS score"] + columns
        return "SELECT \(SQL.joined(all, ", ")) FROM \(place.from) WHERE \(filter)"
    }

    private var total: SQL {
        points.isEmpty ? "0" : .joined(points.indices.map { SQL(text: "p\($0)") }, " + ")
    }

    /// Writes the score of these records where it differs, and remembers what it was. Returns how many changed. What
    /// never had a point keeps no score, so that a million people without one cost nothing.
    @discardableResult
    func update(_ ids: [Int64], in transaction: Transaction) throws -> Int {
        if ids.isEmpty { return 0 }
        let connection = transaction.connection
        let isScored = !rules.isEmpty
        let new: SQL = isScored ? total : "NULL"
        let rows = try connection.rows(
            """
            SELECT id, score, \(new) FROM (\(asked("\(place.column("id")) IN (\(SQL.set(ids)))"))) AS s
            WHERE COALESCE(score, 0) <> COALESCE(\(new), 0) ORDER BY id
            """, .integer, .integer, .integer)
        if rows.isEmpty { return 0 }
        for (score, group) in Dictionary(grouping: rows, by: { $0[2] }).sorted(by: {
            ($0.key.integer ?? 0) < ($1.key.integer ?? 0)
        }) {
            let changed = group.compactMap { $0[0].integer }
            try connection.execute(
                "UPDATE \(name: kind.table) SET score = \(score.integer) WHERE id IN (\(SQL.set(changed)))")
        }
        try ScoreChange.keep(rows, kind, in: transaction)
        return rows.count
    }

    /// Which rules give this record how many points.
    func verdict(on id: Int64, in connection: any Connection) throws -> [(rule: ScoreRule, points: Int)] {
        if rules.isEmpty { return [] }
        let columns = SQL.joined(points.indices.map { SQL(text: "p\($0)") }, ", ")
        let row = try connection.rows(
            "SELECT \(columns) FROM (\(asked("\(place.column("id")) = \(id)"))) AS s", points.map { _ in .integer }
        ).first
        guard let row else { return [] }
        return zip(rules, row).compactMap { rule, value in
            let points = Int(value.integer ?? 0)
            return points == 0 ? nil : (rule, points)
        }
    }
}

/// What a score was and became, and when.
struct ScoreChange: Sendable {
    let at: Instant
    let score: Int?
    let previous: Int?

    static let table = TableSpec(
        "score_change",
        [
            .init("id", .integer), .init("kind", .text), .init("record_id", .integer), .init("at", .instant),
            .init("score", .integer, required: false), .init("previous", .integer, required: false),
        ], primaryKey: ["id"], indexes: [.init("score_change_of_record", ["record_id", "kind", "id"])],
        merging: .moves([RecordPointer("record_id", kindIn: "kind")]))

    static func keep(_ rows: [[Value]], _ kind: Kind, in transaction: Transaction) throws {
        try transaction.connection.load(
            table: table.name, columns: table.columns.map(\.name), types: table.columns.map(\.type),
            rows: rows.map { row in
                [
                    .integer(transaction.ids.next()), .text(kind.name), row[0], .instant(transaction.now), row[2],
                    row[1],
                ]
            })
    }

    /// Newest first.
    static func list(_ id: Int64, _ kind: Kind, limit: Int, in transaction: Transaction) throws -> [ScoreChange] {
        try transaction.connection.rows(
            """
            SELECT at, score, previous FROM score_change
            WHERE record_id = \(id) AND kind = \(kind.name) ORDER BY id DESC LIMIT \(limit)
            """, .instant, .integer, .integer
        ).map {
            ScoreChange(
                at: $0[0].instant ?? transaction.now, score: $0[1].integer.map { Int($0) },
                previous: $0[2].integer.map { Int($0) })
        }
    }
}
