import Records
import Storage

/// Who fetched which file, and when: shown on the file itself.
package enum FileAccess {
    static let table = TableSpec(
        "file_access",
        [
            .init("id", .integer), .init("attachment_id", .integer), .init("user_id", .integer, required: false),
            .init("at", .instant),
            .init("door", .text),
        ], primaryKey: ["id"], indexes: [.init("file_access_of_attachment", ["attachment_id", "id"])],
        merging: .moves([RecordPointer("attachment_id", of: "attachment")]))

    /// Files we keep for attachments. A file goes when neither an attachment nor the journal of deletions needs it.
    static let keptTable = TableSpec(
        "kept_file", [.init("file", .text), .init("kept_at", .instant)], primaryKey: ["file"],
        merging: .stays("names files, not records"))

    package struct Entry: Sendable {
        package let at: Instant
        package let user: String?
        package let door: Door
    }

    static func record(_ attachment: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO file_access (id, attachment_id, user_id, at, door) VALUES
            (\(transaction.ids.next()), \(attachment), \(transaction.author), \(transaction.now),
            \(transaction.door.rawValue))
            """)
    }

    /// Newest first.
    package static func entries(_ attachment: Int64, limit: Int = 50, in transaction: Transaction) throws -> [Entry] {
        let user = ConditionCompiler.Place(transaction.schema.kind("user"))
        let seen = try transaction.compiler.rights(at: user).map { " AND \($0)" as SQL } ?? ""
        return try transaction.connection.rows(
            """
            SELECT f.at, \(user.column("name")), f.door FROM file_access AS f
            LEFT JOIN \(user.from) ON \(user.column("id")) = f.user_id\(seen)
            WHERE f.attachment_id = \(attachment) ORDER BY f.id DESC LIMIT \(limit)
            """, .instant, .text, .text
        ).map {
            Entry(
                at: $0[0].instant ?? transaction.now, user: $0[1].text,
                door: $0[2].text.flatMap { Door(rawValue: $0) } ?? .screen)
        }
    }
}
