import Foundation
import Records
import Web

/// A month of free times as a visitor sees it, on their own clock.
struct BookingMonth: Sendable {
    let first: Day
    let last: Day
    /// Free beginnings by day.
    private(set) var days: [Day: [Instant]] = [:]
    /// The day whose times are shown.
    private(set) var chosen: Day?
    private(set) var hasEarlier = false
    private(set) var hasLater = false

    /// The month in the address, or of the day there; else this one.
    static func asked(_ request: Request, today: Day) -> BookingMonth {
        let named = request.query["month"].flatMap { Day(iso: $0 + "-01") }
        let day = named ?? request.query["day"].flatMap { Day(iso: $0) } ?? today
        // Nobody books further away than this; the calculation stays small.
        let near = min(max(day, today.adding(days: -31)), today.adding(days: 366))
        return BookingMonth(of: near)
    }

    private init(of day: Day) {
        first = day.adding(days: 1 - day.parts.day)
        last = first.adding(months: 1).adding(days: -1)
    }

    init(
        _ month: BookingMonth, _ starts: [Instant], zone: TimeZone, day: Day?, now: Instant, horizonDays: Int
    ) {
        self = month
        let today = now.day(in: zone)
        for start in starts {
            let day = start.day(in: zone)
            if day >= first, day <= last { days[day, default: []].append(start) }
        }
        let isShown = day.map { $0 >= first && $0 <= last } ?? false
        chosen = isShown ? day : days.keys.min()
        hasEarlier = first > today
        hasLater = last < now.adding(seconds: horizonDays * 86_400).day(in: zone)
    }

    /// Weeks from Monday, with nothing where another month's days would stand.
    var weeks: [[Day?]] {
        var cells: [Day?] = Array(repeating: nil, count: first.weekday - 1)
        var day = first
        while day <= last {
            cells.append(day)
            day = day.adding(days: 1)
        }
        while cells.count % 7 != 0 { cells.append(nil) }
        return stride(from: 0, to: cells.count, by: 7).map { Array(cells[$0..<$0 + 7]) }
    }
}

extension Day {
    /// `2026-11`
    var isoMonth: String { String(iso.prefix(7)) }
}
