import Foundation
import Identity
import Localisation
import Messaging
import People
import Records
import Storage

extension CalendarFeed {
    private static let pastDays = 60, comingDays = 400, most = 2_000
    private static let refreshMinutes = 30

    /// What the feed shows now, through the eyes of whoever made it (the transaction's viewer). The same content is
    /// always the same text: each meeting carries the moment of its own last change.
    func calendar(_ t: Translator, in transaction: Transaction) throws -> (calendar: ICalendar, changedAt: Instant) {
        let people = try people(in: transaction)
        let settings = transaction.settings
        var calendar = ICalendar(name: try name(t, in: transaction), zone: settings.timeZone)
        calendar.refreshMinutes = CalendarFeed.refreshMinutes
        var changedAt = createdAt
        let kind = transaction.schema.kind(of: Activity.self)
        let ids = try ids(of: people.map(\.id), in: transaction)
        let records = try transaction.records(ids, of: kind)
        let seen = try ids.compactMap { id in
            try records[id].map { ($0, try Activity($0.shown(to: transaction.viewer, kind), kind: kind)) }
        }
        let titles = detail == .full ? try transaction.titles(Set(seen.compactMap(\.1.about))) : [:]
        for (record, activity) in seen {
            let stamp = record.value("updated_at", in: kind).instant ?? createdAt
            guard var event = activity.calendarEvent(settings, stamp: stamp) else { continue }
            // Finished tasks of a day are no plan any more.
            if activity.isDone, !event.isBusy { continue }
            changedAt = max(changedAt, stamp)
            let about = activity.about.flatMap { titles[$0] }
            let names = people.filter { activity.concerns($0.id) }.map(\.name)
            complete(&event, activity, names: names, about: about, base: PublicAddress.of(settings), t)
            calendar.events.append(event)
        }
        let busy = try busyEvents(of: people, in: CalendarFeed.days(transaction), t, in: transaction)
        calendar.events += busy
        return (calendar, busy.reduce(changedAt) { max($0, $1.stamp) })
    }

    private static func days(_ transaction: Transaction) -> ClosedRange<Day> {
        transaction.today.adding(days: -pastDays)...transaction.today.adding(days: comingDays)
    }

    /// No more than the feed is to tell.
    private func complete(
        _ event: inout ICalendarEvent, _ activity: Activity, names: [String], about: String?, base: String?,
        _ t: Translator
    ) {
        event.changedAt = event.stamp
        if detail == .busy {
            event.summary = t("Busy")
            event.isPrivate = true
        }
        if team != nil { event.summary = names.joined(separator: ", ") + " – " + event.summary }
        guard detail == .full else {
            event.description = nil
            event.location = nil
            return
        }
        let lines = [about, activity.description].compactMap(\.self).filter { !$0.isEmpty }
        event.description = lines.isEmpty ? nil : lines.joined(separator: "\n\n")
        event.url = base.map { "\($0)/activities/\(activity.id.number)" }
    }

    private func name(_ t: Translator, in transaction: Transaction) throws -> String {
        guard let team else { return t("My activities") }
        return try transaction.find(ID<Team>(team)).name
    }

    /// The person, or those who are in the team and in teams below it.
    private func people(in transaction: Transaction) throws -> [(id: Int64, name: String)] {
        let connection = transaction.connection
        var condition: SQL = "id = \(user)"
        if let team {
            let rows = try connection.rows("SELECT id, parent FROM team", .integer, .integer)
            var teams: Set<Int64> = [team], before = 0
            while teams.count > before {
                before = teams.count
                for row in rows where row[1].integer.map(teams.contains) == true { teams.insert(row[0].integer ?? 0) }
            }
            condition = "team IN (\(SQL.set(teams.sorted()))) AND is_active = TRUE"
        }
        return try connection.rows(
            "SELECT id, name FROM \"user\" WHERE \(condition) ORDER BY name, id", .integer, .text
        ).map { ($0[0].integer ?? 0, $0[1].text ?? "") }
    }

    private func ids(of people: [Int64], in transaction: Transaction) throws -> [Int64] {
        guard !people.isEmpty, !transaction.viewer.grants(for: Activity.name).isEmpty else { return [] }
        let shown = CalendarFeed.days(transaction)
        // An activity with an hour has a day as well: its own.
        let days: SQL = "a.due_on BETWEEN \(shown.lowerBound) AND \(shown.upperBound)"
        return try transaction.connection.integers(
            """
            SELECT id FROM (
            SELECT a.id AS id, a.due_on AS due_on FROM activity AS a
            WHERE a.owner IN (\(SQL.set(people))) AND \(days)
            UNION
            SELECT a.id, a.due_on FROM activity_participant AS p JOIN activity AS a ON a.id = p.activity
            WHERE p."user" IN (\(SQL.set(people))) AND p.answer <> 'declined' AND \(days)
            ) AS planned ORDER BY due_on, id LIMIT \(CalendarFeed.most)
            """)
    }
}

extension Activity {
    /// Whether somebody of us has it in their calendar: it is theirs, or they take part and did not decline.
    func concerns(_ user: Int64) -> Bool {
        owner?.number == user || participants.contains { $0.user?.number == user && $0.answer != .declined }
    }
}
