import Foundation
import Records

/// When clocks change in a zone, as iCalendar tells it to programs that do not know the zone by name.
struct ICalendarZone {
    /// Clocks go from one distance to UTC to another; the moment is what the old clock shows.
    private struct Change {
        let wall: Instant
        let from: Int
        let to: Int
        let isSummer: Bool
        let name: String
    }

    let zone: TimeZone
    /// Enough to see the rule behind the changes.
    private static let years = 10

    /// `BEGIN:VTIMEZONE` and what follows, as lines; right from `start` on.
    func lines(from start: Instant) -> [String] {
        var lines = ["BEGIN:VTIMEZONE", "TZID:\(zone.identifier)"]
        let groups = Dictionary(grouping: changes(from: start)) { [$0.from, $0.to, $0.isSummer ? 1 : 0] }
        for group in groups.values.sorted(by: { $0[0].wall < $1[0].wall }) { lines += observance(group) }
        if groups.isEmpty {
            let offset = zone.secondsFromGMT(for: start.date)
            let always = Change(
                wall: Instant(microseconds: 0), from: offset, to: offset, isSummer: false, name: name(start))
            lines += observance([always])
        }
        return lines + ["END:VTIMEZONE"]
    }

    /// From the last change before `start` on.
    private func changes(from start: Instant) -> [Change] {
        var changes: [Change] = []
        var at = start.adding(seconds: -400 * 86_400).date
        let end = start.adding(seconds: Self.years * 366 * 86_400).date
        while let next = zone.nextDaylightSavingTimeTransition(after: at), next < end, next > at {
            let moment = Instant(next)
            let from = zone.secondsFromGMT(for: next.addingTimeInterval(-1)), to = zone.secondsFromGMT(for: next)
            changes.append(
                Change(
                    wall: moment.adding(seconds: from), from: from, to: to,
                    isSummer: zone.isDaylightSavingTime(for: next), name: name(moment)))
            at = next
        }
        return changes
    }

    private func name(_ moment: Instant) -> String { zone.abbreviation(for: moment.date) ?? zone.identifier }

    private func observance(_ changes: [Change]) -> [String] {
        let first = changes[0], kind = first.isSummer ? "DAYLIGHT" : "STANDARD"
        var lines = [
            "BEGIN:\(kind)", "DTSTART:\(ICalendarTime.basic(first.wall))",
            "TZOFFSETFROM:\(Self.offset(first.from))", "TZOFFSETTO:\(Self.offset(first.to))",
            "TZNAME:\(ICalendarText.escaped(first.name))",
        ]
        if let rule = rule(changes) {
            lines.append("RRULE:\(rule)")
        } else {
            lines += changes.dropFirst().map { "RDATE:\(ICalendarTime.basic($0.wall))" }
        }
        return lines + ["END:\(kind)"]
    }

    /// “The last Sunday of March”, where all the changes agree on it.
    private func rule(_ changes: [Change]) -> String? {
        guard changes.count >= Self.years - 1 else { return nil }
        let days = changes.map { $0.wall.day(in: .gmt) }
        let times = Set(changes.map { $0.wall.microseconds % 86_400_000_000 })
        let months = Set(days.map(\.parts.month)), weekdays = Set(days.map(\.weekday))
        guard times.count == 1, months.count == 1, weekdays.count == 1, let month = months.first,
            let weekday = weekdays.first
        else { return nil }
        let isLast = days.allSatisfy { $0.parts.day + 7 > Day.length(ofMonth: month, year: $0.parts.year) }
        let places = Set(days.map { ($0.parts.day - 1) / 7 + 1 })
        guard let place = isLast ? -1 : places.count == 1 ? places.first : nil else { return nil }
        return "FREQ=YEARLY;BYMONTH=\(month);BYDAY=\(place)\(["MO", "TU", "WE", "TH", "FR", "SA", "SU"][weekday - 1])"
    }

    /// `+0100`
    private static func offset(_ seconds: Int) -> String {
        let size = abs(seconds)
        let text = (seconds < 0 ? "-" : "+") + padded(size / 3600, 2) + padded(size / 60 % 60, 2)
        return size % 60 == 0 ? text : text + padded(size % 60, 2)
    }
}
