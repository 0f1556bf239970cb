import Jobs
import People
import Records
import Storage
import Web

/// When a plan has nothing more to do: the customer answered, the deal moved or closed, the lead became a customer.
enum PlanEnding {
    static func register(in registry: inout Registry) {
        registry.events.on("email.received", as: "plans email.received") { try answered($0, $1) }
        for name in ["opportunity.changed", "lead.changed", "lead.converted"] {
            registry.events.on(name, as: "plans \(name)") { try moved($0, $1) }
        }
    }

    /// The answer is about the record itself, or comes from the person the plan writes to.
    static func answered(_ entry: EventEntry, _ transaction: Transaction) throws {
        var conditions: [SQL] = []
        if let about = entry.payload["about"], let kind = about["kind"]?.text,
            let id = about["id"]?.text.flatMap({ Int64($0) })
        {
            conditions.append("(r.about_kind = \(kind) AND r.about_id = \(id))")
        }
        if let contact = entry.payload["contact"]?.text.flatMap({ Int64($0) }) {
            conditions.append("r.contact = \(contact)")
            conditions.append("(r.about_kind = 'contact' AND r.about_id = \(contact))")
        }
        guard !conditions.isEmpty else { return }
        let runs = try transaction.connection.integers(
            """
            SELECT r.id FROM plan_run AS r JOIN follow_up_plan AS p ON p.id = r.plan
            WHERE r.ended_at IS NULL AND p.stops_on_answer = TRUE AND (\(SQL.joined(conditions, " OR ")))
                AND r.created_at <= \(entry.at)
            """)
        for run in runs { try PlanRuns.end(run, .answered, in: transaction) }
    }

    static func moved(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard let kind = transaction.schema[entry.kind], !entry.records.isEmpty else { return }
        let changed = Set((entry.payload["fields"]?.array ?? []).compactMap(\.text))
        let isMove = changed.contains("stage") || changed.contains("pipeline")
        guard isMove || !changed.isDisjoint(with: ["outcome", "status"]) || entry.name == "lead.converted" else {
            return
        }
        let rows = try transaction.connection.rows(
            """
            SELECT r.id, r.about_id, p.stops_on_move FROM plan_run AS r JOIN follow_up_plan AS p ON p.id = r.plan
            WHERE r.ended_at IS NULL AND r.about_kind = \(kind.name) AND r.about_id IN (\(SQL.set(entry.records)))
                AND r.created_at <= \(entry.at)
            """, .integer, .integer, .boolean)
        guard !rows.isEmpty else { return }
        let records = try transaction.asHouse.records(rows.compactMap { $0[1].integer }, of: kind)
        for row in rows {
            guard let run = row[0].integer, let record = row[1].integer.flatMap({ records[$0] }) else { continue }
            if let reason = isOver(record, kind) {
                try PlanRuns.end(run, reason, in: transaction)
            } else if isMove, row[2].boolean == true {
                try PlanRuns.end(run, .moved, in: transaction)
            }
        }
    }

    /// Won, lost, converted: nobody is followed up any more.
    static func isOver(_ record: Record, _ kind: Kind) -> PlanReason? {
        if kind["outcome"] != nil, let outcome = record.value("outcome", in: kind).text, outcome != "open" {
            return .closed
        }
        if kind.name == "lead", let status = record.value("status", in: kind).text,
            ["converted", "lost"].contains(status)
        {
            return .closed
        }
        return nil
    }

    /// What may have happened without an event reaching us yet: asked again before each step.
    static func of(_ run: PlanRun, _ about: Reference, in transaction: Transaction) throws -> PlanReason? {
        guard let kind = transaction.schema[about.kind],
            let record = try transaction.asHouse.records([about.id], of: kind)[about.id]
        else { return .closed }
        if let over = isOver(record, kind) { return over }
        let holder = try transaction.connection.integer(
            """
            SELECT run FROM plan_run_open WHERE plan = \(run.plan?.number ?? 0) AND about_kind = \(about.kind)
                AND about_id = \(about.id)
            """)
        return holder == run.id.number ? nil : .merged
    }
}
