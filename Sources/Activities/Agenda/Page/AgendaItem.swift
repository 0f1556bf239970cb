import Foundation
import Records

/// An activity as the agenda shows it, with the people whose agenda it stands in.
package struct AgendaItem: Sendable {
    let id: Int64
    let subject: String
    let type: ActivityType
    let owner: Int64?
    let about: Reference?
    var aboutTitle: String?
    let dueOn: Day
    let startsAt: Instant?
    let minutes: Int
    let endsOn: Day?
    let isAllDay: Bool
    let isDone: Bool
    let place: String?
    let isSeries: Bool
    /// Of those who were asked for.
    var people: [Int64]
    /// Somebody is taken, and it is not for these eyes by what: no name, no record, only the time.
    var isSecret = false

    /// What has no length takes half an hour of the page.
    static let usualMinutes = 30

    var endsAt: Instant? { startsAt?.adding(seconds: minutes * 60) }

    /// Whether it stands above the hours: it fills days, or belongs to a day without an hour.
    var isUntimed: Bool { startsAt == nil }

    func lastDay(in zone: TimeZone) -> Day {
        if let endsOn { return endsOn }
        // What ends at midnight is not on the next day.
        guard let startsAt, let endsAt else { return dueOn }
        return (minutes > 0 ? endsAt.adding(seconds: -1) : startsAt).day(in: zone)
    }

    func firstDay(in zone: TimeZone) -> Day { startsAt?.day(in: zone) ?? dueOn }

    func isOn(_ day: Day, in zone: TimeZone) -> Bool { firstDay(in: zone) <= day && day <= lastDay(in: zone) }

    /// The minutes of a day that it takes, on the clock of the zone.
    func minutes(on day: Day, in zone: TimeZone) -> Range<Int>? {
        guard let startsAt, let endsAt, isOn(day, in: zone) else { return nil }
        let from = firstDay(in: zone) < day ? 0 : startsAt.minute(in: zone)
        let until = max(endsAt, startsAt)
        let to = until.day(in: zone) > day ? 1440 : until.minute(in: zone)
        return from..<max(to, min(1440, from + 1))
    }
}
