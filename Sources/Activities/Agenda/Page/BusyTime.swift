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
        guard people.contains(where: { $0 != transaction.viewer.user }) else { return [] }
        let secret: SQL = """
            \(place.column("is_done")) = FALSE
            AND (\(place.column("starts_at")) IS NOT NULL OR \(place.column("all_day")) = TRUE)
            AND (\(allowed)) IS NOT TRUE
            """
        return try entries(place, AgendaQuery.busyColumns, where: secret, in: transaction).flatMap { entry in
            entry.people.filter { $0 != transaction.viewer.user }.compactMap { AgendaQuery.busy(entry.row, $0) }
        }
    }

    private static let busyColumns: [(name: String, type: ColumnType)] = [
        ("id", .integer), ("due_on", .day), ("starts_at", .instant), ("owner", .integer), ("updated_at", .instant),
        ("duration_minutes", .integer), ("ends_on", .day), ("all_day", .boolean),
    ]

    private static func busy(_ row: [Value], _ person: Int64) -> BusyTime? {
        guard let id = row[0].integer, let due = row[1].day else { return nil }
        return BusyTime(
            activity: id, changedAt: row[4].instant, person: person, dueOn: due, startsAt: row[2].instant,
            minutes: minutes(row[5], startsAt: row[2]), endsOn: row[6].day, isAllDay: row[7].boolean ?? false)
    }
}
