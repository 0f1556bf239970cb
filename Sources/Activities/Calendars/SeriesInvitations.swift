import Foundation
import Identity
import Jobs
import Localisation
import Messaging
import Records
import Storage
import Web

/// Invitations to a series as a whole. Whoever was invited hears of what changes in it once for each change, whatever
/// number of its meetings that touched: a job compares what the series is now with what was sent last.
enum SeriesInvitations {
    /// A series people were invited to: how calendars call it, and what they were told last.
    static let table = TableSpec(
        "series_invitation",
        [
            .init("series_id", .integer), .init("uid", .text), .init("sequence", .integer), .init("told", .text),
            .init("sent_at", .instant),
        ], primaryKey: ["series_id"], indexes: [.init("series_invitation_uid", ["uid"], unique: true)],
        merging: .stays("belongs to an activity; activities are not merged"))

    /// Who was invited to it, and when they last answered.
    static let people = TableSpec(
        "series_invitee",
        [.init("uid", .text), .init("address", .text), .init("answered_at", .instant, required: false)],
        primaryKey: ["uid", "address"], merging: .stays("names an address, and no record"))

    private static let update = "activities.series_letters", alone = "activities.invite_alone"

    static func register(in registry: inout Registry) {
        registry.storage.tables += [table, people]
        let words = registry.words
        registry.jobs.add(update, "Tell those invited to a series what changed") { context in
            let uid = context.job.arguments["uid"]?.text ?? ""
            return try await context.workspace.write(.house, .job) { transaction in
                .record(["letters": .number(String(try follow(uid, words, in: transaction)))])
            }
        }
        registry.jobs.add(alone, "Invite to a meeting that left its series") { context in
            guard let id = context.job.arguments["activity"]?.text.flatMap({ Int64($0) }) else { return .null }
            return try await context.workspace.write(.house, .job) { transaction in
                .record(["letters": .number(String(try inviteAlone(id, words, in: transaction)))])
            }
        }
    }

    // Sending

    /// Invites everybody who takes part in the series; asked again, they get the newest version once more.
    static func send(_ id: ID<Activity>, _ words: CatalogueShelf, in transaction: Transaction) throws -> Int {
        let activity = try transaction.find(id), kind = transaction.schema.kind(of: Activity.self)
        let head = try Series(transaction).first(of: activity)
        guard MailSettings(transaction.settings).isSet else { throw Post.notSetUp }
        guard head.recurrence != nil, head.span != nil else { throw notSeries }
        guard try transaction.allowed([id.number], of: kind, to: .change).contains(id.number) else {
            throw Refusal.notAllowed(to: .change)
        }
        let house = transaction.asHouse
        guard try !Invited.of(head, in: house).isEmpty else { throw MeetingInvitations.nobody }
        let state = try State.find("series_id = \(head.id)", in: house) ?? State.make(for: head, in: house)
        return try tell(state, head, words, again: house.ids.next(), in: house)
    }

    /// Writes to everybody invited, and to those who no longer are. Returns how many letters leave.
    private static func tell(
        _ state: State, _ head: Activity, _ words: CatalogueShelf, again: Int64? = nil, in house: Transaction
    ) throws -> Int {
        var series = try SeriesCalendar(head, uid: state.uid, sequence: state.sequence, in: house)
        var letter = try MeetingLetter(head, words, in: house)
        let now = series.fingerprint(letter.organiser, house.settings), isNews = now != state.told
        guard isNews || again != nil else { return 0 }
        if isNews, !state.told.isEmpty { series.sequence += 1 }
        letter.series = series
        let known = try addresses(of: state.uid, in: house), gone = known.subtracting(series.invited.map(\.address))
        for one in series.invited { try letter.send(.request, to: one, again: again, in: house) }
        for address in gone.sorted() { try letter.send(.cancel, to: Invited(address: address), in: house) }
        try house.connection.execute(
            """
            DELETE FROM series_invitee
            WHERE uid = \(state.uid) AND address IN (\(SQL.list(gone.sorted().map(Value.text))))
            """)
        for one in series.invited {
            try house.connection.execute(
                """
                INSERT INTO series_invitee (uid, address) VALUES (\(state.uid), \(one.address))
                ON CONFLICT (uid, address) DO NOTHING
                """)
        }
        try house.connection.execute(
            """
            UPDATE series_invitation SET sequence = \(series.sequence), told = \(now), sent_at = \(house.now)
            WHERE uid = \(state.uid)
            """)
        return series.invited.count + gone.count
    }

    // Following the series

    /// Something was changed or deleted: whether those invited have to hear of it is seen once all is written.
    static func noteChanges(of activities: [Activity], in transaction: Transaction) throws {
        let heads = Set(activities.filter(\.isInSeries).map { ($0.series ?? $0.id).number })
        guard !heads.isEmpty, ![.import, .demo].contains(transaction.door) else { return }
        let uids = try transaction.connection.rows(
            "SELECT uid FROM series_invitation WHERE series_id IN (\(SQL.set(heads.sorted()))) ORDER BY uid", .text)
        for case let uid? in uids.map({ $0[0].text }) { try queue(uid, in: transaction) }
    }

    private static func queue(_ uid: String, in transaction: Transaction) throws {
        _ = try JobQueue.enqueue(update, .record(["uid": .text(uid)]), key: "series:" + uid, in: transaction)
    }

    static func isInvited(_ head: ID<Activity>, in transaction: Transaction) throws -> Bool {
        try State.find("series_id = \(head)", in: transaction) != nil
    }

    /// Another is the first now: the entry in calendars stays the same.
    static func handOver(from head: ID<Activity>, to next: ID<Activity>, in transaction: Transaction) throws {
        try transaction.connection.execute(
            "UPDATE series_invitation SET series_id = \(next) WHERE series_id = \(head)")
    }

    /// What follows is a series of its own: its people get an entry for it.
    static func split(_ head: ID<Activity>, from next: Activity, in transaction: Transaction) throws {
        guard try isInvited(head, in: transaction) else { return }
        try queue(State.make(for: next, in: transaction).uid, in: transaction)
    }

    /// The first one was changed alone: its people get an entry for it beside the series.
    static func left(_ activity: ID<Activity>, in transaction: Transaction) throws {
        _ = try JobQueue.enqueue(alone, .record(["activity": .text(String(activity.number))]), in: transaction)
    }

    private static func inviteAlone(_ id: Int64, _ words: CatalogueShelf, in house: Transaction) throws -> Int {
        let kind = house.schema.kind(of: Activity.self)
        guard MailSettings(house.settings).isSet, let record = try house.records([id], of: kind)[id] else { return 0 }
        let activity = try Activity(record, kind: kind)
        let hasPeople = try !Invited.of(activity, in: house).isEmpty
        guard activity.span != nil, !activity.isDone, hasPeople else { return 0 }
        return try MeetingInvitations.send(activity.id, words, in: house)
    }

    /// Tells what changed, once; where nothing did, nobody hears anything.
    static func follow(_ uid: String, _ words: CatalogueShelf, in house: Transaction) throws -> Int {
        guard let state = try State.find("uid = \(uid)", in: house), MailSettings(house.settings).isSet else {
            return 0
        }
        let kind = house.schema.kind(of: Activity.self)
        let head = try house.records([state.series], of: kind)[state.series].map { try Activity($0, kind: kind) }
        if let head, head.span != nil, try !Invited.of(head, in: house).isEmpty {
            return try tell(state, head, words, in: house)
        }
        let count = try cancel(state, words, in: house)
        try house.connection.execute("DELETE FROM series_invitee WHERE uid = \(uid)")
        try house.connection.execute("DELETE FROM series_invitation WHERE uid = \(uid)")
        return count
    }

    /// The whole series is gone: from what was told last, an end to it.
    private static func cancel(_ state: State, _ words: CatalogueShelf, in house: Transaction) throws -> Int {
        let zone = house.settings.timeZone
        guard !state.told.isEmpty,
            let event = try ICalendar(reading: state.told, zone: zone, now: house.now).events.first
        else { return 0 }
        let first = event.start.instant(in: zone).day(in: zone), today = house.today
        let rule = try event.rule.map { text throws(Refusal) in try Recurrence(text, zone: zone) }
        let isToCome = rule.map {
            !$0.days(from: first, through: today.adding(days: 800)).filter { $0 >= today }.isEmpty
        }
        guard isToCome ?? (first >= today) else { return 0 }
        let addresses = try addresses(of: state.uid, in: house)
        for address in addresses.sorted() {
            try MeetingLetter.cancel(event, state.sequence + 1, to: address, words, in: house)
        }
        return addresses.count
    }

    static func addresses(of uid: String, in transaction: Transaction) throws -> Set<String> {
        let rows = try transaction.connection.rows(
            "SELECT address FROM series_invitee WHERE uid = \(uid)", .text)
        return Set(rows.compactMap { $0[0].text })
    }

    static let notSeries = Refusal(
        code: "not_a_series", Message("This activity comes only once. Invite to it alone, or let it repeat first."))
}

extension SeriesInvitations {
    /// What is kept of one invited series.
    struct State: Sendable {
        let series: Int64
        let uid: String
        let sequence: Int
        let told: String
        let sentAt: Instant

        static func find(_ condition: SQL, in transaction: Transaction) throws -> State? {
            try transaction.connection.first(
                "SELECT series_id, uid, sequence, told, sent_at FROM series_invitation WHERE \(condition)", .integer,
                .text, .integer, .text, .instant
            ).map { row in
                State(
                    series: row[0].integer ?? 0, uid: row[1].text ?? "", sequence: Int(row[2].integer ?? 0),
                    told: row[3].text ?? "", sentAt: row[4].instant ?? transaction.now)
            }
        }

        static func make(for head: Activity, in transaction: Transaction) throws -> State {
            // A name of its own: the first of it may be invited to alone as well.
            var nameless = head
            nameless.uid = nil
            let uid = "series-\(transaction.ids.next())-" + nameless.calendarName(transaction.settings)
            try transaction.connection.execute(
                """
                INSERT INTO series_invitation (series_id, uid, sequence, told, sent_at)
                VALUES (\(head.id), \(uid), 0, '', \(transaction.now))
                """)
            return State(series: head.id.number, uid: uid, sequence: 0, told: "", sentAt: transaction.now)
        }
    }
}
