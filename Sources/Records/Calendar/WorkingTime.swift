import Foundation

/// When a company or a person works: hours of each day of the week, public holidays, days on which it is closed.
/// Plain calculation: no database, no clock.
package struct WorkingTime: Sendable, Hashable {
    /// Which days the law gives free.
    package enum Holidays: String, Sendable, Hashable, CaseIterable {
        case france, none
        case alsaceMoselle = "alsace_moselle"
    }

    /// Some days on which nobody works, with a name: a summer closing, a leave.
    package struct Closing: Sendable, Hashable {
        package var from: Day
        /// The last one.
        package var to: Day
        package var name: String
        package init(from: Day, to: Day, name: String) { (self.from, self.to, self.name) = (from, to, name) }
    }

    package var zone: TimeZone
    /// Seven days from Monday; each a list of periods in minutes after midnight, in order and apart.
    package var week: [[Range<Int>]]
    package var holidays: Holidays
    package var closings: [Closing]

    package init(
        zone: TimeZone, week: [[Range<Int>]] = WorkingTime.usualWeek, holidays: Holidays = .france,
        closings: [Closing] = []
    ) {
        precondition(week.count == 7, "a week has seven days")
        self.zone = zone
        self.week = week
        self.holidays = holidays
        self.closings = closings
    }

    /// Monday to Friday, 9:00 to 12:30 and 14:00 to 18:00.
    package static let usualWeek: [[Range<Int>]] =
        Array(repeating: [540..<750, 840..<1080], count: 5) + [[], []]

    /// What this day is called if the law gives it free.
    package func holiday(on day: Day) -> Message? {
        guard holidays != .none else { return nil }
        return PublicHolidays.french(year: day.parts.year, alsaceMoselle: holidays == .alsaceMoselle)
            .first { $0.day == day }?.name
    }

    /// Why nobody works on this day although it may be one of the week's working days.
    package func closure(on day: Day) -> Message? {
        if let holiday = holiday(on: day) { return holiday }
        return closings.first { $0.from <= day && day <= $0.to }.map { .verbatim($0.name) }
    }

    /// The hours of this day, in minutes after midnight; none where it is closed.
    package func periods(on day: Day) -> [Range<Int>] {
        let usual = week[day.weekday - 1]
        return usual.isEmpty || closure(on: day) != nil ? [] : usual
    }

    package func isOpen(_ day: Day) -> Bool { !periods(on: day).isEmpty }

    package func isOpen(_ instant: Instant) -> Bool {
        let minute = instant.minute(in: zone)
        return periods(on: instant.day(in: zone)).contains { $0.contains(minute) }
    }

    /// The hours of this day as instants: an hour longer or shorter where the clock changes within them.
    package func openings(on day: Day) -> [(from: Instant, to: Instant)] {
        periods(on: day).map { (Instant(day, minute: $0.lowerBound, in: zone), end(of: $0, on: day)) }
    }

    private func end(of period: Range<Int>, on day: Day) -> Instant {
        period.upperBound >= 1440
            ? Instant(startOf: day.adding(days: 1), in: zone) : Instant(day, minute: period.upperBound, in: zone)
    }

    /// The first open day after this one; the day after it where none is open in two years.
    package func nextOpenDay(after day: Day) -> Day {
        for distance in 1...WorkingTime.patience where isOpen(day.adding(days: distance)) {
            return day.adding(days: distance)
        }
        return day.adding(days: 1)
    }

    /// So many open days later: one is the next open day.
    package func day(_ count: Int, openDaysAfter day: Day) -> Day {
        var day = day
        for _ in 0..<max(0, count) { day = nextOpenDay(after: day) }
        return day
    }

    /// When so many minutes of work have passed since an instant; nil where the week knows no hours of work.
    package func adding(openMinutes minutes: Int, to instant: Instant) -> Instant? {
        var left = Int64(max(0, minutes)) * 60_000_000
        let first = instant.day(in: zone)
        for distance in 0...WorkingTime.patience {
            for opening in openings(on: first.adding(days: distance)) where opening.to > instant {
                let start = max(opening.from, instant)
                let length = opening.to.microseconds - start.microseconds
                if length >= left { return Instant(microseconds: start.microseconds + left) }
                left -= length
            }
        }
        return nil
    }

    /// How many whole minutes of work lie between two instants; none where the second is not later.
    package func openMinutes(from start: Instant, to end: Instant) -> Int {
        guard start < end else { return 0 }
        var sum: Int64 = 0
        var day = start.day(in: zone)
        let last = end.day(in: zone)
        while day <= last {
            for opening in openings(on: day) {
                let from = max(opening.from, start), to = min(opening.to, end)
                if from < to { sum += to.microseconds - from.microseconds }
            }
            day = day.adding(days: 1)
        }
        return Int(sum / 60_000_000)
    }

    /// How many days are looked at before giving up.
    private static let patience = 732
}
