import Identity
import Records
import Storage
import Web

extension WorkingTime {
    /// What somebody works where it differs from the company: hours and days off of their own, as JSON.
    static let table = TableSpec(
        "working_hours", [.init("user_id", .integer, references: "user"), .init("hours", .text)],
        primaryKey: ["user_id"], merging: .stays("belongs to a user; users are not merged"))

    /// When one person works: their own hours where they have some, and the days off of both.
    package static func of(_ user: Int64, in transaction: Transaction) throws -> WorkingTime {
        try of([user], in: transaction)[user] ?? transaction.settings.workingTime
    }

    /// The same for many: one query, whatever their number.
    package static func of(_ users: [Int64], in transaction: Transaction) throws -> [Int64: WorkingTime] {
        let company = transaction.settings.workingTime
        var found = Dictionary(users.map { ($0, company) }) { first, _ in first }
        guard !users.isEmpty else { return found }
        let rows = try transaction.connection.rows(
            """
            SELECT u.id, h.hours, p.choices FROM "user" AS u LEFT JOIN working_hours AS h ON h.user_id = u.id
            LEFT JOIN preference AS p ON p.user_id = u.id
            WHERE u.id IN (\(SQL.set(users))) AND (h.user_id IS NOT NULL OR p.user_id IS NOT NULL)
            """, .integer, .text, .text)
        for row in rows {
            var time = company
            if let own = row[1].text { time = company.with(try JSON(parsing: own)) }
            // Their nine o’clock is that of their clock.
            if let choices = row[2].text { time.zone = try Preferences.timeZone(choices) ?? time.zone }
            found[row[0].integer ?? 0] = time
        }
        return found
    }

    /// Who goes leaves no hours behind.
    @Sendable static func forget(_ users: [Record], _ transaction: Transaction) throws {
        try transaction.connection.execute(
            "DELETE FROM working_hours WHERE user_id IN (\(SQL.list(users.map(\.id))))")
    }

    /// What a person chose of their own; nil where the company’s hours hold.
    static func own(_ user: Int64, in transaction: Transaction) throws -> JSON? {
        try transaction.connection.text("SELECT hours FROM working_hours WHERE user_id = \(user)")
            .map { try JSON(parsing: $0) }
    }

    /// These hours, where a person’s own say nothing else; closings of both.
    package func with(_ own: JSON) -> WorkingTime {
        let personal = WorkingTime(own, zone: zone)
        var time = self
        if own["week"] != nil { time.week = personal.week }
        if own["holidays"] != nil { time.holidays = personal.holidays }
        time.closings += personal.closings
        return time
    }
}
