import Foundation
import Messaging
import Records
import Storage

extension Activity {
    /// What has no length of its own takes half an hour of somebody's time.
    package static let usualMinutes = 30

    /// How calendars call it: as it was called when people were invited, else after its number and this server.
    func calendarName(_ settings: WorkspaceSettings) -> String {
        uid ?? "activity-\(id.number)@\(Activity.calendarHost(settings))"
    }

    /// What this server calls itself in calendars.
    static func calendarHost(_ settings: WorkspaceSettings) -> String {
        PublicAddress.of(settings).flatMap { URL(string: $0)?.host() } ?? "entregent.invalid"
    }

    /// From when to when it takes its people; nil where it belongs to no day.
    package var span: (from: ICalendarTime, to: ICalendarTime)? {
        if let startsAt {
            return (
                .instant(startsAt), .instant(startsAt.adding(seconds: (durationMinutes ?? Activity.usualMinutes) * 60))
            )
        }
        guard let dueOn else { return nil }
        return (.day(dueOn), .day(max(endsOn ?? dueOn, dueOn).adding(days: 1)))
    }

    /// The meeting as calendars hold it, without its people. `stamp` is when it was last written.
    func calendarEvent(_ settings: WorkspaceSettings, stamp: Instant) -> ICalendarEvent? {
        guard let span else { return nil }
        var event = ICalendarEvent(uid: calendarName(settings), stamp: stamp, start: span.from, end: span.to)
        event.sequence = sequence ?? 0
        event.summary = subject
        event.location = place
        event.description = description
        event.status = .confirmed
        // A task of the day leaves time for others.
        event.isBusy = startsAt != nil || isAllDay
        return event
    }
}

extension Record {
    /// Without what the viewer does not see: a typed activity holds no hidden field then.
    func shown(to viewer: Viewer, _ kind: Kind) -> Record {
        var seen = self
        for field in kind.fields where !viewer.sees(field, of: kind) {
            // A required text reads as an empty one; what else is required (a type, a mark) tells nothing by itself.
            if field.isRequired, field.shape != .text { continue }
            seen.set(field.name, field.columns.map { _ in .null }, in: kind)
        }
        for part in kind.parts where !viewer.sees(part: part.name, of: kind) { seen.parts[part.name] = [] }
        return seen
    }
}
