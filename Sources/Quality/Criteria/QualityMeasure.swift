import Records
import Storage

/// The criteria of one kind as SQL: for each record and criterion 0 (not asked), 1 (fulfilled) or 2 (falls short).
/// One statement asks all of them of any number of records.
package struct QualityMeasure: Sendable {
    package let kind: Kind
    package let criteria: [CustomerReference.Criterion]
    private let flags: [SQL]
    private var place: ConditionCompiler.Place { .init(kind) }

    /// Criteria that this compiler cannot ask (a field that is gone, or that the viewer does not see) are left out.
    package init(_ reference: CustomerReference, _ kind: Kind, _ compiler: ConditionCompiler) {
        let place = ConditionCompiler.Place(kind)
        var criteria: [CustomerReference.Criterion] = [], flags: [SQL] = []
        for criterion in reference[kind.name] {
            do throws(ConditionFault) {
                flags.append(try QualityMeasure.flag(criterion, place, compiler))
                criteria.append(criterion)
            } catch {
                continue
            }
        }
        (self.kind, self.criteria, self.flags) = (kind, criteria, flags)
    }

    package var isEmpty: Bool { criteria.isEmpty }

    private static func flag(
        _ criterion: CustomerReference.Criterion, _ place: ConditionCompiler.Place, _ compiler: ConditionCompiler
    ) throws(ConditionFault) -> SQL {
        let met: SQL
        if let condition = criterion.condition {
            met = try compiler.sql(condition, at: place, path: "$")
        } else {
            met = DuplicateCount.none(at: place)
        }
        guard let applies = criterion.applies else { return "CASE WHEN \(met) THEN 1 ELSE 2 END" }
        let asked = try compiler.sql(applies, at: place, path: "$")
        return "CASE WHEN \(asked) THEN CASE WHEN \(met) THEN 1 ELSE 2 END ELSE 0 END"
    }

    /// The name of a criterion's flag among the columns of `flagged`.
    package static func column(_ number: Int) -> SQL { SQL(text: "c\(number)") }

    /// A query of the flags, `c0`, `c1`…, and further columns, of the records that `filter` finds. Asked for once,
    /// however often its columns are used.
    package func flagged(_ further: [SQL], where filter: SQL) -> SQL {
        let columns = further + flags.enumerated().map { "\($1) AS \(QualityMeasure.column($0))" }
        return "f AS MATERIALIZED (SELECT \(SQL.joined(columns, ", ")) FROM \(place.from) WHERE \(filter))"
    }

    /// Of a hundred: the weight of what is fulfilled among what is asked. Nil where nothing is asked.
    private var score: SQL {
        func sum(_ test: (SQL) -> SQL) -> SQL {
            .joined(
                criteria.enumerated().map { number, criterion -> SQL in
                    let weight = SQL(text: String(criterion.weight))
                    return "CASE WHEN \(test(QualityMeasure.column(number))) THEN \(weight) ELSE 0 END"
                }, " + ")
        }
        return """
            SELECT id, CASE WHEN asked > 0 THEN (200 * met + asked) / (2 * asked) END AS score
            FROM (SELECT id, \(sum { "\($0) > 0" }) AS asked, \(sum { "\($0) = 1" }) AS met FROM f) AS weighed
            """
    }

    /// Writes the score of these records where it differs: one statement. Neither version nor history tell of it.
    package func update(_ ids: some Collection<Int64>, in connection: any Connection) throws {
        if ids.isEmpty || isEmpty { return }
        let own: SQL = "\(place.column("id")) IN (\(SQL.set(ids)))"
        try connection.execute(
            """
            UPDATE \(name: kind.table) SET quality = s.score
            FROM (WITH \(flagged(["\(place.column("id")) AS id"], where: own)) \(score)) AS s
            WHERE s.id = \(name: kind.table).id AND \(name: kind.table).quality IS DISTINCT FROM s.score
            """)
    }

    /// The same without ever waiting for others: what somebody else is writing at this moment is answered instead of
    /// measured. Who waits for locks while holding some may be waited for; who only takes free ones cannot.
    package func refresh(_ ids: [Int64], in connection: any Connection) throws -> [Int64] {
        guard connection.dialect == .postgres, !ids.isEmpty, !isEmpty else {
            try update(ids, in: connection)
            return []
        }
        let own: SQL = "\(place.column("id")) IN (\(SQL.set(ids)))"
        let differing = try connection.integers(
            """
            WITH \(flagged(["\(place.column("id")) AS id"], where: own))
            SELECT s.id FROM (\(score)) AS s JOIN \(name: kind.table) AS r ON r.id = s.id
            WHERE r.quality IS DISTINCT FROM s.score
            """)
        if differing.isEmpty { return [] }
        let free = try connection.integers(
            """
            SELECT id FROM \(name: kind.table) WHERE id IN (\(SQL.set(differing))) ORDER BY id
            FOR NO KEY UPDATE SKIP LOCKED
            """)
        try update(free, in: connection)
        return Array(Set(differing).subtracting(free))
    }

    /// What one record is asked, and whether it fulfils it.
    package func verdicts(on id: Int64, in connection: any Connection) throws
        -> [(criterion: CustomerReference.Criterion, isMet: Bool)]
    {
        if isEmpty { return [] }
        let columns = SQL.joined(criteria.indices.map { QualityMeasure.column($0) }, ", ")
        let rows = try connection.rows(
            "WITH \(flagged([], where: "\(place.column("id")) = \(id)")) SELECT \(columns) FROM f",
            criteria.map { _ in .integer })
        guard let row = rows.first else { return [] }
        return zip(criteria, row).compactMap { criterion, flag in
            flag.integer == 0 ? nil : (criterion, flag.integer == 1)
        }
    }
}
