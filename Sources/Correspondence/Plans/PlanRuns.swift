import Activities
import Identity
import People
import Records
import Storage

/// Starting, pausing and ending plans. An open run holds the only place there is for its plan and record.
package enum PlanRuns {
    /// One row for each open run: a second run of the same plan for the same record finds its place taken.
    static let openTable = TableSpec(
        "plan_run_open",
        [.init("plan", .integer), .init("about_kind", .text), .init("about_id", .integer), .init("run", .integer)],
        primaryKey: ["plan", "about_kind", "about_id"],
        merging: .moves([RecordPointer("about_id", kindIn: "about_kind")], once: ["plan", "about_kind", "about_id"]))

    /// Starts a plan for a record that the viewer sees. Refused where it is under way already.
    @discardableResult
    package static func start(
        _ plan: FollowUpPlan, for about: Reference, in transaction: Transaction
    ) throws -> ID<PlanRun> {
        guard plan.isActive, let first = plan.steps.first else { throw notInUse }
        guard about.kind == plan.kind.rawValue, let kind = transaction.schema[about.kind] else { throw wrongKind(plan) }
        let record = try transaction.record(about.id, of: kind)
        if let reason = PlanEnding.isOver(record, kind) { throw over(reason) }
        let house = transaction.asHouse
        var run = PlanRun()
        run.id = ID(transaction.ids.next())
        let taken = try house.connection.execute(
            """
            INSERT INTO plan_run_open (plan, about_kind, about_id, run)
            VALUES (\(plan.id.number), \(about.kind), \(about.id), \(run.id.number))
            ON CONFLICT (plan, about_kind, about_id) DO NOTHING
            """)
        guard taken == 1 else { throw alreadyRunning }
        try PlanStarting.note(plan.id.number, kind, about.id, in: house)
        let owner = kind["owner"] == nil ? nil : try house.record(about.id, of: kind).value("owner", in: kind).integer
        run.name = plan.name
        run.plan = plan.id
        run.about = about
        run.owner = (owner ?? transaction.author).map { ID($0) }
        run.contact = try PlanRecipient.of(about, in: house)?.contact
        run.startedOn = transaction.today
        let time = try workingTime(run, in: house)
        run.nextAt = PlanMoment.of(first, startedOn: transaction.today, now: transaction.now, time)
        let kindOfRun = house.schema.kind(of: PlanRun.self)
        var draft = Draft(run)
        draft.id = nil
        let id = ID<PlanRun>(try house.save(draft, as: kindOfRun))
        try house.connection.execute(
            """
            UPDATE plan_run_open SET run = \(id.number)
            WHERE plan = \(plan.id.number) AND about_kind = \(about.kind) AND about_id = \(about.id)
            """)
        try house.emit(event("plan.started", run, id.number))
        return id
    }

    static func workingTime(_ run: PlanRun, in transaction: Transaction) throws -> WorkingTime {
        guard let owner = run.owner else { return transaction.settings.workingTime }
        return try WorkingTime.of(owner.number, in: transaction)
    }

    /// Nobody else changes this run until the transaction ends.
    static func locked(_ id: Int64, in transaction: Transaction) throws -> PlanRun {
        if transaction.connection.dialect == .postgres {
            _ = try transaction.connection.integer("SELECT id FROM plan_run WHERE id = \(id) FOR UPDATE")
        }
        return try transaction.asHouse.find(ID<PlanRun>(id))
    }

    static func change(_ id: Int64, _ fields: [String: [Value]], in transaction: Transaction) throws {
        let house = transaction.asHouse
        try house.save(Draft(id: id, fields: fields), as: house.schema.kind(of: PlanRun.self))
    }

    static func end(_ id: Int64, _ reason: PlanReason, in transaction: Transaction) throws {
        let run = try locked(id, in: transaction)
        guard run.state.isOpen else { return }
        let state = reason == .done ? PlanState.finished : .stopped
        try change(
            id,
            [
                "state": [.text(state.rawValue)], "reason": [.text(reason.rawValue)], "next_at": [.null],
                "refusal": [.null], "ended_at": [.instant(transaction.now)],
            ], in: transaction)
        try transaction.connection.execute("DELETE FROM plan_run_open WHERE run = \(id)")
        try transaction.asHouse.emit(event("plan.ended", run, id, reason))
    }

    private static func event(_ name: String, _ run: PlanRun, _ id: Int64, _ reason: PlanReason? = nil) -> Event {
        var payload: [JSON.Member] = []
        if let about = run.about {
            payload.append(.init("about", .record(["kind": .text(about.kind), "id": .text(String(about.id))])))
        }
        if let reason { payload.append(.init("reason", .text(reason.rawValue))) }
        return Event(name, Reference(kind: PlanRun.name, id: id), .object(payload))
    }

    static let notInUse = Refusal(
        code: "plan_not_in_use", Message("This plan is not in use. Choose another, or put it to use first."))
    static let alreadyRunning = Refusal(
        .conflict, code: "plan_already_running",
        Message("This plan is under way for this record already. Look at it under follow-up plans."))
    static func wrongKind(_ plan: FollowUpPlan) -> Refusal {
        Refusal(
            code: "plan_wrong_kind",
            Message("“{plan}” is a plan for records of another kind. Choose another plan.", ["plan": .text(plan.name)]))
    }
    static func over(_ reason: PlanReason) -> Refusal {
        Refusal(.conflict, code: "record_closed", Message("This record is closed: there is nobody to follow up."))
    }
}
