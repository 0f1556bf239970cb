import Records
import Storage

extension Opportunity {
    /// What may happen to a sale, for every door: a new one starts in the first stage; moving sets outcome and dates;
    /// a lost one says why.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let known = try Pipelines(transaction)
        for index in changes.indices {
            var sale = try changes[index].typed(Opportunity.self)
            let old = try changes[index].typedOld(Opportunity.self)
            if changes[index].isNew, sale.owner == nil, !changes[index].touched.contains("owner") {
                sale.owner = transaction.author.map { .init($0) }
            }
            sale.settlePlace(old: old, known, &changes[index])
            if let stage = known.stage(sale.stage), sale.stage != old?.stage {
                let at =
                    changes[index].happenedAt ?? sale.moment(of: stage, touched: changes[index].touched, transaction)
                changes[index].happenedAt = at
                StageHistory.noteOpening(of: sale, closing: stage, at: at, known, &changes[index], transaction)
                sale.enter(stage, at: at, transaction, &changes[index])
            }
            if let probability = sale.probability, !(0...100).contains(probability) {
                changes[index].refuse(
                    "probability", code: "out_of_range", Message("A percentage between 0 and 100 is expected."))
            }
            changes[index].replace(with: sale)
        }
    }

    /// The pipeline follows a chosen stage; a chosen pipeline without stage begins at its first one.
    private mutating func settlePlace(old: Opportunity?, _ known: Pipelines, _ change: inout Change) {
        if pipeline == nil { pipeline = known.stage(stage)?.pipeline ?? known.pipelines.first?.id }
        if let chosen = known.stage(stage), chosen.pipeline != pipeline {
            if change.touched.contains("stage"), !change.touched.contains("pipeline") {
                pipeline = chosen.pipeline
            } else if !change.touched.contains("stage") {
                stage = nil
            } else {
                change.refuse(
                    "stage", code: "other_pipeline",
                    Message("This stage belongs to another pipeline. Choose a stage of the opportunity’s pipeline."))
            }
        }
        if stage == nil { stage = known.stages(of: pipeline).first?.id }
        if pipeline != nil, stage == nil {
            change.refuse("stage", code: "no_stage", Message("This pipeline has no stage yet. Add one first."))
        }
    }

    /// When it came to this stage: the date the door gave, where it gave one; otherwise now.
    private func moment(of stage: Stage, touched: Set<String>, _ transaction: Transaction) -> Instant {
        let zone = transaction.settings.timeZone
        if stage.outcome != .open, let closedOn, touched.contains("closed_on") {
            return Instant(startOf: closedOn, in: zone)
        }
        if stage.outcome == .open, let openedOn, touched.contains("opened_on") {
            return Instant(startOf: openedOn, in: zone)
        }
        return transaction.now
    }

    private mutating func enter(_ stage: Stage, at moment: Instant, _ transaction: Transaction, _ change: inout Change)
    {
        let today = moment.day(in: transaction.settings.timeZone)
        stageSince = moment
        outcome = stage.outcome
        if openedOn == nil, transaction.door != .import { openedOn = today }
        switch stage.outcome {
        case .open:
            closedOn = nil
            lostReason = nil
        case .won:
            lostReason = nil
            if closedOn == nil || !change.touched.contains("closed_on") { closedOn = today }
        case .lost:
            if closedOn == nil || !change.touched.contains("closed_on") { closedOn = today }
            // A file from before rarely says why; people at the screen and programs are asked.
            if lostReason == nil, transaction.door != .import, transaction.door != .demo {
                change.refuse(
                    Refusal(
                        code: "verb_needs", Message("Say why this sale was lost."),
                        fields: [FieldRefusal("lost_reason", code: "required", Message("Say why this sale was lost."))],
                        details: ["verb": "move", "needs": .array(["lost_reason"])]))
            }
        }
    }

    /// Writes the history of stages, and says what was decided.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        let house = transaction.asHouse
        let kind = house.schema.kind(of: StageChange.self)
        let moved = changes.filter { $0.isNew || $0.changes("stage") }
        guard !moved.isEmpty else { return }
        try StageHistory.close(moved, house)
        let drafts = try moved.flatMap { try StageHistory.entries(of: $0, now: transaction.now) }.map { Draft($0) }
        for case .refused(let refusal) in try house.save(drafts, as: kind) { throw refusal }
        for change in moved {
            let sale = try change.typed(Opportunity.self)
            guard sale.outcome != .open || change.old != nil else { continue }
            let name = sale.outcome == .open ? "opportunity.moved" : "opportunity.\(sale.outcome.rawValue)"
            try transaction.emit(Event(name, Reference(kind: Opportunity.name, id: change.new.id)))
        }
    }
}
