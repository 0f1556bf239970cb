import Foundation

extension Instant {
    /// When the clocks of a zone show this many minutes after midnight on a day. An hour that is skipped in spring is
    /// read with the offset from before it; one that comes twice in autumn is the first (RFC 5545, 3.3.5).
    package init(_ day: Day, minute: Int, in zone: TimeZone) {
        let local = Instant(day).adding(seconds: minute * 60)
        let before = zone.secondsFromGMT(for: local.adding(seconds: -86_400).date)
        let first = local.adding(seconds: -before)
        let here = zone.secondsFromGMT(for: first.date)
        guard here != before else {
            self = first
            return
        }
        let second = local.adding(seconds: -here)
        self = zone.secondsFromGMT(for: second.date) == here ? second : first
    }

    /// Minutes after midnight as the clocks of a zone show them.
    package func minute(in zone: TimeZone) -> Int {
        let seconds = Int64((Double(microseconds) / 1_000_000).rounded(.down))
        let local = seconds + Int64(zone.secondsFromGMT(for: date))
        return Int(((local % 86_400) + 86_400) % 86_400 / 60)
    }
}

/// A time of day, in minutes after midnight, as it is written: `09:30`.
package enum TimeOfDay {
    package static func text(_ minute: Int) -> String { padded(minute / 60, 2) + ":" + padded(minute % 60, 2) }

    /// Reads `9:30`, `09:30`, `9h30`, `9h`, and `24:00` for the end of a day.
    package static func minute(_ text: String) -> Int? {
        let pieces = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
            .flatMap { $0.split(separator: "h", omittingEmptySubsequences: false) }
        guard pieces.count == 2, let hour = number(pieces[0]), let minute = pieces[1].isEmpty ? 0 : number(pieces[1]),
            minute < 60, hour < 24 || (hour == 24 && minute == 0),
            !pieces[1].isEmpty || text.lowercased().hasSuffix("h")
        else { return nil }
        return hour * 60 + minute
    }

    private static func number(_ digits: Substring) -> Int? {
        let isPlain = (1...2).contains(digits.utf8.count) && digits.utf8.allSatisfy { (48...57).contains($0) }
        return isPlain ? Int(digits) : nil
    }
}
