import Foundation
import Records

/// Days and instants in words: the other place where the two databases differ.
extension Dialect {
    /// The stretch of days in which a day or an instant lies, as text: `2017-03-08`, its Monday, `2017-03`, `2017-Q1`,
    /// `2017`. An instant lies on the day it is on the clocks of `zone`.
    func span(_ column: SQL, _ type: ColumnType, _ span: Report.Span, zone: TimeZone) -> SQL {
        switch self {
        case .postgres:
            let local: SQL = type == .instant ? "(\(column) AT TIME ZONE CAST(\(zone.identifier) AS TEXT))" : column
            return switch span {
            case .day: "to_char(\(local), 'YYYY-MM-DD')"
            case .week: "to_char(date_trunc('week', \(local)), 'YYYY-MM-DD')"
            case .month: "to_char(\(local), 'YYYY-MM')"
            case .quarter: "to_char(\(local), 'YYYY\"-Q\"Q')"
            case .year: "to_char(\(local), 'YYYY')"
            }
        case .sqlite:
            let day: SQL =
                type == .instant ? "date(\(column), \(SQL(text: Dialect.offset(of: zone, at: column))))" : column
            return switch span {
            case .day: day
            case .week: "date(\(day), '-6 days', 'weekday 1')"
            case .month: "substr(\(day), 1, 7)"
            case .quarter:
                "substr(\(day), 1, 4) || '-Q' || ((CAST(substr(\(day), 6, 2) AS INTEGER) + 2) / 3)"
            case .year: "substr(\(day), 1, 4)"
            }
        }
    }

    /// Whole seconds from one day or instant to another of the same type.
    func seconds(from start: SQL, to end: SQL, _ type: ColumnType) -> SQL {
        switch (self, type) {
        case (.postgres, .day): "(\(end) - \(start)) * 86400"
        case (.postgres, _): "CAST(EXTRACT(EPOCH FROM (\(end) - \(start))) AS BIGINT)"
        case (.sqlite, _): "CAST(ROUND((julianday(\(end)) - julianday(\(start))) * 86400) AS INTEGER)"
        }
    }

    /// SQLite knows no time zones: which clock was right when, the latest first because most records are young.
    private static func offset(of zone: TimeZone, at column: SQL) -> String {
        let name = column.rendered(for: .sqlite).text
        var text = ""
        for change in ClockChanges.of(zone).reversed() {
            text += "WHEN \(name) >= '\(change.since.iso)' THEN '\(change.minutes) minutes' "
        }
        let first = zone.secondsFromGMT(for: ClockChanges.first) / 60
        return text.isEmpty ? "'\(first) minutes'" : "CASE \(text)ELSE '\(first) minutes' END"
    }
}

/// When the clocks of a zone were changed, from 2000 to 2040.
private struct ClockChanges {
    static let first = Date(timeIntervalSince1970: 946_684_800), last = Date(timeIntervalSince1970: 2_208_988_800)

    static func of(_ zone: TimeZone) -> [(since: Instant, minutes: Int)] {
        var changes: [(Instant, Int)] = [], at = first
        while let next = zone.nextDaylightSavingTimeTransition(after: at), next < last {
            let instant = Instant(microseconds: Int64(next.timeIntervalSince1970) * 1_000_000)
            changes.append((instant, zone.secondsFromGMT(for: next) / 60))
            at = next
        }
        return changes
    }
}
