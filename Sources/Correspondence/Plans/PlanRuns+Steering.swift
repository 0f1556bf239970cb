import Records
import Storage

/// What people do with a plan that is under way: whoever sees the record and may run plans.
extension PlanRuns {
    package enum Act: String, Sendable, CaseIterable {
        case pause, resume, skip, stop

        func applies(to run: PlanRun) -> Bool {
            switch self {
            case .pause: run.state == .running || run.state == .waiting
            case .resume: run.state == .paused || run.state == .waiting
            case .skip: run.state == .running || run.state == .waiting
            case .stop: run.state.isOpen
            }
        }
    }

    package static func demand(_ transaction: Transaction) throws(Refusal) {
        guard transaction.viewer.may(FollowUpPlan.running) else { throw notAllowed }
    }

    package static func act(_ act: Act, on id: Int64, in transaction: Transaction) throws {
        try demand(transaction)
        _ = try transaction.find(ID<PlanRun>(id))
        let run = try locked(id, in: transaction)
        guard act.applies(to: run) else { throw tooLate }
        switch act {
        case .pause: try change(id, ["state": [.text("paused")], "next_at": [.null]], in: transaction)
        case .resume: try resume(run, in: transaction)
        case .skip: try advance(run, by: try plan(of: run, in: transaction), in: transaction)
        case .stop: try end(id, .byHand, in: transaction)
        }
    }

    private static func resume(_ run: PlanRun, in transaction: Transaction) throws {
        let plan = try plan(of: run, in: transaction), time = try workingTime(run, in: transaction.asHouse)
        guard plan.steps.indices.contains(run.step) else { return try end(run.id.number, .done, in: transaction) }
        let nextAt = PlanMoment.of(
            plan.steps[run.step], startedOn: run.startedOn ?? transaction.today, now: transaction.now, time)
        try change(
            run.id.number, ["state": [.text("running")], "next_at": [.instant(nextAt)], "refusal": [.null]],
            in: transaction)
    }

    static func plan(of run: PlanRun, in transaction: Transaction) throws -> FollowUpPlan {
        guard let plan = run.plan else { throw Refusal.notFound() }
        return try transaction.asHouse.find(plan)
    }

    /// The step is behind it; the next one is set, or the run is over.
    static func advance(_ run: PlanRun, by plan: FollowUpPlan, in transaction: Transaction) throws {
        let next = run.step + 1, id = run.id.number
        guard plan.steps.indices.contains(next) else {
            try change(id, ["step": [.integer(Int64(next))]], in: transaction)
            return try end(id, .done, in: transaction)
        }
        let time = try workingTime(run, in: transaction.asHouse)
        var nextAt = PlanMoment.of(
            plan.steps[next], startedOn: run.startedOn ?? transaction.today, now: transaction.now, time)
        // After a long pause several steps are due: one a day, not all at once.
        if plan.steps[next].day > plan.steps[run.step].day, nextAt <= transaction.now {
            nextAt = PlanMoment.tomorrow(transaction.now, time)
        }
        try change(
            id,
            [
                "step": [.integer(Int64(next))], "state": [.text("running")], "next_at": [.instant(nextAt)],
                "refusal": [.null],
            ], in: transaction)
    }

    static let notAllowed = Refusal(
        .forbidden, code: "not_allowed",
        Message("Your role does not allow to start or stop follow-up plans. Ask an administrator."))
    static let tooLate = Refusal(
        .conflict, code: "plan_state", Message("This plan is no longer where that can be done. Load the page again."))
}
