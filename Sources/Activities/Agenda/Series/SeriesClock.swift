import Foundation
import Jobs
import Records
import Storage
import Web

/// A series belongs to an hour of the day, not to a moment of the world: where the company moves to another time zone,
/// what comes at nine still comes at nine there. Series of people with a clock of their own stay with that clock, and
/// single meetings at the moment that was agreed. On which clock the series stand is kept beside the settings, so that
/// work cut short goes on where it was, and done twice does nothing.
package enum SeriesClock {
    private static let job = "activities.series_clock", setting = "series_clock"
    private static let atOnce = 20

    static func register(in registry: inout Registry) {
        registry.jobs.add(job, "Keep series at their hour in the company’s new time zone") { context in
            try await context.workspace.reload()
            var moved = 0
            while let count = try await context.workspace.write(.house, .job, { try follow(in: $0) }) {
                moved += count
                try await context.report(JobProgress(done: moved))
            }
            return .record(["activities": .number(String(moved))])
        }
        registry.events.on("clock.changed", as: job) { entry, transaction in
            // Known from the first change on.
            try transaction.connection.execute(
                """
                INSERT INTO setting (name, value) VALUES (\(setting), \(State(zone: entry.payload["from"]?.text).text))
                ON CONFLICT (name) DO NOTHING
                """)
            _ = try JobQueue.enqueue(job, key: job, in: transaction)
        }
    }

    /// The clock on which the series stand; on the way to another: to which, and after which series.
    private struct State {
        var zone: String?
        var next: String?
        var after: Int64 = 0

        var text: String {
            JSON.record([
                "zone": zone.map(JSON.text) ?? .null, "next": next.map(JSON.text) ?? .null,
                "after": .text(String(after)),
            ]).string
        }

        init(zone: String?) { self.zone = zone }

        init(_ json: JSON) {
            (zone, next) = (json["zone"]?.text, json["next"]?.text)
            after = json["after"]?.text.flatMap { Int64($0) } ?? 0
        }
    }

    /// Takes some series along; returns how many activities that were, nil where all are there.
    package static func follow(in transaction: Transaction) throws -> Int? {
        let connection = transaction.connection
        // Whoever else does the same waits here.
        try connection.execute("UPDATE setting SET value = value WHERE name = \(setting)")
        guard let text = try connection.text("SELECT value FROM setting WHERE name = \(setting)") else { return nil }
        var state = State(try JSON(parsing: text))
        if state.next == nil {
            let current = transaction.settings.timeZone.identifier
            guard state.zone != current else { return nil }
            (state.next, state.after) = (current, 0)
        }
        guard let old = state.zone.flatMap({ TimeZone(identifier: $0) }),
            let new = state.next.flatMap({ TimeZone(identifier: $0) })
        else { preconditionFailure("a company’s time zone is known when it is set") }
        let heads = try connection.integers(
            """
            SELECT id FROM \(name: transaction.schema.kind(of: Activity.self).table)
            WHERE recurrence IS NOT NULL AND id > \(state.after) ORDER BY id LIMIT \(atOnce)
            """)
        let moved = try move(heads, from: old, to: new, in: transaction)
        if let last = heads.last { state.after = last } else { state = State(zone: state.next) }
        try connection.execute("UPDATE setting SET value = \(state.text) WHERE name = \(setting)")
        return moved
    }

    private static func move(_ heads: [Int64], from old: TimeZone, to new: TimeZone, in transaction: Transaction)
        throws -> Int
    {
        guard !heads.isEmpty else { return 0 }
        let kind = transaction.schema.kind(of: Activity.self)
        let ids = try transaction.connection.integers(
            """
            SELECT id FROM \(name: kind.table) WHERE (id IN (\(SQL.list(heads))) OR series IN (\(SQL.list(heads))))
            AND is_done = FALSE AND starts_at > \(transaction.now) ORDER BY id
            """)
        let records = try transaction.records(ids, of: kind)
        let activities = try ids.compactMap { id in try records[id].map { try Activity($0, kind: kind) } }
        let owners = Set(activities.compactMap { $0.owner?.number }).sorted()
        let own = try Preferences.timeZones(of: owners, in: transaction)
        let drafts = activities.compactMap { activity -> Draft? in
            guard let start = activity.startsAt, activity.owner.flatMap({ own[$0.number] }) == nil else { return nil }
            let day = start.day(in: old)
            let fields: [String: [Value]] = [
                "starts_at": [.instant(Instant(day, minute: start.minute(in: old), in: new))], "due_on": [.day(day)],
            ]
            return Draft(id: activity.id.number, fields: fields, facts: [Series.fact: true])
        }
        for case .refused(let refusal) in try transaction.save(drafts, as: kind) { throw refusal }
        return drafts.count
    }
}
