import Jobs
import Records
import Storage

/// The figures of the whole company, kept once a day: what the cockpit of a large company shows, and how quality moves.
enum QualityDay {
    /// `part` says what a line counts: all, band, criterion, aspect, field, owner, source or others.
    static let table = TableSpec(
        "quality_day",
        [
            .init("kind", .text), .init("day", .day), .init("part", .text), .init("name", .text), .init("at", .instant),
            .init("records", .integer), .init("good", .integer), .init("points", .integer),
        ], primaryKey: ["kind", "day", "part", "name"])

    private static let batch = 20_000
    /// Kept for each day; of the others only the last day counts.
    private static let lasting = "'all', 'criterion', 'aspect'"

    /// Counts a kind in batches of its own transactions, then replaces the figures of today.
    static func keep(_ kind: String, _ context: JobContext) async throws {
        let workspace = context.workspace
        var figures = QualityFigures(at: workspace.clock()), after: Int64? = 0
        while let from = after {
            let start = figures
            (figures, after) = try await workspace.read(.house) { try count(kind, after: from, start, $0) }
        }
        let whole = figures
        try await workspace.write(.house, .job) { try write(whole, of: kind, in: $0) }
    }

    private static func count(_ kind: String, after: Int64, _ start: QualityFigures, _ transaction: Transaction) throws
        -> (QualityFigures, Int64?)
    {
        let kind = transaction.schema.kind(kind), connection = transaction.connection
        let last = try connection.integer(
            """
            SELECT MAX(id) FROM (SELECT id FROM \(name: kind.table) WHERE id > \(after) ORDER BY id LIMIT \(batch)) AS b
            """)
        guard let last else { return (start, nil) }
        var figures = start
        let place = ConditionCompiler.Place(kind)
        try QualityCount(QualityUpkeep.measure(kind, in: transaction), transaction.asHouse.viewer).add(
            to: &figures, where: "\(place.column("id")) > \(after) AND \(place.column("id")) <= \(last)", in: connection
        )
        return (figures, last)
    }

    static func write(_ figures: QualityFigures, of kind: String, in transaction: Transaction) throws {
        let day = transaction.today, connection = transaction.connection
        try connection.execute(
            """
            DELETE FROM quality_day
            WHERE kind = \(kind) AND (day = \(day) OR part NOT IN (\(SQL(text: lasting))))
            """)
        func row(_ part: String, _ name: String, _ records: Int, _ good: Int, _ points: Int = 0) -> [Value] {
            [
                .text(kind), .day(day), .text(part), .text(name), .instant(figures.at), .integer(Int64(records)),
                .integer(Int64(good)), .integer(Int64(points)),
            ]
        }
        func row(_ part: String, _ name: String, _ group: QualityFigures.Group) -> [Value] {
            row(part, name, group.records, group.scored, group.points)
        }
        var rows = [row("all", "", figures.all), row("others", "", figures.otherSources)]
        for (number, count) in figures.bands.enumerated() { rows.append(row("band", String(number), count, 0)) }
        for (id, share) in figures.criteria { rows.append(row("criterion", String(id), share.asked, share.met)) }
        for (aspect, share) in figures.aspects { rows.append(row("aspect", aspect.rawValue, share.asked, share.met)) }
        for (field, share) in figures.fields { rows.append(row("field", field, share.asked, share.met)) }
        for (owner, group) in figures.owners { rows.append(row("owner", owner.map(String.init) ?? "", group)) }
        for (source, group) in figures.sources { rows.append(row("source", source ?? "", group)) }
        try connection.load(
            table: table.name, columns: table.columns.map(\.name), types: table.columns.map(\.type), rows: rows)
    }

    /// The last figures that were kept of a kind.
    static func last(_ kind: String, in transaction: Transaction) throws -> QualityFigures? {
        let rows = try transaction.connection.rows(
            """
            SELECT part, name, at, records, good, points FROM quality_day
            WHERE kind = \(kind) AND day = (SELECT MAX(day) FROM quality_day WHERE kind = \(kind))
            """, .text, .text, .instant, .integer, .integer, .integer)
        guard let at = rows.first?[2].instant else { return nil }
        var figures = QualityFigures(at: at)
        for row in rows {
            let name = row[1].text ?? ""
            let (records, good) = (Int(row[3].integer ?? 0), Int(row[4].integer ?? 0))
            let group = QualityFigures.Group(records: records, scored: good, points: Int(row[5].integer ?? 0))
            let share = QualityFigures.Share(asked: records, met: good)
            switch row[0].text {
            case "all": figures.all = group
            case "others": figures.otherSources = group
            case "band": if let band = Int(name), figures.bands.indices.contains(band) { figures.bands[band] = records }
            case "criterion": if let id = Int64(name) { figures.criteria[id] = share }
            case "aspect": if let aspect = QualityAspect(rawValue: name) { figures.aspects[aspect] = share }
            case "field": figures.fields[name] = share
            case "owner": figures.owners[Int64(name)] = group
            case "source": figures.sources[name.isEmpty ? nil : name] = group
            default: break
            }
        }
        return figures
    }

    /// The mean score of each day since `first`, oldest first.
    static func trend(_ kind: String, since first: Day, in transaction: Transaction) throws -> [(
        day: Day, mean: Int, records: Int
    )] {
        try transaction.connection.rows(
            """
            SELECT day, records, good, points FROM quality_day
            WHERE kind = \(kind) AND part = 'all' AND name = '' AND day >= \(first) ORDER BY day
            """, .day, .integer, .integer, .integer
        ).compactMap { row in
            let group = QualityFigures.Group(
                records: Int(row[1].integer ?? 0), scored: Int(row[2].integer ?? 0), points: Int(row[3].integer ?? 0))
            guard let day = row[0].day, let mean = group.mean else { return nil }
            return (day, mean, group.records)
        }
    }
}
