import Records

/// A question about many records at once: of those that meet a condition, by one or more groups, how many there are and
/// what they come to. The reports of the API, the summary of a list, objectives and homes ask it.
package struct Report: Sendable, Hashable {
    package let kind: String
    package var condition = Condition.everything
    package var groups: [Group] = []
    package var measures: [Measure] = []
    package var sort: Sort?
    /// How many rows at most; more exist where the result is truncated.
    package var limit = 1000

    package init(_ kind: String, _ condition: Condition = .everything) {
        self.kind = kind
        self.condition = condition
    }

    package static let mostGroups = 4, mostMeasures = 12, mostRows = 10_000

    /// What the records of one row have in common: the value at the end of a path of links, days and instants by span.
    package struct Group: Sendable, Hashable {
        package let path: [String]
        package let span: Span?

        package init(_ path: [String], by span: Span? = nil) {
            self.path = path
            self.span = span
        }

        /// `owner.team.name`, `closed_on_month`
        package var name: String { path.joined(separator: ".") + (span.map { "_" + $0.rawValue } ?? "") }
    }

    /// How long a stretch of days counts as one. Weeks are named by their Monday (ISO 8601).
    package enum Span: String, Sendable, CaseIterable { case day, week, month, quarter, year }

    package struct Measure: Sendable, Hashable {
        package let what: What
        /// Only those of a row's records count that meet this, too.
        package var condition: Condition?
        /// What the column is called, where its usual name will not do.
        package var alias: String?

        package init(_ what: What, where condition: Condition? = nil, as alias: String? = nil) {
            self.what = what
            self.condition = condition
            self.alias = alias
        }

        package var name: String { alias ?? what.name }
    }

    package enum What: Sendable, Hashable {
        case count
        case sum([String])
        case average([String])
        case least([String])
        case greatest([String])
        /// How many different ones: customers among sales.
        case distinct([String])
        /// The average number of days from the first field to the second.
        case days(from: [String], to: [String])
        /// Which part of the records meets this, from 0 to 1.
        case share(Condition)

        var name: String {
            func word(_ path: [String]) -> String { path.joined(separator: ".") }
            return switch self {
            case .count: "count"
            case .sum(let path): "sum_" + word(path)
            case .average(let path): "average_" + word(path)
            case .least(let path): "min_" + word(path)
            case .greatest(let path): "max_" + word(path)
            case .distinct(let path): "distinct_" + word(path)
            case .days(let from, let to): "days_" + word(from) + "_" + word(to)
            case .share: "share"
            }
        }
    }

    /// By which column, by its name.
    package struct Sort: Sendable, Hashable {
        package let name: String
        package let descending: Bool
        package init(_ name: String, descending: Bool) {
            self.name = name
            self.descending = descending
        }
    }
}

/// The answer: columns, then rows with a value for each.
package struct ReportResult: Sendable {
    package var columns: [Column]
    package var rows: [[Value]]
    /// The measures over all rows together, also those that were cut off.
    package var totals: [Value]
    package var isTruncated: Bool
    /// Names of the records that groups lead to.
    package var titles: [Reference: String]

    package struct Column: Sendable, Hashable {
        package let name: String
        package let label: Message
        /// How the values are to be read: money is in minor units of the company's currency, an exact number in
        /// millionths. Days by a span are texts such as `2017-03`, `2017-Q1`, `2017`.
        package let shape: Shape
        package let span: Report.Span?
        package let isMeasure: Bool
        /// A part of one, to be shown in percent.
        package let isShare: Bool
    }

    package var groupCount: Int { columns.prefix { !$0.isMeasure }.count }

    /// What a group's value is called; nil where it is empty, or a link to what the viewer does not see.
    package func title(_ value: Value, _ column: Column) -> String? {
        guard let target = column.shape.linkTarget, let id = value.integer else { return value.text }
        return titles[Reference(kind: target, id: id)]
    }
}
