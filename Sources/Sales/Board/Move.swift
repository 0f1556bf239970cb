import Records
import Storage
import Web

/// A sale on its way to another stage: one act for the drag, the menu, the buttons and the API. What a stage demands
/// and what follows from it is decided by the rules of the one write path.
struct Move: Sendable {
    let opportunity: Int64
    let stage: ID<Stage>
    var lostReason: String?
    var closedOn: Day?
    /// The version the mover saw.
    var version: Int64?

    /// Where it stood before, and what takes it back there.
    struct Moved: Sendable {
        let title: String
        let from: Stage?
        let to: Stage
        /// The version after the move.
        let version: Int64
        private let before: Opportunity

        init(title: String, from: Stage?, to: Stage, version: Int64, before: Opportunity) {
            (self.title, self.from, self.to, self.version, self.before) = (title, from, to, version, before)
        }

        /// The address whose POST undoes the move.
        var undo: String? {
            guard let from else { return nil }
            var items = [Form.Item("stage", String(from.id.number)), .init("version", String(version))]
            if let reason = before.lostReason { items.append(.init("lost_reason", reason)) }
            if let day = before.closedOn { items.append(.init("closed_on", day.iso)) }
            return "/opportunities/\(before.id.number)/stage?" + Form(items).encoded
        }
    }

    func perform(in transaction: Transaction) throws -> Moved {
        let kind = transaction.schema.kind(of: Opportunity.self)
        let stages = try Pipelines(transaction)
        let record = try transaction.record(opportunity, of: kind)
        let before = try Opportunity(record, kind: kind)
        guard let target = stages.stage(stage) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "stage", code: "unknown_record", Message("This stage is gone. Reload the page and choose another."))
            ])
        }
        var draft = Draft(id: opportunity, fields: ["stage": [.integer(stage.number)]])
        if let lostReason { draft.fields["lost_reason"] = [.text(lostReason)] }
        if let closedOn { draft.fields["closed_on"] = [.day(closedOn)] }
        draft.expectedVersion = version
        try transaction.save(draft, as: kind)
        let after = try transaction.record(opportunity, of: kind)
        return Moved(
            title: before.title, from: stages.stage(before.stage), to: target, version: after.version, before: before)
    }
}
