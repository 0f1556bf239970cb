import Messaging
import Records
import Storage

/// Answers to an invitation to a series: for all that is still to come, or for one time of it.
enum SeriesReplies {
    /// Nil where the calendar is about no series of ours.
    static func take(_ calendar: ICalendar, from sender: String, in house: Transaction) throws -> Bool? {
        guard let uid = calendar.events.first?.uid,
            let state = try SeriesInvitations.State.find("uid = \(uid)", in: house)
        else { return nil }
        let kind = house.schema.kind(of: Activity.self)
        guard let record = try house.records([state.series], of: kind)[state.series] else { return false }
        let head = try Activity(record, kind: kind), zone = try Clock.of(head.owner?.number, in: house)
        let all = try [head] + Series(house).occurrences(of: head.id)
        guard try SeriesInvitations.addresses(of: uid, in: house).contains(sender) else { return false }
        let last = try house.connection.first(
            "SELECT answered_at FROM series_invitee WHERE uid = \(uid) AND address = \(sender)", .instant)?[0].instant
        var isTaken = false
        for event in calendar.events where event.uid == uid {
            let day = event.occurrence?.instant(in: zone).day(in: zone)
            let meant = all.filter { one in day.map { one.recursOn == $0 } ?? !one.isDone }
            guard let one = try Invited.of(meant.first ?? head, in: house).first(where: { $0.address == sender }),
                let first = meant.first
            else { continue }
            if calendar.method == .counter {
                try MeetingReplies.note(event, from: one, first, in: house)
                isTaken = true
                continue
            }
            guard let said = event.attendees.first(where: { $0.address == sender })?.answer,
                let answer = ParticipantAnswer(said)
            else { continue }
            isTaken = true
            guard event.sequence >= state.sequence, last.map({ event.stamp > $0 }) ?? true else { continue }
            try keep(answer, of: one, in: meant, house)
            try house.connection.execute(
                """
                UPDATE series_invitee SET answered_at = \(event.stamp) WHERE uid = \(uid) AND address = \(sender)
                """)
            try MeetingReplies.announce(answer, event, of: one, first, in: house)
        }
        return isTaken
    }

    /// The same person in each: the rows differ, whom they name does not.
    private static func keep(
        _ answer: ParticipantAnswer, of one: Invited, in meant: [Activity], _ house: Transaction
    ) throws {
        guard let known = meant.flatMap(\.participants).first(where: { $0.id == one.participant }) else { return }
        var drafts: [Draft] = []
        for activity in meant {
            var changed = activity
            for place in changed.participants.indices {
                let person = changed.participants[place]
                guard person.user == known.user, person.contact == known.contact, person.email == known.email else {
                    continue
                }
                changed.participants[place].answer = answer
            }
            guard changed.participants != activity.participants else { continue }
            drafts.append(
                Draft(id: activity.id.number, parts: ["participants": Draft(changed).parts["participants"] ?? []]))
        }
        let kind = house.schema.kind(of: Activity.self)
        for case .refused(let refusal) in try house.save(drafts, as: kind) { throw refusal }
    }
}
