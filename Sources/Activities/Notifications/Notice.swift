import Identity
import Jobs
import Messaging
import Records
import Storage

/// Something one person is to hear of. Written in the transaction that caused it; `{who}` is filled with who did it,
/// `{record}` when it is read, with what the record is called then and only if the reader may see it.
package struct Notice: Sendable {
    package static let table = TableSpec(
        "notification",
        [
            .init("id", .integer), .init("user_id", .integer, references: "user"), .init("kind", .text),
            .init("about_kind", .text, required: false), .init("about_id", .integer, required: false),
            .init("text", .text), .init("quotation", .text, required: false), .init("link", .text, required: false),
            .init("by_user", .integer, required: false), .init("unique_key", .text, required: false),
            .init("created_at", .instant), .init("read_at", .instant, required: false),
        ], primaryKey: ["id"],
        indexes: [
            // One's page, newest first; and what is unread, for the bell.
            .init("notification_of_user", ["user_id", "id"]),
            .init("notification_unread", ["user_id", "read_at", "id"]),
            .init("notification_key", ["user_id", "unique_key"], unique: true),
        ],
        merging: .moves([RecordPointer("about_id", kindIn: "about_kind")]))

    static let choiceTable = TableSpec(
        "notification_choice",
        [.init("user_id", .integer, references: "user"), .init("kind", .text), .init("channel", .text)],
        primaryKey: ["user_id", "kind"], merging: .stays("belongs to a user; users are not merged"))

    let kind: NotificationKind
    let user: Int64
    let about: Reference?
    let text: Message
    let quotation: String?
    let link: String?
    let key: String?

    /// With a key, the same person is told once.
    package init(
        _ kind: NotificationKind, to user: Int64, about: Reference? = nil, _ text: Message, quotation: String? = nil,
        link: String? = nil, key: String? = nil
    ) {
        self.kind = kind
        self.user = user
        self.about = about
        self.text = text
        self.quotation = quotation
        self.link = link
        self.key = key
    }

    /// Nobody is told of what they did themselves, nor who chose not to hear of it, nor who is gone. `by` is who did
    /// it, where it is not whose transaction this is.
    package static func tell(_ notices: [Notice], by actor: Int64? = nil, in transaction: Transaction) throws {
        let actor = actor ?? transaction.author
        let notices = notices.filter { $0.user != actor }
        guard !notices.isEmpty else { return }
        let channels = try channels(Set(notices.map(\.user)), in: transaction)
        let person = actor.map { Reference(kind: User.name, id: $0) }
        let who = try person.flatMap { try transaction.asHouse.titles([$0])[$0] } ?? "Entregent"
        let isMailSet = MailSettings(transaction.settings).isSet
        var told: Set<Int64> = []
        for notice in notices {
            guard let chosen = channels[notice.user] else { continue }
            let channel = chosen[notice.kind] ?? notice.kind.usual
            guard channel != .none else { continue }
            let id = transaction.ids.next()
            let text = Message(notice.text, ["who": .text(who)])
            let added = try transaction.connection.execute(
                """
                INSERT INTO notification
                (id, user_id, kind, about_kind, about_id, text, quotation, link, by_user, unique_key, created_at)
                VALUES (\(id), \(notice.user), \(notice.kind.rawValue), \(notice.about?.kind), \(notice.about?.id),
                        \(text.stored.string), \(notice.quotation.map { String($0.prefix(2000)) }), \(notice.link),
                        \(actor), \(notice.key), \(transaction.now))
                ON CONFLICT (user_id, unique_key) DO NOTHING
                """)
            guard added > 0 else { continue }
            told.insert(notice.user)
            if channel == .mail, isMailSet {
                let eyes = transaction.seen(by: Viewer(user: notice.user, grants: [:]))
                _ = try JobQueue.enqueue(
                    NoticeMail.job, .record(["notification": .text(String(id))]), in: eyes)
            }
        }
        for user in told.sorted() {
            try transaction.emit(Event("notification.made", Reference(kind: "notification", id: user)))
        }
    }

    /// What active people chose, by kind.
    private static func channels(
        _ users: Set<Int64>, in transaction: Transaction
    ) throws -> [Int64: [NotificationKind: NotificationChannel]] {
        let rows = try transaction.connection.rows(
            """
            SELECT u.id, c.kind, c.channel FROM "user" AS u LEFT JOIN notification_choice AS c ON c.user_id = u.id
            WHERE u.id IN (\(SQL.set(users.sorted()))) AND u.is_active = TRUE
            """, .integer, .text, .text)
        var channels: [Int64: [NotificationKind: NotificationChannel]] = [:]
        for row in rows {
            let user = row[0].integer ?? 0
            var chosen = channels[user] ?? [:]
            if let kind = row[1].text.flatMap({ NotificationKind(rawValue: $0) }) {
                chosen[kind] = row[2].text.flatMap { NotificationChannel(rawValue: $0) }
            }
            channels[user] = chosen
        }
        return channels
    }
}

extension Message {
    /// The same sentence with more of its holes filled.
    init(_ message: Message, _ more: [String: Argument]) {
        let arguments = message.arguments.merging(more) { _, new in new }
        if let plural = message.plural, let count = message.count {
            self.init(message.text, plural, count: count, arguments)
        } else {
            self.init(message.text, arguments)
        }
    }
}
