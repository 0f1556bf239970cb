import Localisation
import Records
import Storage
import Web

/// How alive a record is: what comes next, and when something last happened. Asked for a whole board at once.
package struct ActivityPulse: Sendable {
    package var next: Next?
    package var lastDoneAt: Instant?

    package struct Next: Sendable {
        package let id: Int64
        package let subject: String
        package let type: ActivityType
        package let dueOn: Day?
        package let startsAt: Instant?
    }

    package init() {}

    /// By record: one query, whatever their number.
    package static func of(_ ids: [Int64], _ kind: Kind, in transaction: Transaction) throws -> [Int64: ActivityPulse] {
        guard !ids.isEmpty, !transaction.viewer.grants(for: Activity.name).isEmpty else { return [:] }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Activity.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let about: SQL =
            """
            \(place.column("about_kind")) = \(kind.name) AND \(place.column("about_id")) IN (\(SQL.set(ids)))\(rights)
            """
        let rows = try transaction.connection.rows(
            """
            SELECT about_id, id, subject, type, due_on, starts_at, done_at FROM (
            SELECT
            \(SQL.joined(["about_id", "id", "subject", "type", "due_on", "starts_at"].map { place.column($0) }, ", ")),
            CAST(NULL AS TIMESTAMPTZ) AS done_at,
            ROW_NUMBER() OVER (PARTITION BY \(place.column("about_id"))
            ORDER BY \(place.column("due_on")) NULLS LAST, \(place.column("starts_at")) NULLS LAST,
            \(place.column("id"))) AS place
            FROM \(place.from) WHERE \(about) AND \(place.column("is_done")) = FALSE) AS open WHERE place = 1
            UNION ALL
            SELECT \(place.column("about_id")), 0, '', '', CAST(NULL AS DATE), CAST(NULL AS TIMESTAMPTZ),
            MAX(\(place.column("done_at")))
            FROM \(place.from) WHERE \(about) AND \(place.column("is_done")) = TRUE GROUP BY \(place.column("about_id"))
            """, .integer, .integer, .text, .text, .day, .instant, .instant)
        var pulses: [Int64: ActivityPulse] = [:]
        for row in rows {
            let record = row[0].integer ?? 0
            guard let id = row[1].integer, id != 0 else {
                pulses[record, default: ActivityPulse()].lastDoneAt = row[6].instant
                continue
            }
            pulses[record, default: ActivityPulse()].next = Next(
                id: id, subject: row[2].text ?? "", type: row[3].text.flatMap { ActivityType(rawValue: $0) } ?? .task,
                dueOn: row[4].day,
                startsAt: row[5].instant)
        }
        return pulses
    }

    /// Red overdue, green today, grey planned, yellow none; each with its icon and its words.
    package func badge(_ t: Translator, today: Day) -> Badge {
        guard let next else { return Badge(t("No activity"), .warn, icon: "triangle-alert") }
        let urgency = Urgency(dueOn: next.dueOn, startsAt: next.startsAt, today: today)
        let words = urgency.words(t, today: today)
        let text = "\(words) · \(next.subject)"
        return Badge(text, urgency.tone, icon: urgency.icon, title: "\(t(next.type.label)) – \(text)")
    }
}
