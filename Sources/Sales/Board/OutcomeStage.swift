import Records
import Storage

/// The stage an outcome leads to.
enum OutcomeStage {
    static func find(_ outcome: Outcome, for id: Int64, in transaction: Transaction) throws -> Stage {
        let sale = try transaction.find(ID<Opportunity>(id))
        let known = try Pipelines(transaction)
        if let here = known.stage(sale.stage), here.outcome == outcome { return here }
        if outcome == .open, let last = try lastOpen(sale, known, transaction) { return last }
        guard let stage = known.stage(of: sale.pipeline, outcome) else {
            throw Refusal(
                .conflict, code: "no_stage",
                Message(
                    "This pipeline has no stage for “{outcome}”. Add one in its settings.",
                    ["outcome": .message(Message(outcome.label))]))
        }
        return stage
    }

    /// A sale that is opened again returns to where it stood before it was closed.
    private static func lastOpen(_ sale: Opportunity, _ known: Pipelines, _ transaction: Transaction) throws -> Stage? {
        let visited = try transaction.connection.integers(
            """
            SELECT to_stage FROM stage_change WHERE opportunity = \(sale.id) AND to_stage IS NOT NULL
            ORDER BY entered_at DESC, id DESC LIMIT 50
            """)
        return visited.lazy.compactMap { known.stage(ID($0)) }.first {
            $0.outcome == .open && $0.pipeline == sale.pipeline
        }
    }
}
