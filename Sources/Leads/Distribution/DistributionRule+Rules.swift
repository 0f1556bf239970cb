import Records
import Storage
import Web

extension DistributionRule {
    /// It can be asked of leads, and leads to one person or one team.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let leads = transaction.schema.kind(of: Lead.self)
        for index in changes.indices {
            let rule = try changes[index].typed(DistributionRule.self)
            if rule.user != nil && rule.team != nil {
                changes[index].refuse(
                    "team", code: "one_only", Message("Choose a person or a team, not both."))
            }
            if rule.user == nil && rule.team == nil {
                changes[index].refuse(
                    "user", code: "required", Message("Say to whom: choose a person or a team."))
            }
            guard let text = rule.condition, changes[index].changes("condition") else { continue }
            do throws(FieldRefusal) {
                let condition = try StoredCondition.read(text, "condition", of: leads, in: transaction)
                changes[index].new.set(
                    "condition", [condition == .everything ? .null : .text(condition.json.string)],
                    in: changes[index].kind)
            } catch {
                changes[index].refuse(error)
            }
        }
    }

    /// What it asks; nil where the condition can no longer be read.
    var wanted: Condition? {
        guard let condition else { return .everything }
        guard case .success(let read) = Result(catching: { try Condition(json: JSON(parsing: condition)) }) else {
            return nil
        }
        return read
    }
}

extension LeadCapacity {
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            let capacity = try changes[index].typed(LeadCapacity.self)
            if let maximum = capacity.maximum, !(0...10_000).contains(maximum) {
                changes[index].refuse(
                    "maximum", code: "out_of_range",
                    Message("A whole number from 0 to {limit} is expected.", ["limit": .number(10_000)]))
            }
        }
    }
}
