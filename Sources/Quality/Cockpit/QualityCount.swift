import Records
import Storage

/// Counts the quality of records in the database: one statement for as many as are asked for.
struct QualityCount {
    let measure: QualityMeasure
    let fields: [String]
    private let filled: [SQL]
    private let kind: Kind

    /// `fields` are those whose filling is counted: what a person could fill in, as this viewer sees the kind.
    init(_ measure: QualityMeasure, _ viewer: Viewer) {
        self.measure = measure
        kind = measure.kind
        let place = ConditionCompiler.Place(kind)
        var fields: [String] = [], filled: [SQL] = []
        for field in kind.declared where QualityCount.isFilledIn(field, kind) && viewer.sees(field, of: kind) {
            fields.append(field.name)
            filled.append("CASE WHEN \(place.column(field.columns[0].name)) IS NULL THEN 0 ELSE 1 END")
        }
        for part in kind.parts where viewer.sees(part: part.name, of: kind) {
            fields.append(part.name)
            filled.append(
                """
                CASE WHEN EXISTS (SELECT 1 FROM \(name: part.kind.table) AS p
                WHERE p.\(name: kind.name) = \(place.column("id"))) THEN 1 ELSE 0 END
                """)
        }
        (self.fields, self.filled) = (fields, filled)
    }

    private static func isFilledIn(_ field: FieldSpec, _ kind: Kind) -> Bool {
        !field.isReadOnly && field.shape != .boolean && field.name != kind.title && !field.isQuiet
    }

    /// Adds the records that `filter` finds to the figures.
    func add(to figures: inout QualityFigures, where filter: SQL, in connection: any Connection) throws {
        let place = ConditionCompiler.Place(kind)
        let owner: SQL = kind["owner"] == nil ? "CAST(NULL AS BIGINT)" : place.column("owner")
        let source: SQL = kind["source"] == nil ? "CAST(NULL AS TEXT)" : place.column("source")
        let columns: [SQL] =
            ["\(owner) AS o", "\(source) AS s", "\(place.column("quality")) AS q"]
            + filled.enumerated().map { "\($1) AS \(SQL(text: "f\($0)"))" }
        let sums = bands + criteria + aspects + fields.indices.map { "SUM(\(SQL(text: "f\($0)")))" }
        let sql: SQL =
            """
            WITH \(measure.flagged(columns, where: filter))
            SELECT o, s, COUNT(*), COUNT(q), COALESCE(SUM(q), 0), \(SQL.joined(sums, ", ")) FROM f GROUP BY o, s
            """
        let types: [ColumnType] = [.integer, .text] + Array(repeating: .integer, count: sums.count + 3)
        try connection.each(sql, types) { row in
            add(row, to: &figures)
            return true
        }
    }

    private var bands: [SQL] {
        QualityFigures.Band.allCases.map { band in
            let low = SQL(text: String(band.range.lowerBound)), high = SQL(text: String(band.range.upperBound))
            return "SUM(CASE WHEN q >= \(low) AND q <= \(high) THEN 1 ELSE 0 END)"
        }
    }

    private var criteria: [SQL] {
        measure.criteria.indices.flatMap { number -> [SQL] in
            let flag = QualityMeasure.column(number)
            return [
                "SUM(CASE WHEN \(flag) > 0 THEN 1 ELSE 0 END)", "SUM(CASE WHEN \(flag) = 1 THEN 1 ELSE 0 END)",
            ]
        }
    }

    private var countedAspects: [QualityAspect] {
        QualityAspect.allCases.filter { aspect in measure.criteria.contains { $0.aspect == aspect } }
    }

    /// Asked by one criterion of the aspect at least; good where none falls short.
    private var aspects: [SQL] {
        countedAspects.flatMap { aspect -> [SQL] in
            let flags = measure.criteria.indices.filter { measure.criteria[$0].aspect == aspect }.map {
                QualityMeasure.column($0)
            }
            let asked = SQL.joined(flags.map { "\($0) > 0" }, " OR "),
                failing = SQL.joined(flags.map { "\($0) = 2" }, " OR ")
            return [
                "SUM(CASE WHEN \(asked) THEN 1 ELSE 0 END)",
                "SUM(CASE WHEN (\(asked)) AND NOT (\(failing)) THEN 1 ELSE 0 END)",
            ]
        }
    }

    private func add(_ row: [Value], to figures: inout QualityFigures) {
        var at = 2
        func next() -> Int {
            defer { at += 1 }
            return Int(row[at].integer ?? 0)
        }
        let group = QualityFigures.Group(records: next(), scored: next(), points: next())
        figures.all = figures.all + group
        figures.owners[row[0].integer] = (figures.owners[row[0].integer] ?? .init()) + group
        figures.add(group, source: row[1].text)
        for band in figures.bands.indices { figures.bands[band] += next() }
        for criterion in measure.criteria {
            figures.criteria[criterion.id, default: .init()].asked += next()
            figures.criteria[criterion.id, default: .init()].met += next()
        }
        for aspect in countedAspects {
            figures.aspects[aspect, default: .init()].asked += next()
            figures.aspects[aspect, default: .init()].met += next()
        }
        for field in fields {
            figures.fields[field, default: .init()].asked += group.records
            figures.fields[field, default: .init()].met += next()
        }
    }
}
