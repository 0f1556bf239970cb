import Records

extension Transaction {
    /// Answers a report, as far as the viewer sees: two queries, and one for the names of linked records.
    /// Throws `Refusal` naming the part of the report that cannot be answered: `group[1]`, `measures[0]`, `sort`.
    package func run(_ report: Report) throws -> ReportResult {
        let plan = try ReportPlan(report, self)
        var rows: [[Value]] = []
        try connection.each(plan.query, plan.types) { row in
            rows.append(plan.finish(row))
            return true
        }
        // Names decide the order only after they are known, so all rows are read then.
        var result = ReportResult(columns: plan.columns, rows: rows, totals: [], isTruncated: false, titles: [:])
        if plan.sortsByTitle, rows.count > Report.mostRows { throw ReportPlan.tooManyToName }
        if !plan.sortsByTitle, rows.count > report.limit {
            result.rows.removeLast(rows.count - report.limit)
            result.isTruncated = true
        }
        result.titles = try titles(linked(from: result))
        if let index = plan.titleIndex {
            result.sort(byTitleAt: index, descending: report.sort?.descending ?? false)
            result.isTruncated = result.rows.count > report.limit
            result.rows = Array(result.rows.prefix(report.limit))
        }
        if report.groups.isEmpty {
            result.totals = result.rows.first ?? []
        } else if let totals = try connection.rows(plan.totalsQuery, plan.measureTypes).first {
            result.totals = plan.finish(totals: totals)
        }
        return result
    }

    private func linked(from result: ReportResult) -> Set<Reference> {
        var found: Set<Reference> = []
        for (index, column) in result.columns.enumerated() where !column.isMeasure {
            guard let target = column.shape.linkTarget else { continue }
            for row in result.rows {
                if let id = row[index].integer { found.insert(Reference(kind: target, id: id)) }
            }
        }
        return found
    }
}

extension ReportResult {
    /// By name as a reader sorts names; what has none comes last.
    fileprivate mutating func sort(byTitleAt index: Int, descending: Bool) {
        let column = columns[index]
        let keyed = rows.map { (key: title($0[index], column).map(folded), row: $0) }
        rows = keyed.sorted { left, right in
            guard let first = left.key else { return false }
            guard let second = right.key else { return true }
            return descending ? first > second : first < second
        }.map(\.row)
    }
}

/// A report made ready for the database.
struct ReportPlan {
    let columns: [ReportResult.Column]
    let query: SQL
    let totalsQuery: SQL
    let types: [ColumnType]
    let measureTypes: [ColumnType]
    /// The group that is a link and by which the rows are to be sorted.
    let titleIndex: Int?
    private let groupCount: Int
    private let measures: [ReportMeasure]

    var sortsByTitle: Bool { titleIndex != nil }

    static let tooManyToName = Refusal(fields: [
        FieldRefusal(
            "sort", code: "sort_too_wide",
            Message(
                "More than {limit} rows cannot be sorted by name. Filter first, or sort by a figure.",
                ["limit": .number(Report.mostRows)]))
    ])

    init(_ report: Report, _ transaction: Transaction) throws {
        guard let kind = transaction.schema[report.kind] else { throw Refusal.notFound() }
        let place = ConditionCompiler.Place(kind)
        let compiler = transaction.compiler, dialect = transaction.connection.dialect
        var joins = ReportJoins(place, compiler), groups: [SQL] = [], columns: [ReportResult.Column] = []
        var groupTypes: [ColumnType] = []
        for (index, group) in report.groups.enumerated() {
            try ReportPlan.refusing("group[\(index)]") { () throws(ConditionFault) in
                let end = try joins.end(of: group.path), column = end.field.columns[0]
                try ReportPlan.check(end.field, group)
                if let span = group.span {
                    groups.append(dialect.span(end.column, column.type, span, zone: compiler.zone))
                } else {
                    groups.append(end.column)
                }
                groupTypes.append(group.span == nil ? column.type : .text)
                columns.append(
                    ReportResult.Column(
                        name: group.name, label: joins.label(of: group.path),
                        shape: group.span == nil ? end.field.shape : .text,
                        span: group.span, isMeasure: false, isShare: false))
            }
        }
        groupCount = groups.count
        var measures: [ReportMeasure] = []
        for (index, measure) in report.measures.enumerated() {
            measures.append(
                try ReportPlan.refusing("measures[\(index)]") { () throws(ConditionFault) in
                    try ReportMeasure(measure, &joins, dialect: dialect)
                })
        }
        self.measures = measures
        self.columns = columns + measures.map(\.column)
        try ReportPlan.refuseRepeated(self.columns)
        measureTypes = ReportPlan.types(of: measures)
        types = groupTypes + measureTypes
        let predicate = try transaction.refusing { () throws(ConditionFault) in
            try compiler.predicate(report.condition, at: place)
        }
        let parts = measures.flatMap(\.parts), filter: SQL = predicate.map { "\nWHERE \($0)" } ?? ""
        let sort = try ReportPlan.sort(report.sort, self.columns, groups: groups.count)
        let isNamed = sort.index < groups.count && self.columns[sort.index].shape.linkTarget != nil
        titleIndex = !groups.isEmpty && isNamed ? sort.index : nil
        totalsQuery = "SELECT \(SQL.joined(parts, ", ")) FROM \(joins.from)\(filter)"
        guard !groups.isEmpty else {
            query = totalsQuery
            return
        }
        // By number: the same bound value twice is not the same expression to PostgreSQL.
        let numbers = SQL(text: (1...groups.count).map(String.init).joined(separator: ", "))
        let key: SQL =
            sort.index < groups.count ? SQL(text: String(sort.index + 1)) : measures[sort.index - groups.count].rank
        let direction: SQL = sort.descending ? " DESC" : ""
        let limit = titleIndex == nil ? report.limit + 1 : Report.mostRows + 1
        query = """
            SELECT \(SQL.joined(groups + parts, ", ")) FROM \(joins.from)\(filter)
            GROUP BY \(numbers) ORDER BY \(key)\(direction) NULLS LAST, \(numbers) LIMIT \(limit)
            """
    }

    func finish(_ row: [Value]) -> [Value] { Array(row[..<groupCount]) + finish(totals: Array(row[groupCount...])) }

    func finish(totals row: [Value]) -> [Value] {
        var at = 0
        return measures.map { measure in
            defer { at += measure.parts.count }
            return measure.finish(Array(row[at..<at + measure.parts.count]))
        }
    }

    /// Without a wish: the days in their order where the first group is one, else the largest first figure first.
    private static func sort(
        _ wish: Report.Sort?, _ columns: [ReportResult.Column], groups: Int
    ) throws(Refusal) -> (index: Int, descending: Bool) {
        guard let wish else {
            let isOverTime = columns.first.map { $0.span != nil || $0.shape == .day } ?? false
            return groups == 0 || isOverTime || columns.count == groups ? (0, false) : (groups, true)
        }
        guard let index = columns.firstIndex(where: { $0.name == wish.name }) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "sort", code: "unknown_field",
                    Message(
                        "There is no column “{name}” to sort by. Columns: {columns}.",
                        [
                            "name": .text(wish.name),
                            "columns": .text(columns.map(\.name).joined(separator: ", ")),
                        ]))
            ])
        }
        return (index, wish.descending)
    }

    private static func check(_ field: FieldSpec, _ group: Report.Group) throws(ConditionFault) {
        let isTime = field.shape == .day || field.shape == .instant
        if group.span != nil, !isTime {
            throw ConditionFault(
                "$", Message("“{field}” is not a day: it has no months or years.", ["field": .text(field.name)]))
        }
        if field.shape == .money || field.shape == .longText || field.shape == .reference
            || field.shape == .instant && group.span == nil
        {
            throw ConditionFault(
                "$",
                Message(
                    "Group by a link, a choice, a text, a number, or days with a span, not by “{field}”.",
                    ["field": .text(field.name)]))
        }
    }

    private static func refuseRepeated(_ columns: [ReportResult.Column]) throws(Refusal) {
        var seen: Set<String> = []
        guard let twice = columns.first(where: { !seen.insert($0.name).inserted }) else { return }
        throw Refusal(fields: [
            FieldRefusal(
                twice.isMeasure ? "measures" : "group", code: "repeated",
                Message("Two columns are called “{name}”: give one another name.", ["name": .text(twice.name)]))
        ])
    }

    private static func types(of measures: [ReportMeasure]) -> [ColumnType] {
        measures.flatMap { measure in
            measure.parts.map { _ in measure.parts.count > 1 ? .integer : measure.partType }
        }
    }

    private static func refusing<Result>(
        _ name: String, _ body: () throws(ConditionFault) -> Result
    ) throws(Refusal) -> Result {
        do {
            return try body()
        } catch {
            throw Refusal(fields: [FieldRefusal(name, code: "invalid_report", error.message)])
        }
    }
}

extension ReportMeasure {
    /// The least of days is a day; everything else is counted in whole numbers.
    var partType: ColumnType {
        switch column.shape {
        case .day: .day
        case .instant: .instant
        default: .integer
        }
    }
}
