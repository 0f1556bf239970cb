import Foundation
import Messaging
import Records
import Storage

/// A series as calendars hold it: one entry with the rule on its first day, what falls out of it, and an entry of its
/// own for each time that differs from the rest.
struct SeriesCalendar {
    let head: Activity
    let uid: String
    var sequence: Int
    let zone: TimeZone
    let rule: Recurrence?
    private let occurrences: [Activity]
    private let answers: [ID<Activity>: [Invited]]

    /// The clock of its owner says at which hour it comes.
    init(_ head: Activity, uid: String, sequence: Int, in transaction: Transaction) throws {
        (self.head, self.uid, self.sequence) = (head, uid, sequence)
        zone = try Clock.of(head.owner?.number, in: transaction)
        rule = try head.recurrence.map { text throws(Refusal) in try Recurrence(text) }
        occurrences = try [head] + Series(transaction).occurrences(of: head.id)
        let model = SeriesCalendar.model(head, zone)
        var answers = [head.id: try Invited.of(head, in: transaction)]
        for one in occurrences where one.uid == nil && SeriesCalendar.differs(one, model, zone) {
            answers[one.id] = try Invited.of(one, in: transaction)
        }
        self.answers = answers
    }

    var invited: [Invited] { answers[head.id] ?? [] }

    /// The same as it is compared with what was sent last: without answers, versions and moments.
    func fingerprint(_ organiser: ICalendarPerson, _ settings: WorkspaceSettings) -> String {
        var plain = calendar(.request, organiser, settings, at: Instant(microseconds: 0))
        for index in plain.events.indices {
            plain.events[index].sequence = 0
            for place in plain.events[index].attendees.indices { plain.events[index].attendees[place].answer = nil }
        }
        return plain.text
    }

    func calendar(
        _ method: ICalendar.Method, _ organiser: ICalendarPerson, _ settings: WorkspaceSettings, at now: Instant
    ) -> ICalendar {
        let model = SeriesCalendar.model(head, zone)
        func event(_ activity: Activity, _ people: [Invited]) -> ICalendarEvent? {
            var event = activity.calendarEvent(settings, stamp: now)
            event?.uid = uid
            event?.sequence = sequence
            event?.organizer = organiser
            event?.attendees = people.map { one in
                var person = ICalendarPerson(one.address, name: one.name, answer: one.answer.calendar)
                person.isAsked = method == .request
                return person
            }
            if method == .cancel { event?.status = .cancelled }
            return event
        }
        var events: [ICalendarEvent] = []
        if var whole = event(model, invited) {
            whole.rule = rule.map { text(of: $0, isTimed: model.startsAt != nil) }
            let alone = occurrences.filter { $0.uid != nil }.compactMap(\.recursOn)
            let left = (rule?.skipped ?? []).union(alone).filter { $0 >= (model.dueOn ?? $0) }
            whole.exceptions = left.sorted().map { time(on: $0, like: model) }
            events.append(whole)
        }
        guard method == .request else { return ICalendar(method: method, zone: zone, events: events) }
        for one in occurrences where one.uid == nil {
            guard let day = one.recursOn, let people = answers[one.id], SeriesCalendar.differs(one, model, zone),
                var changed = event(one, people)
            else { continue }
            changed.occurrence = time(on: day, like: model)
            events.append(changed)
        }
        return ICalendar(method: method, zone: zone, events: events)
    }

    /// When it would be on a day of the rule.
    private func time(on day: Day, like model: Activity) -> ICalendarTime {
        model.startsAt.map { .instant(Instant(day, minute: $0.minute(in: zone), in: zone)) } ?? .day(day)
    }

    /// As the standard wants it: what has an hour ends at a moment, written in UTC.
    private func text(of rule: Recurrence, isTimed: Bool) -> String {
        var plain = rule
        plain.skipped = []
        guard isTimed, let until = rule.until else { return plain.text }
        plain.until = nil
        let last = Instant(startOf: until.adding(days: 1), in: zone).adding(seconds: -1)
        return plain.text + ";UNTIL=" + ICalendarTime.instant(last).utc
    }

    /// The first of the series on its own day, wherever it was moved since.
    private static func model(_ head: Activity, _ zone: TimeZone) -> Activity {
        guard let day = head.recursOn else { return head }
        return on(day, like: head, zone)
    }

    private static func on(_ day: Day, like model: Activity, _ zone: TimeZone) -> Activity {
        var copy = model
        copy.dueOn = day
        copy.startsAt = model.startsAt.map { Instant(day, minute: $0.minute(in: zone), in: zone) }
        if let last = model.endsOn, let first = model.dueOn {
            copy.endsOn = day.adding(days: Int(last.number - first.number))
        }
        return copy
    }

    private static func differs(_ one: Activity, _ model: Activity, _ zone: TimeZone) -> Bool {
        guard let day = one.recursOn else { return false }
        let expected = on(day, like: model, zone)
        return MeetingInvitations.matters(expected, one) || expected.description != one.description
    }
}
