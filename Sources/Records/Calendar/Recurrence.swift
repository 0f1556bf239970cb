import Foundation

/// How something comes again, as RFC 5545 writes it: every second week on Monday, each last Friday, until Christmas.
/// By days; the hour is that of the first one, on the clock of its zone, before and after the clock changes.
package struct Recurrence: Sendable, Hashable {
    package enum Frequency: String, Sendable, Hashable, CaseIterable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// A day of the week, perhaps the second or the last of its month or year.
    package struct Weekday: Sendable, Hashable {
        /// 1 is Monday, as `Day.weekday`.
        package let day: Int
        /// 2 for the second, -1 for the last; nil for each.
        package let place: Int?
        package init(_ day: Int, place: Int? = nil) { (self.day, self.place) = (day, place) }
    }

    package var frequency: Frequency
    package var interval = 1
    package var weekdays: [Weekday] = []
    /// 1 to 31, or counted from the end of the month from -1.
    package var monthDays: [Int] = []
    package var months: [Int] = []
    /// Of the days of each period only these: 1 for the first, -1 for the last.
    package var places: [Int] = []
    package var count: Int?
    /// The last day on which it may come.
    package var until: Day?
    /// The first day of a week: 1 is Monday.
    package var weekStart = 1
    /// Days of the rule on which it does not come.
    package var skipped: Set<Day> = []

    package init(_ frequency: Frequency) { self.frequency = frequency }

    /// What no rule may go beyond: a thousand times.
    package static let mostTimes = 1000
    package static let weekdayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
}

// As text: `FREQ=WEEKLY;BYDAY=MO` and perhaps a second line `EXDATE:20261130,20261207`.
extension Recurrence {
    package var text: String {
        var pieces = ["FREQ=\(frequency.rawValue)"]
        if interval != 1 { pieces.append("INTERVAL=\(interval)") }
        if !months.isEmpty { pieces.append("BYMONTH=" + list(months)) }
        if !monthDays.isEmpty { pieces.append("BYMONTHDAY=" + list(monthDays)) }
        if !weekdays.isEmpty {
            let days = weekdays.map { ($0.place.map { String($0) } ?? "") + Recurrence.weekdayCodes[$0.day - 1] }
            pieces.append("BYDAY=" + days.joined(separator: ","))
        }
        if !places.isEmpty { pieces.append("BYSETPOS=" + list(places)) }
        if let count { pieces.append("COUNT=\(count)") }
        if let until { pieces.append("UNTIL=" + until.iso.replacing("-", with: "")) }
        if weekStart != 1 { pieces.append("WKST=" + Recurrence.weekdayCodes[weekStart - 1]) }
        let rule = pieces.joined(separator: ";")
        guard !skipped.isEmpty else { return rule }
        return rule + "\nEXDATE:" + skipped.sorted().map { $0.iso.replacing("-", with: "") }.joined(separator: ",")
    }

    private func list(_ numbers: [Int]) -> String { numbers.map { String($0) }.joined(separator: ",") }

    /// Reads a rule, with or without `RRULE:` before it, and its `EXDATE` lines.
    package init(_ text: String, zone: TimeZone = .gmt) throws(Refusal) {
        var rule: Recurrence?
        var skipped: Set<Day> = []
        for line in text.replacing("\r", with: "").split(separator: "\n") {
            if line.uppercased().hasPrefix("EXDATE") {
                guard let start = line.firstIndex(of: ":") ?? line.firstIndex(of: "=") else {
                    throw Recurrence.unreadable(String(line))
                }
                for word in line[line.index(after: start)...].split(separator: ",") {
                    guard let day = Recurrence.day(word, zone) else { throw Recurrence.unreadable(String(word)) }
                    skipped.insert(day)
                }
            } else {
                guard rule == nil else { throw Recurrence.unreadable(String(line)) }
                rule = try Recurrence(rule: line.uppercased(), zone)
            }
        }
        guard var rule else { throw Recurrence.unreadable(text) }
        rule.skipped = skipped
        self = rule
    }

    private init(rule text: String, _ zone: TimeZone) throws(Refusal) {
        let plain = text.hasPrefix("RRULE:") ? text.dropFirst(6) : text[...]
        var pieces: [String: Substring] = [:]
        for piece in plain.split(separator: ";") {
            let sides = piece.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, pieces[String(sides[0])] == nil else { throw Recurrence.unreadable(String(piece)) }
            pieces[String(sides[0])] = sides[1]
        }
        guard let frequency = pieces.removeValue(forKey: "FREQ").flatMap({ Frequency(rawValue: String($0)) }) else {
            throw Recurrence.unreadable(text)
        }
        self.init(frequency)
        for (name, value) in pieces.sorted(by: { $0.key < $1.key }) {
            guard read(name, value, zone) else { throw Recurrence.unreadable("\(name)=\(value)") }
        }
        try check()
    }

    /// Whether this part of a rule is known and right.
    private mutating func read(_ name: String, _ value: Substring, _ zone: TimeZone) -> Bool {
        switch name {
        case "INTERVAL": interval = Recurrence.number(value, 1...999) ?? 0
        case "COUNT":
            count = Recurrence.number(value, 1...Recurrence.mostTimes)
            return count != nil
        case "UNTIL":
            until = Recurrence.day(value, zone)
            return until != nil
        case "BYMONTH": months = Recurrence.numbers(value, 1...12) ?? [0]
        case "BYMONTHDAY": monthDays = Recurrence.numbers(value, -31...31) ?? [0]
        case "BYSETPOS": places = Recurrence.numbers(value, -366...366) ?? [0]
        case "BYDAY": weekdays = Recurrence.weekdays(value) ?? [Weekday(0)]
        case "WKST": weekStart = (Recurrence.weekdayCodes.firstIndex(of: String(value)) ?? -1) + 1
        default: return false
        }
        return interval > 0 && weekStart > 0 && !months.contains(0) && !monthDays.contains(0) && !places.contains(0)
            && !weekdays.contains { $0.day == 0 }
    }

    /// What the standard forbids, or nothing would ever meet.
    private func check() throws(Refusal) {
        if count != nil, until != nil { throw Recurrence.unreadable("COUNT, UNTIL") }
        if frequency == .weekly, !monthDays.isEmpty { throw Recurrence.unreadable("BYMONTHDAY") }
        let hasPlaces = weekdays.contains { $0.place != nil }
        if hasPlaces, frequency == .daily || frequency == .weekly { throw Recurrence.unreadable("BYDAY") }
        let hasSeveral = frequency != .daily && !(weekdays.isEmpty && monthDays.isEmpty)
        if !places.isEmpty, !hasSeveral { throw Recurrence.unreadable("BYSETPOS") }
    }

    private static func weekdays(_ text: Substring) -> [Weekday]? {
        var days: [Weekday] = []
        for word in text.split(separator: ",") {
            guard let day = weekdayCodes.firstIndex(of: String(word.suffix(2))) else { return nil }
            let number = word.dropLast(2)
            if number.isEmpty {
                days.append(Weekday(day + 1))
            } else {
                guard let place = Int(number), place != 0, (-53...53).contains(place) else { return nil }
                days.append(Weekday(day + 1, place: place))
            }
        }
        return days.isEmpty ? nil : days
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
        Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func numbers(_ text: Substring, _ range: ClosedRange<Int>) -> [Int]? {
        let words = text.split(separator: ",")
        let numbers = words.compactMap { number($0, range) }
        return numbers.count == words.count && !numbers.isEmpty ? numbers.sorted() : nil
    }

    /// `20261231`, or `20261231T230000Z` as the day it is then in the zone.
    private static func day(_ word: Substring, _ zone: TimeZone) -> Day? {
        let digits = Array(word.prefix(8))
        guard digits.count == 8,
            let day = Day(iso: String(digits[0..<4]) + "-" + String(digits[4..<6]) + "-" + String(digits[6..<8]))
        else { return nil }
        let rest = word.dropFirst(8)
        if rest.isEmpty { return day }
        guard rest.first == "T", rest.count == 7 || (rest.count == 8 && rest.last == "Z"),
            let time = Int(rest.dropFirst().prefix(6)), time / 10_000 < 24, time / 100 % 100 < 60
        else { return nil }
        guard rest.last == "Z" else { return day }
        return Instant(day, hour: time / 10_000, minute: time / 100 % 100, second: time % 100).day(in: zone)
    }

    private static func unreadable(_ part: String) -> Refusal {
        Refusal(
            code: "invalid_recurrence",
            Message(
                "“{part}” is no rule that is understood here. A rule is written as FREQ=WEEKLY;INTERVAL=2;BYDAY=MO.",
                ["part": .text(String(part.prefix(120)))]))
    }
}
