import Records
import Storage

/// When somebody is taken by what the viewer may not see. `activity` and `changedAt` tell one from another and stay in
/// the house.
struct BusyTime: Sendable, Hashable {
    let activity: Int64
    let changedAt: Instant?
    let person: Int64
    let dueOn: Day
    let startsAt: Instant?
    let minutes: Int
    let endsOn: Day?
    let isAllDay: Bool

    /// A task of the day leaves time for others, so it is not among them.
    var span: AgendaSpan {
        if let startsAt { return .hours(startsAt, startsAt.adding(seconds: minutes * 60)) }
        return .days(dueOn, max(endsOn ?? dueOn, dueOn))
    }

    enum AgendaSpan: Sendable, Hashable {
        case hours(Instant, Instant)
        /// The last day belongs to it.
        case days(Day, Day)
    }
}

extension AgendaQuery {
    /// Of the others among the people; none where the viewer sees everything, or no activity at all.
    func busyTimes(in transaction: Transaction) throws -> [BusyTime] {
        guard !people.isEmpty, !transaction.viewer.grants(for: Activity.name).isEmpty else { return [] }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        guard let allowed = try transaction.compiler.rights(at: place) else { return [] }
        return try busyTimes(place, besides: allowed, in: transaction)
    }

    /// Nothing but the time leaves the database.
    func busyTimes(
        _ place: ConditionCompiler.Place, besides allowed: SQL, in transaction: Transaction
    ) throws -> [BusyTime] {
        let others = people.filter { $0 != transaction.viewer.user }
        guard !others.isEmpty else { return [] }
        return try transaction.connection.rows(
            """
            SELECT s.id, s.updated_at, m.person, s.due_on, s.starts_at, s.duration_minutes, s.ends_on, s.all_day
            FROM (\(mine(place.kind))) AS m JOIN \(name: place.kind.table) AS s ON s.id = m.id
            WHERE m.person IN (\(SQL.set(others))) AND s.is_done = FALSE
            AND (s.starts_at IS NOT NULL OR s.all_day = TRUE) AND NOT EXISTS (
            SELECT 1 FROM \(place.from) WHERE \(place.column("id")) = s.id AND \(allowed))
            ORDER BY s.due_on, s.id, m.person LIMIT \(AgendaQuery.most)
            """, .integer, .instant, .integer, .day, .instant, .integer, .day, .boolean
        ).compactMap { row in
            guard let id = row[0].integer, let person = row[2].integer, let due = row[3].day else { return nil }
            return BusyTime(
                activity: id, changedAt: row[1].instant, person: person, dueOn: due, startsAt: row[4].instant,
                minutes: row[5].integer.map { Int($0) } ?? (row[4].isNull ? 0 : AgendaItem.usualMinutes),
                endsOn: row[6].day, isAllDay: row[7].boolean ?? false)
        }
    }
}
