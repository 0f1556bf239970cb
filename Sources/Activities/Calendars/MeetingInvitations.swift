import Foundation
import Identity
import Localisation
import Messaging
import Records
import Storage
import Web

/// Invitations to meetings, by mail as iCalendar. They leave when the organiser says so; from then on those invited
/// hear of every change that matters and of a cancellation, without anybody having to think of it.
package enum MeetingInvitations {
    /// Whom we invited to what, with which version, and what they last answered.
    static let table = TableSpec(
        "meeting_invitation",
        [
            .init("activity_id", .integer), .init("address", .text), .init("sequence", .integer),
            .init("sent_at", .instant), .init("answered_at", .instant, required: false),
        ], primaryKey: ["activity_id", "address"],
        merging: .stays("belongs to an activity; activities are not merged"))

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(table)
        // An answer names its meeting so.
        registry.storage.index(Activity.self, "activity_uid", ["uid"])
        let words = registry.words
        registry.storage.rules.add(
            to: Activity.name, prepare: prepare, saved: { try saved($0, words, $1) },
            deleting: { try deleting($0, words, $1) })
        SeriesInvitations.register(in: &registry)
        MeetingInvitationRoutes.register(in: &registry)
    }

    // Sending

    /// Invites everybody who takes part and has an address. Returns how many letters leave; asked again, those who
    /// have the newest version get it once more.
    @discardableResult
    package static func send(_ id: ID<Activity>, _ words: CatalogueShelf, in transaction: Transaction) throws -> Int {
        var activity = try transaction.find(id)
        guard MailSettings(transaction.settings).isSet else { throw Post.notSetUp }
        guard activity.span != nil, !activity.isDone else { throw notPlanned }
        let invited = try Invited.of(activity, in: transaction)
        guard !invited.isEmpty else { throw nobody }
        let kind = transaction.schema.kind(of: Activity.self)
        if activity.uid == nil {
            activity.uid = activity.calendarName(transaction.settings)
            activity.sequence = activity.sequence ?? 0
            // Also asks whether this person may change the meeting.
            try transaction.save(
                Draft(
                    id: id.number,
                    fields: [
                        "uid": [.text(activity.uid ?? "")], "sequence": [.integer(Int64(activity.sequence ?? 0))],
                    ]), as: kind)
        } else if !transaction.viewer.may(.change, kind) {
            throw Refusal.notAllowed(to: .change)
        }
        let letter = try MeetingLetter(activity, words, in: transaction)
        for one in invited {
            try letter.send(.request, to: one, again: transaction.ids.next(), in: transaction)
            try note(one.address, activity, in: transaction)
        }
        return invited.count
    }

    static func note(_ address: String, _ activity: Activity, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO meeting_invitation (activity_id, address, sequence, sent_at)
            VALUES (\(activity.id), \(address), \(activity.sequence ?? 0), \(transaction.now))
            ON CONFLICT (activity_id, address) DO UPDATE SET sequence = excluded.sequence, sent_at = excluded.sent_at
            """)
    }

    /// Whom we invited, by address.
    static func sent(_ id: Int64, in transaction: Transaction) throws -> [String: Instant] {
        let rows = try transaction.connection.rows(
            "SELECT address, sent_at FROM meeting_invitation WHERE activity_id = \(id)", .text, .instant)
        return Dictionary(rows.map { ($0[0].text ?? "", $0[1].instant ?? transaction.now) }) { first, _ in first }
    }

    // Following the meeting

    /// A change that matters to those invited is another version of the meeting.
    @Sendable private static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices where !changes[index].touched.contains("sequence") {
            guard var activity = try changes[index].typed(Activity.self) as Activity?, activity.uid != nil,
                let old = try changes[index].typedOld(Activity.self), old.uid != nil, matters(old, activity)
            else { continue }
            activity.sequence = (old.sequence ?? 0) + 1
            changes[index].replace(with: activity)
        }
    }

    static func matters(_ old: Activity, _ new: Activity) -> Bool {
        func people(_ activity: Activity) -> Set<[String]> {
            Set(
                activity.participants.map {
                    [
                        $0.user.map { String($0.number) } ?? "", $0.contact.map { String($0.number) } ?? "",
                        $0.email ?? "",
                    ]
                })
        }
        return old.subject != new.subject || old.startsAt != new.startsAt || old.place != new.place
            || old.durationMinutes != new.durationMinutes || old.isAllDay != new.isAllDay || old.endsOn != new.endsOn
            || (new.startsAt == nil && old.dueOn != new.dueOn)
            || people(old) != people(new)
    }

    private static func saved(_ changes: [Change], _ words: CatalogueShelf, _ transaction: Transaction) throws {
        guard ![.import, .demo].contains(transaction.door), MailSettings(transaction.settings).isSet else { return }
        let touched = try changes.flatMap { change in
            [try change.typed(Activity.self), try change.typedOld(Activity.self)].compactMap(\.self)
        }
        try SeriesInvitations.noteChanges(of: touched, in: transaction)
        for change in changes {
            let activity = try change.typed(Activity.self)
            guard activity.uid != nil, let old = try change.typedOld(Activity.self), old.uid != nil,
                old.sequence != activity.sequence, activity.span != nil
            else { continue }
            let known = try sent(activity.id.number, in: transaction)
            guard !known.isEmpty else { continue }
            let letter = try MeetingLetter(activity, words, in: transaction)
            let invited = try Invited.of(activity, in: transaction)
            for one in invited {
                try letter.send(.request, to: one, in: transaction)
                try note(one.address, activity, in: transaction)
            }
            let gone = Set(known.keys).subtracting(invited.map(\.address))
            let former = try Invited.of(old, in: transaction).filter { gone.contains($0.address) }
            for one in former { try letter.send(.cancel, to: one, in: transaction) }
            if !gone.isEmpty {
                try transaction.connection.execute(
                    """
                    DELETE FROM meeting_invitation
                    WHERE activity_id = \(activity.id) AND address IN (\(SQL.list(gone.sorted().map(Value.text))))
                    """)
            }
        }
    }

    private static func deleting(_ records: [Record], _ words: CatalogueShelf, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Activity.self)
        try SeriesInvitations.noteChanges(of: try records.map { try Activity($0, kind: kind) }, in: transaction)
        for record in records {
            let known = try sent(record.id, in: transaction)
            guard !known.isEmpty else { continue }
            var activity = try Activity(record, kind: kind)
            activity.sequence = (activity.sequence ?? 0) + 1
            let isToCome = activity.span.map { $0.to.instant(in: transaction.settings.timeZone) > transaction.now }
            if isToCome == true, !activity.isDone, MailSettings(transaction.settings).isSet {
                let letter = try MeetingLetter(activity, words, in: transaction)
                for one in try Invited.of(activity, in: transaction) where known[one.address] != nil {
                    try letter.send(.cancel, to: one, in: transaction)
                }
            }
        }
        try transaction.connection.execute(
            "DELETE FROM meeting_invitation WHERE activity_id IN (\(SQL.set(records.map(\.id))))")
    }

    static let notPlanned = Refusal(
        code: "not_planned",
        Message("Only what is still to come and has a day can be invited to. Give it a day, or open it again."))
    static let nobody = Refusal(
        code: "nobody_to_invite",
        Message("Nobody who takes part has an e-mail address. Add participants, or their addresses."))
}
