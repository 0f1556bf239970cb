import Records

/// What is asked of the access log: whose, what, when; the newest first.
package struct AccessQuery: Sendable {
    package var user: Int64?
    package var action: Access.Action?
    package var kind: String?
    package var record: Int64?
    package var from: Instant?
    /// Not any more at this instant.
    package var until: Instant?
    package var before: Int64?
    package var limit = 50

    package init() {}

    package struct Entry: Sendable {
        package let id: Int64
        package let at: Instant
        package let access: Access
        /// `access.condition` as it is kept.
        package let condition: JSON?
    }

    package func entries(in transaction: Transaction) throws -> [Entry] {
        var tests: [SQL] = ["id < \(before ?? .max)"]
        if let user { tests.append("user_id = \(user)") }
        if let action { tests.append("action = \(action.rawValue)") }
        if let kind { tests.append("kind = \(kind)") }
        if let record { tests.append("record_id = \(record)") }
        if let from { tests.append("at >= \(from)") }
        if let until { tests.append("at < \(until)") }
        let rows = try transaction.connection.rows(
            """
            SELECT id, at, user_id, door, origin, action, kind, record_id, records, condition FROM access_log
            WHERE \(SQL.joined(tests, " AND ")) ORDER BY id DESC LIMIT \(limit)
            """, .integer, .instant, .integer, .text, .text, .text, .text, .integer, .integer, .text)
        return try rows.compactMap { row in
            guard let action = row[5].text.flatMap(Access.Action.init) else { return nil }
            let access = Access(
                action, user: row[2].integer, door: Door(rawValue: row[3].text ?? "") ?? .screen, origin: row[4].text,
                kind: row[6].text, record: row[7].integer, count: row[8].integer.map(Int.init))
            return Entry(
                id: row[0].integer ?? 0, at: row[1].instant ?? transaction.now, access: access,
                condition: try row[9].text.map { try JSON(parsing: $0) })
        }
    }

    /// The last few people who opened a record, each once.
    package static func lastSeen(
        _ record: Reference, limit: Int = 3, in transaction: Transaction
    ) throws -> [(user: Int64, at: Instant)] {
        var seen: [(user: Int64, at: Instant)] = []
        let rows = try transaction.connection.rows(
            """
            SELECT user_id, at FROM access_log
            WHERE kind = \(record.kind) AND record_id = \(record.id) AND action = 'opened' AND user_id IS NOT NULL
            ORDER BY id DESC LIMIT 50
            """, .integer, .instant)
        for row in rows where seen.count < limit {
            guard let user = row[0].integer, let at = row[1].instant else { continue }
            if !seen.contains(where: { $0.user == user }) { seen.append((user, at)) }
        }
        return seen
    }

    /// Removes what is older than the company keeps it, up to `limit` lines; returns how many went.
    package static func removeOld(before instant: Instant, limit: Int = 5000, in transaction: Transaction) throws -> Int
    {
        // Identifiers follow time: the oldest lines are found first.
        let old = try transaction.connection.integers(
            "SELECT id FROM access_log WHERE at < \(instant) ORDER BY id LIMIT \(limit)")
        if old.isEmpty { return 0 }
        return try Erasure.during(.retention, in: transaction) {
            try $0.delete(from: "access_log", "id IN (\(SQL.set(old)))")
        }
    }
}

extension WorkspaceSettings {
    package static let accessLogDays = "access_log_days", trashDays = "trash_days"

    /// How long the access log is kept.
    package var accessLogDays: Int { days(Self.accessLogDays, usual: 365) }
    /// How long what was deleted can be brought back.
    package var trashDays: Int { days(Self.trashDays, usual: 90) }

    private func days(_ name: String, usual: Int) -> Int {
        guard let days = extra[name]?.integer, (1...36_500).contains(days) else { return usual }
        return Int(days)
    }
}
