import Foundation
import Records

extension Instant {
    /// Reads a moment as people and programs write it: a day, then `14:30`, `14h30`, `2:30:05 PM`; a zone written with
    /// it is obeyed, else it is the time on the wall in `zone`. A day alone is its midnight.
    package init?(cell text: String, order: DayOrder, zone: TimeZone) {
        if let exact = Instant(zoned: text.trimmingSpaces) {
            self = exact
            return
        }
        let (day, rest) = splitDay(text, order)
        guard let day, let rest, let time = rest.isEmpty ? TimeOfDay.midnight : TimeOfDay(rest) else { return nil }
        self.init(day, time, in: zone)
    }

    /// RFC 3339 with its zone; without one it says nothing about UTC.
    private init?(zoned text: String) {
        let time = text.dropFirst(10)
        guard time.hasSuffix("Z") || time.contains("+") || time.contains("-") else { return nil }
        self.init(iso: text)
    }

    private init(_ day: Day, _ time: TimeOfDay, in zone: TimeZone) {
        let wall = Instant(
            day, hour: time.hour, minute: time.minute, second: time.second, microsecond: time.microsecond)
        // The offset that holds at the moment itself: near a change of summer time the first guess is an hour off.
        let guess = wall.adding(seconds: -zone.secondsFromGMT(for: wall.date))
        self = wall.adding(seconds: -zone.secondsFromGMT(for: guess.date))
    }
}

/// A time on the wall.
struct TimeOfDay: Sendable, Hashable {
    var hour = 0, minute = 0, second = 0, microsecond = 0

    static let midnight = TimeOfDay()
    var isMidnight: Bool { self == .midnight }

    private init() {}

    /// `14:30`, `14:30:05.250`, `14h30`, `14 h`, `2:30 PM`.
    init?(_ text: Substring) {
        var plain = String(text).lowercased().filter { !$0.isWhitespace }
        if plain.hasPrefix("à") { plain.removeFirst() }
        var afternoon: Bool?
        for (ending, isAfternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)]
        where plain.hasSuffix(ending) {
            plain.removeLast(ending.count)
            afternoon = isAfternoon
            break
        }
        let parts = plain.split(maxSplits: 2, omittingEmptySubsequences: false) { $0 == ":" || $0 == "h" }
        guard let first = parts.first, (1...2).contains(first.count), let hour = Int(first) else { return nil }
        self.hour = hour
        if parts.count == 1 && afternoon == nil { return nil }
        if parts.count > 1, !(parts[1].isEmpty && plain.hasSuffix("h")) {
            guard parts[1].count == 2, let minute = Int(parts[1]) else { return nil }
            self.minute = minute
        }
        if parts.count > 2, !readSeconds(parts[2]) { return nil }
        if let afternoon {
            guard (1...12).contains(hour) else { return nil }
            self.hour = hour % 12 + (afternoon ? 12 : 0)
        }
        guard (0..<24).contains(self.hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
    }

    private mutating func readSeconds(_ text: Substring) -> Bool {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard parts[0].count == 2, let whole = Int(parts[0]) else { return false }
        second = whole
        guard parts.count > 1 else { return true }
        guard !parts[1].isEmpty, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
        let six = String(parts[1].prefix(6))
        microsecond = Int(six + String(repeating: "0", count: 6 - six.count)) ?? 0
        return true
    }
}
