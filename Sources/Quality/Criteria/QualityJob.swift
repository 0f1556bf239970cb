import Jobs
import Records
import Storage
import Web

/// Measures records in the background: all of a kind when its criteria have changed, those never measured after an
/// import, and everything each night, because time alone makes records stale. Memory does not grow with their number,
/// and whoever writes meanwhile waits for a short batch at most.
enum QualityJob {
    static let name = "quality.measure"
    /// In one transaction, where nobody else works.
    static let batch = 1000
    private static let nightSeconds = 86_400

    static func register(in registry: inout Registry) {
        registry.jobs.add(name, "Measure the quality of records", work: work)
        registry.jobs.add(nightly, "Measure the quality of all records", work: work)
        registry.jobs.add(QualityRemeasure.name, "Measure the quality of records", work: QualityRemeasure.work)
        registry.jobs.schedule(nightly, everySeconds: nightSeconds)
    }

    private static let nightly = "quality.nightly"

    /// All records of a kind; asked for many times, done once. Raise the job signal afterwards.
    @discardableResult
    static func queue(_ kind: String, in transaction: Transaction) throws -> Int64 {
        try queue(kind, unscored: false, seconds: 0, transaction)
    }

    /// Those without a score, when an import has had a moment to go on.
    static func queueUnscored(_ kind: String, in transaction: Transaction) throws {
        _ = try queue(kind, unscored: true, seconds: 10, transaction)
    }

    private static func queue(_ kind: String, unscored: Bool, seconds: Int, _ transaction: Transaction) throws -> Int64
    {
        try JobQueue.enqueue(
            name, .record(["kind": .text(kind), "unscored": .boolean(unscored)]),
            runAt: transaction.now.adding(seconds: seconds), key: "\(name):\(kind):\(unscored)",
            in: transaction.seen(by: .house))
    }

    /// How far it is: the kind being measured, and the last record of it.
    private struct Place: Sendable {
        var kind: String
        var last: Int64
        var json: JSON { .record(["kind": .text(kind), "last": .text(String(last))]) }
    }

    @Sendable private static func work(_ context: JobContext) async throws -> JSON {
        let arguments = context.job.arguments, isUnscored = arguments["unscored"]?.boolean ?? false
        let kinds = context.workspace.schema.entities.filter {
            $0.isScored && (arguments["kind"]?.text ?? $0.name) == $0.name
        }
        var done = 0
        let startKind = context.checkpoint?["kind"]?.text, startLast = context.checkpoint?["last"]?.text
        let skipped = kinds.prefix { startKind != nil && $0.name != startKind }.count
        for kind in kinds.dropFirst(skipped == kinds.count ? 0 : skipped) {
            var place: Place? = Place(
                kind: kind.name, last: kind.name == startKind ? startLast.flatMap { Int64($0) } ?? 0 : 0)
            var pace = QualityPace()
            while let from = place {
                let before = done, size = pace.size
                let (count, next) = try await pace.keep {
                    try await context.workspace.write(.house, .job) { transaction in
                        try step(kind, from, size, isUnscored, context, before, transaction)
                    }
                }
                done += count
                place = next
            }
            try await QualityDay.keep(kind.name, context)
        }
        return .record(["measured": .number(String(done))])
    }

    private static func step(
        _ kind: Kind, _ from: Place, _ size: Int, _ isUnscored: Bool, _ context: JobContext, _ done: Int,
        _ transaction: Transaction
    ) throws -> (Int, Place?) {
        let (count, last) = try measure(
            kind, after: from.last, batch: size, isUnscored: isUnscored, in: transaction)
        guard let last else { return (count, nil) }
        let next = Place(kind: kind.name, last: last)
        try context.save(next.json, JobProgress(done: done + count), in: transaction)
        return (count, next)
    }

    /// One batch: how many records, and the last of them unless there are no more.
    static func measure(
        _ kind: Kind, after start: Int64, batch: Int = batch, isUnscored: Bool = false, in transaction: Transaction
    ) throws -> (count: Int, last: Int64?) {
        let open: SQL = isUnscored ? "quality IS NULL AND " : ""
        let ids = try transaction.connection.integers(
            "SELECT id FROM \(name: kind.table) WHERE \(open)id > \(start) ORDER BY id LIMIT \(batch)")
        let measure = try QualityUpkeep.measure(kind, in: transaction)
        if measure.isEmpty {
            // Nothing is asked of these records any more.
            try transaction.connection.execute(
                """
                UPDATE \(name: kind.table) SET quality = NULL
                WHERE id IN (\(SQL.set(ids))) AND quality IS NOT NULL
                """)
        } else {
            try QualityRemeasure.queue(
                measure.refresh(ids, in: transaction.connection), kind.name, seconds: 2, in: transaction)
        }
        return (ids.count, ids.count == batch ? ids.last : nil)
    }
}
