import Foundation
import Records
import Storage

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

/// What stands in the agendas of some people in some days: two queries, whatever the number of people.
package struct AgendaQuery: Sendable {
    let people: [Int64]
    let days: ClosedRange<Day>

    /// On whose clock days begin and end; the company’s where nobody’s is named.
    private let clock: TimeZone?

    package init(people: [Int64], days: ClosedRange<Day>, zone: TimeZone? = nil) {
        (self.people, self.days, clock) = (people, days, zone)
    }

    /// More than a screen could ever show.
    static let most = 4000

    package func items(in transaction: Transaction) throws -> [AgendaItem] {
        guard !people.isEmpty, !transaction.viewer.grants(for: Activity.name).isEmpty else { return [] }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        let allowed = try transaction.compiler.rights(at: place)
        let rights = allowed.map { "WHERE \($0)" as SQL } ?? ""
        let columns = [
            "id", "subject", "type", "owner", "about_kind", "about_id", "due_on", "starts_at", "duration_minutes",
            "ends_on", "all_day", "is_done", "place", "series", "recurrence",
        ].map { place.column($0) }
        let rows = try transaction.connection.rows(
            """
            SELECT \(SQL.joined(columns, ", ")), m.person
            FROM (\(mine(place.kind))) AS m JOIN \(place.from) ON \(place.column("id")) = m.id \(rights)
            ORDER BY \(place.column("due_on")), \(place.column("starts_at")), \(place.column("id")), m.person
            LIMIT \(AgendaQuery.most)
            """, .integer, .text, .text, .integer, .text, .integer, .day, .instant, .integer, .day, .boolean, .boolean,
            .text, .integer, .text, .integer)
        let zone = clock ?? transaction.settings.timeZone
        var items = AgendaQuery.gathered(rows)
        if let allowed { items += try secrets(place, besides: allowed, in: transaction) }
        items = items.filter {
            $0.lastDay(in: zone) >= days.lowerBound && $0.firstDay(in: zone) <= days.upperBound
        }
        let titles = try transaction.titles(Set(items.compactMap(\.about)))
        for index in items.indices { items[index].aboutTitle = items[index].about.flatMap { titles[$0] } }
        // What fills the day before what has an hour, on either database.
        return items.sorted {
            ($0.dueOn, $0.startsAt?.microseconds ?? 0, $0.id) < ($1.dueOn, $1.startsAt?.microseconds ?? 0, $1.id)
        }
    }

    private func secrets(
        _ place: ConditionCompiler.Place, besides allowed: SQL, in transaction: Transaction
    ) throws -> [AgendaItem] {
        try busyTimes(place, besides: allowed, in: transaction).map { time in
            var item = AgendaItem(
                id: 0, subject: "", type: .meeting, owner: nil, about: nil, aboutTitle: nil, dueOn: time.dueOn,
                startsAt: time.startsAt, minutes: time.minutes, endsOn: time.endsOn, isAllDay: time.isAllDay,
                isDone: false, place: nil, isSeries: false, people: [time.person])
            item.isSecret = true
            return item
        }
    }

    /// Which activity is in whose agenda: its owner’s, and that of whoever takes part and did not decline. What began
    /// up to eight days before may still last; what fills several days says until when.
    func mine(_ kind: Kind) -> SQL {
        // Named one by one, PostgreSQL knows how busy each of them is, and reads no more than their days.
        let ids = people.count > 100 ? SQL.set(people) : SQL.list(people), table = kind.table
        // The day that is kept may be one of another clock.
        let (first, last) = (days.lowerBound.adding(days: -1), days.upperBound.adding(days: 1))
        let early = first.adding(days: -8)
        guard let part = kind.part("participants")?.kind else { preconditionFailure("activities have participants") }
        return """
            SELECT id, owner AS person FROM \(name: table)
            WHERE owner IN (\(ids)) AND due_on >= \(early) AND due_on <= \(last)
            UNION
            SELECT id, owner FROM \(name: table) WHERE owner IN (\(ids)) AND ends_on >= \(first) AND due_on < \(early)
            UNION
            SELECT a.id, p."user" FROM \(name: part.table) AS p JOIN \(name: table) AS a ON a.id = p.activity
            WHERE p."user" IN (\(ids)) AND p.answer <> 'declined' AND a.due_on <= \(last)
            AND (a.due_on >= \(early) OR a.ends_on >= \(first))
            """
    }

    private static func gathered(_ rows: [[Value]]) -> [AgendaItem] {
        var items: [AgendaItem] = []
        for row in rows {
            guard let id = row[0].integer, let due = row[6].day else { continue }
            if let last = items.indices.last, items[last].id == id {
                if let person = row[15].integer { items[last].people.append(person) }
                continue
            }
            items.append(
                AgendaItem(
                    id: id, subject: row[1].text ?? "",
                    type: row[2].text.flatMap { ActivityType(rawValue: $0) } ?? .task, owner: row[3].integer,
                    about: row[4].text.flatMap { kind in row[5].integer.map { Reference(kind: kind, id: $0) } },
                    aboutTitle: nil, dueOn: due, startsAt: row[7].instant,
                    minutes: row[8].integer.map { Int($0) } ?? usualMinutes(row), endsOn: row[9].day,
                    isAllDay: row[10].boolean ?? false, isDone: row[11].boolean ?? false, place: row[12].text,
                    isSeries: row[13].integer != nil || row[14].text != nil,
                    people: row[15].integer.map { [$0] } ?? []))
        }
        return items
    }

    private static func usualMinutes(_ row: [Value]) -> Int { row[7].instant == nil ? 0 : AgendaItem.usualMinutes }
}
