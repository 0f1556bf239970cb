import Identity
import Localisation
import Messaging
import Records
import Storage

extension CalendarFeed {
    /// When people of the team are taken by what the feed’s maker may not see: whose time it is, and when. It is known
    /// by a fingerprint, which is the same each time and leads to no record.
    func busyEvents(
        of people: [(id: Int64, name: String)], in days: ClosedRange<Day>, _ t: Translator,
        in transaction: Transaction
    ) throws -> [ICalendarEvent] {
        // Of colleagues whom the maker does not see as people, not even that.
        let users = transaction.schema.kind(of: User.self)
        guard team != nil, !transaction.viewer.grants(for: User.name).isEmpty else { return [] }
        let seen = try transaction.existing(people.map(\.id), of: users)
        let names = Dictionary(uniqueKeysWithValues: people.filter { seen.contains($0.id) }.map { ($0.id, $0.name) })
        let query = AgendaQuery(people: names.keys.sorted(), days: days)
        return try query.busyTimes(in: transaction).map { time in
            var event = event(of: time, transaction.settings)
            event.summary = (names[time.person] ?? "") + " – " + t("Busy")
            return event
        }
    }

    private func event(of time: BusyTime, _ settings: WorkspaceSettings) -> ICalendarEvent {
        let (from, to): (ICalendarTime, ICalendarTime) =
            switch time.span {
            case .hours(let from, let to): (.instant(from), .instant(to))
            case .days(let first, let last): (.day(first), .day(last.adding(days: 1)))
            }
        let mark = Secret.fingerprint("busy/\(id)/\(time.activity)/\(time.person)").prefix(32)
        var event = ICalendarEvent(
            uid: "busy-\(mark)@\(Activity.calendarHost(settings))", stamp: time.changedAt ?? createdAt, start: from,
            end: to)
        event.changedAt = event.stamp
        event.status = .confirmed
        event.isPrivate = true
        return event
    }
}
