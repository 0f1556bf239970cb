import Records
import Storage

extension FollowUpPlan {
    /// Whoever has it starts and stops plans on records they see.
    package static let running = "plans.run"
    static let mostSteps = 40, latestDay = 730

    /// Steps stand in their order; a mail knows its words; a condition is one of the plan's own kind.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var plan = try changes[index].typed(FollowUpPlan.self)
            if let text = plan.condition, text.trimmingWhitespace().isEmpty { plan.condition = nil }
            plan.steps = plan.steps.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }
                .map(\.element)
            changes[index].replace(with: plan)
            for refusal in faults(plan, transaction) { changes[index].refuse(refusal) }
        }
    }

    private static func faults(_ plan: FollowUpPlan, _ transaction: Transaction) -> [FieldRefusal] {
        var faults: [FieldRefusal] = []
        if plan.steps.isEmpty || plan.steps.count > mostSteps {
            faults.append(
                FieldRefusal(
                    "steps", code: "required",
                    Message("A plan has from one to {limit} steps.", ["limit": .number(mostSteps)])))
        }
        for (index, step) in plan.steps.enumerated() where !(0...latestDay).contains(step.day) {
            faults.append(
                FieldRefusal(
                    "steps[\(index)].day", code: "out_of_range",
                    Message("A number of open days from 0 to {limit} is expected.", ["limit": .number(latestDay)])))
        }
        for (index, step) in plan.steps.enumerated()
        where step.action == .email && step.template == nil && (step.text ?? "").trimmingWhitespace().isEmpty {
            faults.append(
                FieldRefusal(
                    "steps[\(index)].text", code: "required",
                    Message("Choose a template for this mail, or write its text.")))
        }
        if let text = plan.condition, let kind = transaction.schema[plan.kind.rawValue] {
            do {
                let condition = try Condition(json: JSON(parsing: text))
                _ = try transaction.asHouse.compiler.predicate(condition, at: ConditionCompiler.Place(kind))
            } catch let fault as ConditionFault {
                faults.append(FieldRefusal("condition", code: "invalid_condition", fault.message))
            } catch {
                faults.append(
                    FieldRefusal(
                        "condition", code: "invalid_condition",
                        Message("This is no condition. Choose the filters anew, or leave it empty.")))
            }
        }
        return faults
    }

    /// Only records that come to meet the condition from now on start by themselves: those that meet it already are
    /// noted as known.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes {
            let plan = try change.typed(FollowUpPlan.self)
            let begins = change.changes("condition") || change.changes("kind") || change.changes("is_active")
            if begins, plan.isActive, plan.condition != nil { try PlanStarting.noteKnown(plan, in: transaction) }
        }
    }

    /// Runs of a plan that goes stop where they are.
    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        for record in records {
            let runs = try transaction.connection.integers(
                "SELECT id FROM plan_run WHERE plan = \(record.id) AND ended_at IS NULL")
            for run in runs { try PlanRuns.end(run, .planGone, in: transaction.asHouse) }
        }
    }

    func parsedCondition() -> Condition? {
        guard let condition,
            case .success(let parsed) = Result(catching: { try Condition(json: JSON(parsing: condition)) })
        else { return nil }
        return parsed
    }
}
