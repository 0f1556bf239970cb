import Records
import Storage

/// How good the records of one kind are, counted exactly, at one moment: all that somebody sees, or all of the company.
package struct QualityFigures: Sendable, Hashable {
    /// Some of the records: how many, how many of them are scored, and their scores added up.
    package struct Group: Sendable, Hashable {
        package var records = 0, scored = 0, points = 0
        package var mean: Int? { scored == 0 ? nil : (2 * points + scored) / (2 * scored) }

        static func + (left: Group, right: Group) -> Group {
            Group(
                records: left.records + right.records, scored: left.scored + right.scored,
                points: left.points + right.points)
        }
    }

    /// How many were asked, and how many of them fulfil it.
    package struct Share: Sendable, Hashable {
        package var asked = 0, met = 0
        package var failing: Int { asked - met }
        /// Of a hundred, rounded down: a hundred means all.
        package var percent: Int? { asked == 0 ? nil : met * 100 / asked }
    }

    package var at: Instant
    package var all = Group()
    /// By score: below 25, below 50, below 75, below 100, and 100.
    package var bands = [Int](repeating: 0, count: Band.allCases.count)
    package var criteria: [Int64: Share] = [:]
    package var aspects: [QualityAspect: Share] = [:]
    package var fields: [String: Share] = [:]
    /// Nil: nobody's.
    package var owners: [Int64?: Group] = [:]
    package var sources: [String?: Group] = [:]
    /// Records of further sources, where there are more than are told apart, and how many such records.
    package var otherSources = Group()

    /// Beyond this many different texts, a source is no source but a remark.
    static let sourcesToldApart = 500

    package init(at: Instant) { self.at = at }

    package enum Band: Int, CaseIterable, Sendable {
        case poor, weak, fair, good, perfect
        /// Lowest and highest score.
        package var range: ClosedRange<Int> {
            switch self {
            case .poor: 0...24
            case .weak: 25...49
            case .fair: 50...74
            case .good: 75...99
            case .perfect: 100...100
            }
        }
    }

    mutating func add(_ group: Group, source: String?) {
        if let known = sources[source] {
            sources[source] = known + group
        } else if sources.count < QualityFigures.sourcesToldApart {
            sources[source] = group
        } else {
            otherSources = otherSources + group
        }
    }
}
