import Foundation
import Records

/// Working hours of the demo: everything happened on a working day before today, or is planned from today on.
struct DemoCalendar: Sendable {
    let today: Day
    let zone: TimeZone

    /// How far back the story of the company goes.
    static let days = 730

    /// Some moment between eight and six, on a working day, so many days ago (at least one).
    func moment(daysAgo: Int, _ chance: inout SeededGenerator) -> Instant {
        var day = today.adding(days: -max(1, daysAgo))
        while day.weekday > 5 { day = day.adding(days: -1) }
        return moment(on: day, minute: chance.within(8 * 60...18 * 60 - 1), second: chance.below(60))
    }

    /// A moment between two others, in working hours where there are any.
    func moment(between first: Instant, and last: Instant, _ chance: inout SeededGenerator) -> Instant {
        guard first < last else { return first }
        let days = Int((last.microseconds - first.microseconds) / 86_400_000_000)
        let found = moment(daysAgo: daysAgo(last) + (days == 0 ? 0 : chance.below(days + 1)), &chance)
        return min(max(found, first), last)
    }

    func moment(on day: Day, minute: Int, second: Int = 0) -> Instant {
        Instant(startOf: day, in: zone).adding(seconds: minute * 60 + second)
    }

    func daysAgo(_ moment: Instant) -> Int { Int(today.number - moment.day(in: zone).number) }

    /// The last moment before today.
    var yesterday: Instant {
        var day = today.adding(days: -1)
        while day.weekday > 5 { day = day.adding(days: -1) }
        return moment(on: day, minute: 18 * 60)
    }

    /// A working day from today on.
    func workday(inDays days: Int) -> Day {
        var day = today.adding(days: days)
        while day.weekday > 5 { day = day.adding(days: 1) }
        return day
    }
}
