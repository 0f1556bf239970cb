import Activities
import Identity
import Jobs
import Records
import Storage
import Web

/// The clock of the first answer: what stops it, and who is told when it has run out.
package enum FirstResponse {
    static let job = "leads.escalate"

    static func register(in registry: inout Registry) {
        // Leads that wait, the most urgent first: asked each minute and on every home page.
        registry.storage.index(Lead.self, "lead_waiting", ["first_responded_at", "respond_by"])
        registry.storage.rules.add(to: Activity.name, saved: heard)
        registry.events.on("email.sent", as: "leads first response") { try sent($0, $1) }
        registry.jobs.add(job, "Say which leads wait too long") { context in
            let told = try await context.workspace.write(.house, .job) { try escalate(in: $0) }
            return .record(["told": .number(String(told))])
        }
        registry.jobs.schedule(job, everySeconds: 60)
    }

    /// Somebody has answered: the clock stops, once. True where it was running.
    @discardableResult
    package static func answered(_ id: Int64, at moment: Instant, in house: Transaction) throws -> Bool {
        let kind = house.schema.kind(of: Lead.self)
        guard let record = try house.asHouse.records([id], of: kind)[id] else { return false }
        var lead = try Lead(record, kind: kind)
        guard lead.firstRespondedAt == nil, lead.status.isOpen else { return false }
        lead.answer(at: moment, house.settings)
        try house.asHouse.save(
            Draft(
                id: id,
                fields: [
                    "first_responded_at": lead.firstRespondedAt.values, "status": lead.status.values,
                    "response_minutes": lead.responseMinutes.values,
                ]), as: kind)
        return true
    }

    /// A call or a meeting that took place.
    @Sendable private static func heard(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where change.changes("is_done") || change.isNew {
            let activity = try change.typed(Activity.self)
            guard activity.isDone, activity.type != .task, let about = activity.about, about.kind == Lead.name else {
                continue
            }
            try answered(about.id, at: activity.doneAt ?? transaction.now, in: transaction)
        }
    }

    private static func sent(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard let about = entry.payload["about"], about["kind"]?.text == Lead.name,
            let id = about["id"]?.text.flatMap({ Int64($0) }) ?? about["id"]?.integer
        else { return }
        try answered(id, at: entry.at, in: transaction)
    }

    // Escalation

    /// Tells, once for each lead, the manager of whoever was to answer.
    static func escalate(in transaction: Transaction) throws -> Int {
        let house = transaction.asHouse, connection = house.connection
        let rows = try connection.rows(
            """
            SELECT l.id, l.owner, u.manager, COALESCE(u.team, l.team) FROM lead AS l
            LEFT JOIN "user" AS u ON u.id = l.owner
            WHERE l.first_responded_at IS NULL AND l.respond_by < \(house.now) AND l.escalated_at IS NULL
            AND l.status IN (\(LeadStatus.openSQL)) ORDER BY l.respond_by LIMIT 500
            """, .integer, .integer, .integer, .integer)
        guard !rows.isEmpty else { return 0 }
        let leaders = try leaders(in: house)
        var notices: [Notice] = []
        for row in rows {
            guard let id = row[0].integer else { continue }
            let own = leaders.filter { row[3].integer == nil || $0.team == row[3].integer || $0.team == nil }
            let told = row[2].integer.map { [$0] } ?? (own.isEmpty ? leaders : own).prefix(3).map(\.id)
            let about = Reference(kind: Lead.name, id: id), owner = row[1].integer
            for user in Set(told).subtracting([owner ?? 0]) {
                notices.append(
                    Notice(
                        .lead, to: user, about: about,
                        owner == nil
                            ? Message("Nobody has taken the lead “{record}”, and its time to answer is over.")
                            : Message("The lead “{record}” still waits for its first answer: its time is over."),
                        key: "lead-late:\(id)"))
            }
            if let owner {
                notices.append(
                    Notice(
                        .lead, to: owner, about: about, Message("The lead “{record}” waits for you: its time is over."),
                        key: "lead-late:\(id)"))
            }
        }
        try Notice.tell(notices, in: house)
        let ids = rows.compactMap { $0[0].integer }
        let drafts = ids.map { Draft(id: $0, fields: ["escalated_at": [.instant(house.now)]]) }
        _ = try house.save(drafts, as: house.schema.kind(of: Lead.self))
        return ids.count
    }

    private struct Leader { let id: Int64, team: Int64? }

    /// Those who may hand out leads, where nobody is somebody's manager.
    private static func leaders(in house: Transaction) throws -> [Leader] {
        try house.connection.rows(
            """
            SELECT u.id, u.team FROM "user" AS u JOIN role AS r ON r.id = u.role
            WHERE u.is_active = TRUE AND (r.is_administrator = TRUE OR EXISTS (SELECT 1 FROM role_permission AS p
            WHERE p.role = r.id AND p.permission = \(Distribution.permission)))
            ORDER BY r.is_administrator, u.id LIMIT 50
            """, .integer, .integer
        ).map { Leader(id: $0[0].integer ?? 0, team: $0[1].integer) }
    }
}
