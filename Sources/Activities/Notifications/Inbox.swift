import Records
import Storage

/// One's notifications, as far as one may see what they are about today.
enum Inbox {
    enum Part: String, CaseIterable, Sendable {
        case unread, read, all

        var label: String {
            switch self {
            case .unread: "Unread"
            case .read: "Read"
            case .all: "All"
            }
        }
    }

    struct Item: Sendable {
        let id: Int64
        let kind: NotificationKind
        let about: Reference?
        let text: Message
        let quotation: String?
        let link: String?
        let at: Instant
        let isRead: Bool
    }

    struct Page: Sendable {
        let items: [Item]
        /// Before which the next page begins; nil at the end.
        let older: Int64?
    }

    static let pageSize = 40
    /// Above this the bell says “99+”.
    static let countLimit = 99

    static func page(_ part: Part, before: Int64?, in transaction: Transaction) throws -> Page {
        let state: SQL =
            switch part {
            case .unread: " AND read_at IS NULL"
            case .read: " AND read_at IS NOT NULL"
            case .all: ""
            }
        let rows = try read("id < \(before ?? .max)\(state)", limit: pageSize + 1, in: transaction)
        let older = rows.count > pageSize ? rows[pageSize - 1].id : nil
        return Page(items: try visible(Array(rows.prefix(pageSize)), in: transaction), older: older)
    }

    static func unreadCount(in transaction: Transaction) throws -> Int {
        try visible(read("read_at IS NULL", limit: countLimit + 1, in: transaction), in: transaction).count
    }

    static func find(_ id: Int64, in transaction: Transaction) throws -> Item? {
        try visible(read("id = \(id)", limit: 1, in: transaction), in: transaction).first
    }

    static func mark(_ id: Int64, read: Bool, in transaction: Transaction) throws {
        let at: Value = read ? .instant(transaction.now) : .null
        let count = try transaction.connection.execute(
            "UPDATE notification SET read_at = \(at) WHERE id = \(id) AND user_id = \(transaction.viewer.user)")
        if count == 0 { throw Refusal.notFound() }
    }

    static func markAllRead(in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            UPDATE notification SET read_at = \(transaction.now)
            WHERE user_id = \(transaction.viewer.user) AND read_at IS NULL
            """)
    }

    private static func read(_ condition: SQL, limit: Int, in transaction: Transaction) throws -> [Item] {
        try transaction.connection.rows(
            """
            SELECT id, kind, about_kind, about_id, text, quotation, link, created_at, read_at FROM notification
            WHERE user_id = \(transaction.viewer.user) AND \(condition) ORDER BY id DESC LIMIT \(limit)
            """, .integer, .text, .text, .integer, .text, .text, .text, .instant, .instant
        ).compactMap { row in
            guard let kind = row[1].text.flatMap({ NotificationKind(rawValue: $0) }),
                let text = Message(try JSON(parsing: row[4].text ?? "{}"))
            else { return nil }
            let about = row[2].text.flatMap { kind in row[3].integer.map { Reference(kind: kind, id: $0) } }
            return Item(
                id: row[0].integer ?? 0, kind: kind, about: about, text: text, quotation: row[5].text,
                link: row[6].text, at: row[7].instant ?? transaction.now, isRead: !row[8].isNull)
        }
    }

    /// What is about a record that is gone, or closed to the reader, is left out; except that a record left them.
    private static func visible(_ items: [Item], in transaction: Transaction) throws -> [Item] {
        let titles = try transaction.titles(Set(items.compactMap(\.about)))
        return items.compactMap { item in
            guard let about = item.about else { return item }
            let kind = transaction.schema[about.kind]
            if let title = titles[about] {
                return Item(
                    id: item.id, kind: item.kind, about: about, text: Message(item.text, ["record": .text(title)]),
                    quotation: item.quotation, link: item.link ?? kind.map { "/\($0.plural)/\(about.id)" }, at: item.at,
                    isRead: item.isRead)
            }
            guard item.kind == .owner, let who = item.text.arguments["who"] else { return nil }
            return Item(
                id: item.id, kind: item.kind, about: nil,
                text: Message("{who} gave a record of yours to somebody else.", ["who": who]), quotation: nil,
                link: nil,
                at: item.at, isRead: item.isRead)
        }
    }
}
