import Foundation
import Records

/// When something begins or ends: a moment, or a whole day wherever one is.
package enum ICalendarTime: Sendable, Hashable {
    case instant(Instant)
    case day(Day)

    /// The moment; a day begins at its midnight in this zone.
    package func instant(in zone: TimeZone) -> Instant {
        switch self {
        case .instant(let instant): instant
        case .day(let day): Instant(startOf: day, in: zone)
        }
    }
}

extension ICalendarTime {
    /// `20261122T093000Z`, or `20261122`.
    package var utc: String {
        switch self {
        case .instant(let instant): ICalendarTime.basic(instant) + "Z"
        case .day(let day): ICalendarTime.basic(day)
        }
    }

    /// What follows a property's name: parameters, a colon and the value. With a zone a moment keeps its hour there.
    func property(in zone: TimeZone?) -> String {
        switch self {
        case .day: return ";VALUE=DATE:\(utc)"
        case .instant(let instant):
            guard let zone, zone != .gmt else { return ":\(utc)" }
            return ";TZID=\(zone.identifier):\(ICalendarTime.basic(ICalendarTime.wall(instant, in: zone)))"
        }
    }

    /// What clocks in a zone show at an instant, written as if it were UTC.
    static func wall(_ instant: Instant, in zone: TimeZone) -> Instant {
        instant.adding(seconds: zone.secondsFromGMT(for: instant.date))
    }

    static func basic(_ instant: Instant) -> String {
        let day = instant.day(in: .gmt)
        let seconds = Int((instant.microseconds - Instant(day).microseconds) / 1_000_000)
        return basic(day) + "T" + [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined()
    }

    static func basic(_ day: Day) -> String { day.iso.replacing("-", with: "") }
}

extension ICalendarTime {
    /// Reads `20261122`, `20261122T093000Z`, or `20261122T093000` as clocks in `zone` show it; nil for anything else.
    init?(_ text: String, zone: TimeZone) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int? {
            guard bytes.count >= from + count else { return nil }
            var number = 0
            for byte in bytes[from..<from + count] {
                guard (48...57).contains(byte) else { return nil }
                number = number * 10 + Int(byte - 48)
            }
            return number
        }
        guard let year = number(0, 4), let month = number(4, 2), let monthDay = number(6, 2),
            let day = Day(year: year, month: month, day: monthDay)
        else { return nil }
        if bytes.count == 8 {
            self = .day(day)
            return
        }
        guard bytes.count == 15 || bytes.count == 16 && bytes[15] == UInt8(ascii: "Z"), bytes[8] == UInt8(ascii: "T"),
            let hour = number(9, 2), let minute = number(11, 2), let second = number(13, 2), hour < 24, minute < 60,
            second < 61
        else { return nil }
        let seconds = min(second, 59)
        self = .instant(
            bytes.count == 16
                ? Instant(day, hour: hour, minute: minute, second: seconds)
                : Instant(day, minute: hour * 60 + minute, in: zone).adding(seconds: seconds))
    }
}
