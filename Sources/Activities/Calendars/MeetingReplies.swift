import Foundation
import Identity
import Messaging
import Records
import Storage

/// What those invited to a meeting answer with the buttons of their calendar, as it arrives by mail.
package enum MeetingReplies {
    /// Takes an answer (iCalendar, `METHOD:REPLY`) or a counter-proposal that came from an address. Returns whether it
    /// was about a meeting of ours and from somebody invited to it; anything else is left to whoever reads the mail.
    /// An answer to an older version of the meeting, or older than the last one, changes nothing.
    @discardableResult
    package static func take(calendar text: String, from address: String, in transaction: Transaction) throws -> Bool {
        let zone = transaction.settings.timeZone
        let calendar: ICalendar
        do {
            calendar = try ICalendar(reading: text, zone: zone, now: transaction.now)
        } catch {
            // What cannot be read as a calendar is an ordinary mail.
            return false
        }
        guard calendar.method == .reply || calendar.method == .counter, let event = calendar.events.first,
            let sender = EmailAddress.normalised(address)
        else { return false }
        if let taken = try SeriesReplies.take(calendar, from: sender, in: transaction.asHouse) { return taken }
        guard
            let id = try transaction.connection.integer(
                "SELECT id FROM activity WHERE uid = \(event.uid) ORDER BY id LIMIT 1")
        else { return false }
        let house = transaction.asHouse
        let activity = try house.find(ID<Activity>(id))
        let invited = try Invited.of(activity, in: house)
        // Nobody answers for others: who writes is who was invited, and who the answer speaks of.
        guard let one = invited.first(where: { $0.address == sender }),
            event.attendees.isEmpty || event.attendees.contains(where: { $0.address == sender })
        else { return false }
        if calendar.method == .counter {
            try note(event, from: one, activity, in: house)
            return true
        }
        guard
            let answer = event.attendees.first(where: { $0.address == sender })?.answer.flatMap(ParticipantAnswer.init)
        else { return false }
        guard try isNews(event, sender, activity, in: house) else { return true }
        try keep(answer, event, of: one, activity, in: house)
        return true
    }

    private static func isNews(
        _ event: ICalendarEvent, _ sender: String, _ activity: Activity, in transaction: Transaction
    ) throws -> Bool {
        if event.sequence < activity.sequence ?? 0 { return false }
        let last = try transaction.connection.first(
            """
            SELECT answered_at FROM meeting_invitation
            WHERE activity_id = \(activity.id) AND address = \(sender) AND answered_at IS NOT NULL
            """, .instant)?[0].instant
        return last.map { event.stamp > $0 } ?? true
    }

    private static func keep(
        _ answer: ParticipantAnswer, _ event: ICalendarEvent, of one: Invited, _ activity: Activity,
        in transaction: Transaction
    ) throws {
        var changed = activity
        for place in changed.participants.indices where changed.participants[place].id == one.participant {
            changed.participants[place].answer = answer
        }
        let kind = transaction.schema.kind(of: Activity.self)
        let rows = Draft(changed).parts["participants"] ?? []
        try transaction.save(Draft(id: activity.id.number, parts: ["participants": rows]), as: kind)
        try transaction.connection.execute(
            """
            INSERT INTO meeting_invitation (activity_id, address, sequence, sent_at, answered_at)
            VALUES (\(activity.id), \(one.address), \(event.sequence), \(transaction.now), \(event.stamp))
            ON CONFLICT (activity_id, address) DO UPDATE SET answered_at = excluded.answered_at
            """)
        try announce(answer, event, of: one, activity, in: transaction)
    }

    /// Programs hear of every answer, the organiser of one that is another than before.
    static func announce(
        _ answer: ParticipantAnswer, _ event: ICalendarEvent, of one: Invited, _ activity: Activity,
        in transaction: Transaction
    ) throws {
        try transaction.emit(
            Event(
                "meeting.answered", Reference(kind: Activity.name, id: activity.id.number),
                .record(["answer": .text(answer.rawValue)])))
        guard answer != one.answer else { return }
        let name: [String: Message.Argument] = ["name": .text(one.name ?? one.address)]
        let said =
            switch answer {
            case .accepted: Message("{name} accepted “{record}”.", name)
            case .declined: Message("{name} declined “{record}”.", name)
            case .tentative, .needsAction: Message("{name} may come to “{record}”.", name)
            }
        try tell(said, event.comment, activity, in: transaction)
    }

    /// Another time is proposed: written beside the meeting, for its organiser to decide.
    static func note(
        _ event: ICalendarEvent, from one: Invited, _ activity: Activity, in transaction: Transaction
    ) throws {
        let zone = transaction.settings.timeZone
        func text(_ time: ICalendarTime) -> String {
            switch time {
            case .day(let day): day.iso
            case .instant(let instant): "\(instant.day(in: zone).iso) \(TimeOfDay.text(instant.minute(in: zone)))"
            }
        }
        let times = [event.start, event.end].compactMap(\.self).map(text).joined(separator: " – ")
        var note = Note()
        note.about = Reference(kind: Activity.name, id: activity.id.number)
        note.text = ["\(one.name ?? one.address) → \(times)", event.comment, event.location].compactMap(\.self)
            .joined(separator: "\n")
        try transaction.save(note)
        let said = Message(
            "{name} proposes another time for “{record}”.", ["name": .text(one.name ?? one.address)])
        try tell(said, note.text, activity, in: transaction)
    }

    private static func tell(
        _ said: Message, _ words: String?, _ activity: Activity, in transaction: Transaction
    ) throws {
        guard let organiser = activity.owner else { return }
        let about = Reference(kind: Activity.name, id: activity.id.number)
        try Notice.tell(
            [Notice(.meeting, to: organiser.number, about: about, said, quotation: words)], by: 0, in: transaction)
    }
}
