import Records

/// What was deleted and can still come back, read from the inverse journal.
package enum Trash {
    private static let operations: [Value] = [.text("delete"), .text("bulk_delete")]

    /// One deletion: one record or many, with all that went along.
    package struct Deletion: Sendable {
        package let id: Int64
        package let kind: String
        package let at: Instant
        package let user: Int64?
        /// The record that was deleted; of many, the last one.
        package let title: String
        /// Deleted records by kind.
        package let deleted: [String: Int]
        /// Records of which a link was emptied.
        package let emptied: Int
        /// Some of it could not be restored the last time.
        package let isPartial: Bool
    }

    /// One thing of a deletion.
    package struct Item: Sendable {
        package let record: Reference
        package let title: String
        /// Gone, or only changed because a link of it led here.
        package let isDeleted: Bool
        package let problem: RestoreProblem?
    }

    /// One's own deletions, or everybody's for whoever manages the settings; the newest first.
    package static func deletions(
        before: Int64? = nil, limit: Int, only id: Int64? = nil, in transaction: Transaction
    ) throws -> [Deletion] {
        let rows = try transaction.connection.rows(
            """
            SELECT id, kind, at, user_id, state FROM journal
            WHERE operation IN (\(SQL.list(operations))) AND state <> 'undone' AND records > 0
            AND id < \(before ?? .max) AND \(whose(transaction)) AND \(id.map { "id = \($0)" as SQL } ?? "1 = 1")
            ORDER BY id DESC LIMIT \(limit)
            """, .integer, .text, .instant, .integer, .text)
        if rows.isEmpty { return [] }
        let journals = rows.map { $0[0] }
        let counts = try counts(journals, transaction), titles = try titles(journals, transaction)
        return rows.map { row in
            let id = row[0].integer ?? 0, counted = counts[id] ?? []
            return Deletion(
                id: id, kind: row[1].text ?? "", at: row[2].instant ?? transaction.now, user: row[3].integer,
                title: titles[id] ?? "",
                deleted: Dictionary(
                    counted.filter { $0.action == "deleted" }.map { ($0.kind, $0.count) }, uniquingKeysWith: +),
                emptied: counted.filter { $0.action == "changed" }.reduce(0) { $0 + $1.count },
                isPartial: row[4].text == "partial")
        }
    }

    /// Whose deletions the viewer may bring back.
    private static func whose(_ transaction: Transaction) -> SQL {
        transaction.viewer.may("settings.manage") ? "1 = 1" : "user_id = \(transaction.viewer.user)"
    }

    private static func counts(
        _ journals: [Value], _ transaction: Transaction
    ) throws -> [Int64: [(kind: String, action: String, count: Int)]] {
        var counts: [Int64: [(kind: String, action: String, count: Int)]] = [:]
        let rows = try transaction.connection.rows(
            """
            SELECT journal_id, kind, action, COUNT(*) FROM journal_entry
            WHERE journal_id IN (\(SQL.set(journals))) GROUP BY journal_id, kind, action
            """, .integer, .text, .text, .integer)
        for row in rows {
            counts[row[0].integer ?? 0, default: []].append(
                (row[1].text ?? "", row[2].text ?? "", Int(row[3].integer ?? 0)))
        }
        return counts
    }

    /// What is deleted is written after what goes along with it.
    private static func titles(_ journals: [Value], _ transaction: Transaction) throws -> [Int64: String] {
        var titles: [Int64: String] = [:]
        let rows = try transaction.connection.rows(
            """
            SELECT journal_id, kind, before FROM journal_entry WHERE id IN (
                SELECT MAX(id) FROM journal_entry
                WHERE journal_id IN (\(SQL.set(journals))) AND action = 'deleted' GROUP BY journal_id)
            """, .integer, .text, .text)
        for row in rows {
            titles[row[0].integer ?? 0] = try title(row[2].text, transaction.schema[row[1].text ?? ""])
        }
        return titles
    }

    private static func title(_ stored: String?, _ kind: Kind?) throws -> String {
        guard let kind, let stored else { return "" }
        return try JSON(parsing: stored)[kind.title]?.text ?? ""
    }

    /// All that one deletion took along, what was deleted itself first.
    package static func items(
        of journal: Int64, after: Int64? = nil, limit: Int, in transaction: Transaction
    ) throws -> [(id: Int64, item: Item)] {
        let rows = try transaction.connection.rows(
            """
            SELECT id, kind, record_id, action, before, problem FROM journal_entry
            WHERE journal_id = \(journal) AND id < \(after ?? .max) ORDER BY id DESC LIMIT \(limit)
            """, .integer, .text, .integer, .text, .text, .text)
        let changed = rows.filter { $0[3].text == "changed" }.map {
            Reference(kind: $0[1].text ?? "", id: $0[2].integer ?? 0)
        }
        let names = try transaction.titles(changed.filter { transaction.schema[$0.kind] != nil })
        return try rows.map { row in
            let record = Reference(kind: row[1].text ?? "", id: row[2].integer ?? 0)
            let isDeleted = row[3].text == "deleted"
            let title =
                isDeleted ? try title(row[4].text, transaction.schema[record.kind]) : names[record] ?? ""
            let problem = try row[5].text.map { try JSON(parsing: $0) }.flatMap { json in
                RestoreProblem.Reason(rawValue: json["code"]?.text ?? "").map {
                    RestoreProblem(record: record, title: title, reason: $0, field: json["field"]?.text ?? "")
                }
            }
            return (
                row[0].integer ?? 0, Item(record: record, title: title, isDeleted: isDeleted, problem: problem)
            )
        }
    }

    /// Forgets deletions older than this for good; returns how many, up to `limit`.
    package static func purge(before instant: Instant, limit: Int = 20, in transaction: Transaction) throws -> Int {
        let old = try transaction.connection.integers(
            """
            SELECT id FROM journal WHERE operation IN (\(SQL.list(operations))) AND at < \(instant)
            ORDER BY id LIMIT \(limit)
            """)
        if old.isEmpty { return 0 }
        try transaction.connection.execute("DELETE FROM journal_entry WHERE journal_id IN (\(SQL.set(old)))")
        try transaction.connection.execute("DELETE FROM journal WHERE id IN (\(SQL.set(old)))")
        return old.count
    }
}
