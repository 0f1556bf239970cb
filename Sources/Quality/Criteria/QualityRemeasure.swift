import Jobs
import Records
import Storage

/// Measures certain records anew after a change that concerns thousands (a merge, a mass edit): these, not the whole
/// company.
enum QualityRemeasure {
    static let name = "quality.remeasure"
    /// More than so many are measured with all others.
    private static let most = 50_000

    static func queue(
        _ ids: some Collection<Int64>, _ kind: String, seconds: Int = 0, in transaction: Transaction
    ) throws {
        if ids.isEmpty { return }
        guard ids.count <= most else {
            try QualityJob.queue(kind, in: transaction)
            return
        }
        let list = ids.sorted().map(String.init).joined(separator: ",")
        _ = try JobQueue.enqueue(
            name, .record(["kind": .text(kind), "ids": .text(list)]), runAt: transaction.now.adding(seconds: seconds),
            in: transaction.seen(by: .house))
    }

    @Sendable static func work(_ context: JobContext) async throws -> JSON {
        let arguments = context.job.arguments
        let ids = (arguments["ids"]?.text ?? "").split(separator: ",").compactMap { Int64($0) }
        guard let kind = arguments["kind"]?.text.flatMap({ context.workspace.schema[$0] }), kind.isScored else {
            return .record(["measured": .number("0")])
        }
        var done = min(context.checkpoint?.integer.map { Int($0) } ?? 0, ids.count), pace = QualityPace()
        while done < ids.count {
            let from = done, next = min(ids.count, done + pace.size)
            try await pace.keep {
                try await context.workspace.write(.house, .job) { transaction in
                    let measure = try QualityUpkeep.measure(kind, in: transaction)
                    let busy = try measure.refresh(Array(ids[from..<next]), in: transaction.connection)
                    try queue(busy, kind.name, seconds: 2, in: transaction)
                    let place = JSON.number(String(next))
                    try context.save(place, JobProgress(done: next, total: ids.count), in: transaction)
                }
            }
            done = next
        }
        return .record(["measured": .number(String(done))])
    }
}

/// How much is measured in one transaction: what takes some fifty milliseconds here, and then a pause as long, so that
/// people who save something come first.
struct QualityPace {
    private(set) var size = 250
    private static let goal = Duration.milliseconds(50)

    mutating func keep<Result>(_ work: () async throws -> Result) async throws -> Result {
        let start = ContinuousClock.now
        let result = try await work()
        let took = ContinuousClock.now - start
        if took > QualityPace.goal { size = max(50, size / 2) }
        if took < QualityPace.goal / 3 { size = min(2000, size * 2) }
        try await Task.sleep(for: min(took, QualityPace.goal))
        return result
    }
}
