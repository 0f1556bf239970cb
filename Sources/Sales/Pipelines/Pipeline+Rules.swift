import Records
import Storage

extension Stage {
    /// A stage without a position comes last; won is 100 %, lost 0 %.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        var last: [Int64: Int] = [:]
        for index in changes.indices {
            var stage = try changes[index].typed(Stage.self)
            if changes[index].isNew, !changes[index].touched.contains("position"), let pipeline = stage.pipeline?.number
            {
                let known =
                    try last[pipeline]
                    ?? Int(
                        transaction.connection.integer("SELECT MAX(position) FROM stage WHERE pipeline = \(pipeline)")
                            ?? 0)
                stage.position = known + 1
                last[pipeline] = stage.position
            }
            switch stage.outcome {
            case .won: stage.probability = 100
            case .lost: stage.probability = 0
            case .open: break
            }
            if !(0...100).contains(stage.probability) {
                changes[index].refuse(
                    "probability", code: "out_of_range", Message("A percentage between 0 and 100 is expected."))
            }
            if changes[index].changes("pipeline"), let old = changes[index].old,
                try transaction.connection.integer("SELECT COUNT(*) FROM opportunity WHERE stage = \(old.id)") ?? 0 > 0
            {
                changes[index].refuse(
                    "pipeline", code: "still_linked",
                    Message("Opportunities stand in this stage: it cannot move to another pipeline."))
            }
            changes[index].replace(with: stage)
        }
    }

    /// When a stage becomes won, lost or open again, so do the opportunities that stand in it.
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where !change.isNew && change.changes("outcome") {
            let stage = try change.typed(Stage.self)
            try transaction.connection.execute(
                "UPDATE opportunity SET outcome = \(stage.outcome.rawValue) WHERE stage = \(stage.id)")
        }
    }
}

/// The pipelines and their stages, loaded once for a batch.
struct Pipelines {
    let pipelines: [Pipeline]
    let stages: [Stage]

    init(_ transaction: Transaction) throws {
        let house = transaction.asHouse
        pipelines = try house.all(Pipeline.self).sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
        stages = try house.all(Stage.self).sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
    }

    func stage(_ id: ID<Stage>?) -> Stage? { id.flatMap { id in stages.first { $0.id == id } } }
    func stages(of pipeline: ID<Pipeline>?) -> [Stage] { stages.filter { $0.pipeline == pipeline } }
    func stage(of pipeline: ID<Pipeline>?, _ outcome: Outcome) -> Stage? {
        stages(of: pipeline).first { $0.outcome == outcome }
    }
    /// Where sales open: the stage that says so, else the first open one.
    func opening(of pipeline: ID<Pipeline>?) -> Stage? {
        let open = stages(of: pipeline).filter { $0.outcome == .open }
        return open.first(where: \.opensSales) ?? open.first
    }
}
