import Records

/// A measure as SQL, and how what the database answers becomes its value.
struct ReportMeasure {
    let column: ReportResult.Column
    let parts: [SQL]
    /// What sorts by it: near enough to order by, where the exact value takes two columns.
    let rank: SQL
    let finish: ([Value]) -> Value

    init(_ measure: Report.Measure, _ joins: inout ReportJoins, dialect: Dialect) throws(ConditionFault) {
        let only = try measure.condition.map { condition throws(ConditionFault) in
            try joins.compiler.sql(condition, at: joins.root, path: "$")
        }
        /// The value where the record counts, else nothing.
        func counted(_ value: SQL) -> SQL { only.map { "CASE WHEN \($0) THEN \(value) END" } ?? value }

        func described(_ label: Message, _ shape: Shape, share: Bool = false) -> ReportResult.Column {
            ReportResult.Column(
                name: measure.name, label: measure.alias.map { Message("{name}", ["name": .text($0)]) } ?? label,
                shape: shape,
                span: nil, isMeasure: true, isShare: share)
        }

        switch measure.what {
        case .count:
            column = described(Message("How many"), .integer)
            parts = [only == nil ? "COUNT(*)" : "COUNT(\(counted("1")))"]
            rank = parts[0]
            finish = { $0[0] }
        case .sum(let path), .average(let path):
            let end = try ReportMeasure.addable(path, &joins), value = counted(end.column)
            parts = ["SUM(\(value) / 1000000)", "SUM(\(value) % 1000000)", "COUNT(\(value))"]
            let isSum = if case .sum = measure.what { true } else { false }
            rank = isSum ? "SUM(\(value) * 1.0)" : "AVG(\(value) * 1.0)"
            // The mean of whole numbers is none.
            let isWhole = end.field.shape == .integer
            let shape = isWhole && !isSum ? Shape.exact : end.field.shape
            column = described(
                isSum
                    ? Message("Sum: {field}", ["field": .message(end.field.label)])
                    : Message("Average: {field}", ["field": .message(end.field.label)]), shape)
            finish = {
                ReportMeasure.total($0, dividing: !isSum, scale: isWhole && !isSum ? 1_000_000 : 1, steps: 10_000)
            }
        case .least(let path), .greatest(let path):
            let end = try ReportMeasure.ordered(path, &joins), value = counted(end.column)
            let isLeast = if case .least = measure.what { true } else { false }
            parts = [isLeast ? "MIN(\(value))" : "MAX(\(value))"]
            rank = parts[0]
            column = described(
                isLeast
                    ? Message("Least: {field}", ["field": .message(end.field.label)])
                    : Message("Greatest: {field}", ["field": .message(end.field.label)]),
                end.field.shape)
            finish = { $0[0] }
        case .distinct(let path):
            let end = try joins.end(of: path)
            parts = ["COUNT(DISTINCT \(counted(end.column)))"]
            rank = parts[0]
            column = described(Message("Different: {field}", ["field": .message(end.field.label)]), .integer)
            finish = { $0[0] }
        case .days(let from, let to):
            let (start, end) = (try joins.end(of: from), try joins.end(of: to))
            guard start.field.shape == end.field.shape, [.day, .instant].contains(start.field.shape) else {
                throw ConditionFault(
                    "$", Message("Days can be counted between two days, or between two moments."))
            }
            let value = counted(dialect.seconds(from: start.column, to: end.column, start.field.columns[0].type))
            parts = ["SUM(\(value) / 1000000)", "SUM(\(value) % 1000000)", "COUNT(\(value))"]
            rank = "AVG(\(value) * 1.0)"
            column = described(
                Message(
                    "Days: {first} to {last}",
                    ["first": .message(start.field.label), "last": .message(end.field.label)]), .exact)
            finish = { ReportMeasure.days($0) }
        case .share(let condition):
            let met = try joins.compiler.sql(condition, at: joins.root, path: "$")
            let hit = counted("CASE WHEN \(met) THEN 1 END")
            parts = ["COUNT(\(hit))", only == nil ? "COUNT(*)" : "COUNT(\(counted("1")))"]
            rank = "COUNT(\(hit)) * 1.0 / NULLIF(\(parts[1]), 0)"
            column = described(Message("Share"), .exact, share: true)
            finish = { ReportMeasure.share($0) }
        }
    }

    /// A field that adds up, by its column in company currency where it is money.
    private static func addable(_ path: [String], _ joins: inout ReportJoins) throws(ConditionFault) -> ReportJoins.End
    {
        var end = try joins.end(of: path)
        guard [.integer, .exact, .money].contains(end.field.shape), end.field.name != "id" else {
            throw ConditionFault(
                "$", Message("“{field}” cannot be added up.", ["field": .text(path.joined(separator: "."))]))
        }
        end.column = end.place.column(end.field.orderColumn)
        return end
    }

    private static func ordered(_ path: [String], _ joins: inout ReportJoins) throws(ConditionFault) -> ReportJoins.End
    {
        var end = try joins.end(of: path)
        guard end.field.shape.isOrdered, end.field.name != "id" else {
            throw ConditionFault(
                "$", Message("“{field}” has no least and no greatest.", ["field": .text(path.joined(separator: "."))]))
        }
        end.column = end.place.column(end.field.orderColumn)
        return end
    }

    /// Added in millions and rest apart, so that no sum of possible amounts leaves 64 bits on the way.
    private static func total(_ row: [Value], dividing: Bool, scale: Int128, steps: Int128) -> Value {
        guard let number = row[2].integer, number > 0 else { return dividing ? .null : .integer(0) }
        let sum = (Int128(row[0].integer ?? 0) * 1_000_000 + Int128(row[1].integer ?? 0)) * scale
        guard dividing else { return .integer(Int64(clamping: sum)) }
        // A mean of whole numbers is told to the hundredth.
        let mean = scale == 1 ? rounded(sum, Int128(number)) : rounded(sum, Int128(number) * steps) * steps
        return .integer(Int64(clamping: mean))
    }

    /// To the tenth of a day.
    private static func days(_ row: [Value]) -> Value {
        guard let number = row[2].integer, number > 0 else { return .null }
        let seconds = Int128(row[0].integer ?? 0) * 1_000_000 + Int128(row[1].integer ?? 0)
        return .integer(Int64(clamping: rounded(seconds * 10, Int128(number) * 86_400) * 100_000))
    }

    private static func share(_ row: [Value]) -> Value {
        guard let met = row[0].integer, let all = row[1].integer, all > 0 else { return .null }
        return .integer(Int64(clamping: rounded(Int128(met) * 10_000, Int128(all)) * 100))
    }

    /// Half away from zero.
    private static func rounded(_ number: Int128, _ divisor: Int128) -> Int128 {
        let (whole, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest.magnitude * 2 >= divisor.magnitude ? whole + (number < 0 ? -1 : 1) : whole
    }
}
