import Foundation
import Records
import Storage

/// What stands in the agendas of some people in some days: a handful of queries, whatever the number of people.
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
        let zone = clock ?? transaction.settings.timeZone
        var items = try entries(place, AgendaQuery.columns, where: allowed, in: transaction).compactMap(
            AgendaQuery.item)
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

    private static let columns: [(name: String, type: ColumnType)] = [
        ("id", .integer), ("due_on", .day), ("starts_at", .instant), ("owner", .integer), ("subject", .text),
        ("type", .text), ("about_kind", .text), ("about_id", .integer), ("duration_minutes", .integer),
        ("ends_on", .day), ("all_day", .boolean), ("is_done", .boolean), ("place", .text), ("series", .integer),
        ("recurrence", .text),
    ]

    private static func item(_ entry: Entry) -> AgendaItem? {
        let row = entry.row
        guard let id = row[0].integer, let due = row[1].day else { return nil }
        return AgendaItem(
            id: id, subject: row[4].text ?? "", type: row[5].text.flatMap { ActivityType(rawValue: $0) } ?? .task,
            owner: row[3].integer,
            about: row[6].text.flatMap { kind in row[7].integer.map { Reference(kind: kind, id: $0) } },
            aboutTitle: nil, dueOn: due, startsAt: row[2].instant, minutes: minutes(row[8], startsAt: row[2]),
            endsOn: row[9].day, isAllDay: row[10].boolean ?? false, isDone: row[11].boolean ?? false,
            place: row[12].text, isSeries: row[13].integer != nil || row[14].text != nil, people: entry.people)
    }

    /// What has an hour and no length takes half an hour.
    static func minutes(_ length: Value, startsAt: Value) -> Int {
        length.integer.map { Int($0) } ?? (startsAt.isNull ? 0 : AgendaItem.usualMinutes)
    }
}

extension AgendaQuery {
    /// An activity by the columns asked for, and in whose agendas it stands, in order.
    struct Entry {
        let row: [Value]
        var people: [Int64]
    }

    /// Activities of these days in an agenda: their owner’s, and that of whoever takes part and did not decline.
    /// The first four columns are id, day, hour and owner. What an owner has is read with its columns, never joined to
    /// itself: PostgreSQL would walk through all activities of the company for that.
    func entries(
        _ place: ConditionCompiler.Place, _ columns: [(name: String, type: ColumnType)], where filter: SQL?,
        in transaction: Transaction
    ) throws -> [Entry] {
        let names = SQL.joined(columns.map { place.column($0.name) }, ", "), types = columns.map(\.type)
        let only: SQL = filter.map { " AND \($0)" } ?? ""
        var entries: [Int64: Entry] = [:]
        func add(_ row: [Value]) {
            guard let id = row[0].integer else { return }
            let owner = row[3].integer.flatMap { people.contains($0) ? $0 : nil }
            entries[id] = Entry(row: row, people: owner.map { [$0] } ?? [])
        }
        try transaction.connection.rows(
            """
            SELECT \(names) FROM \(place.from) WHERE \(place.column("owner")) IN (\(ids)) AND \(begun(place))\(only)
            UNION ALL
            SELECT \(names) FROM \(place.from) WHERE \(place.column("owner")) IN (\(ids)) AND \(lasting(place))\(only)
            ORDER BY 2, 3, 1 LIMIT \(AgendaQuery.most)
            """, types
        ).forEach(add)
        let parts = try taking(place, in: transaction), missing = parts.keys.filter { entries[$0] == nil }
        if !missing.isEmpty {
            try transaction.connection.rows(
                """
                SELECT \(names) FROM \(place.from) WHERE \(place.column("id")) IN (\(SQL.set(missing.sorted())))\(only)
                ORDER BY 2, 3, 1 LIMIT \(AgendaQuery.most)
                """, types
            ).forEach(add)
        }
        for (id, others) in parts {
            guard let entry = entries[id] else { continue }
            entries[id]?.people = Set(entry.people + others).sorted()
        }
        return entries.values.sorted { left, right in
            let (first, second) = (left.row, right.row)
            return (first[1].day?.number ?? 0, first[0].integer ?? 0) < (
                second[1].day?.number ?? 0, second[0].integer ?? 0
            )
        }
    }

    /// Who takes part in what. Whether it is in these days is asked of each activity by itself (decision 41).
    private func taking(_ place: ConditionCompiler.Place, in transaction: Transaction) throws -> [Int64: [Int64]] {
        guard let part = place.kind.part("participants")?.kind else { return [:] }
        var found: [Int64: [Int64]] = [:]
        let rows = try transaction.connection.rows(
            """
            SELECT p.activity, p."user" FROM \(name: part.table) AS p
            WHERE p."user" IN (\(ids)) AND p.answer <> 'declined' AND (
            SELECT \(begun(place)) OR \(lasting(place)) FROM \(place.from) WHERE \(place.column("id")) = p.activity)
            """, .integer, .integer)
        for row in rows {
            guard let activity = row[0].integer, let person = row[1].integer else { continue }
            found[activity, default: []].append(person)
        }
        return found
    }

    /// Named one by one, PostgreSQL knows how busy each of them is, and reads no more than their days.
    private var ids: SQL { people.count > 100 ? SQL.set(people) : SQL.list(people) }

    /// What began up to eight days before may still last. The day that is kept may be one of another clock.
    private func begun(_ place: ConditionCompiler.Place) -> SQL {
        let due = place.column("due_on")
        return "(\(due) >= \(early) AND \(due) <= \(days.upperBound.adding(days: 1)))"
    }

    /// What fills several days says until when.
    private func lasting(_ place: ConditionCompiler.Place) -> SQL {
        "(\(place.column("ends_on")) >= \(days.lowerBound.adding(days: -1)) AND \(place.column("due_on")) < \(early))"
    }

    private var early: Day { days.lowerBound.adding(days: -9) }
}
