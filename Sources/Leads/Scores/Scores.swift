import Jobs
import People
import Records
import Storage
import Web

/// How promising a lead or a contact is, in points that explain themselves. Kept true in the transaction that saves
/// one, after events that concern it, and each night, because time alone takes points away.
enum Scores {
    private static let atOnce = 25
    private static let soon = 2000
    private static let batch = 1000
    static let job = "scores.measure"
    private static let nightly = "scores.nightly"

    static func register(in registry: inout Registry) {
        registry.add(ScoreRule.self)
        registry.storage.tables.append(ScoreChange.table)
        registry.storage.rules.add(
            to: ScoreRule.name, prepare: ScoreRule.prepare, saved: { _, transaction in try queue(in: transaction) },
            deleting: { _, transaction in try queue(in: transaction) })
        for kind in [Lead.name, Contact.name] { registry.storage.rules.add(to: kind, saved: saved) }
        registry.storage.rules.merging.keepApart(ScoreRule.name)
        registry.storage.rules.merging.conditions(in: "condition", of: ScoreRule.name)
        registry.events.on("*", as: "scores", hear)
        registry.jobs.add(job, "Work out the scores", work: work)
        registry.jobs.add(nightly, "Work out all scores anew", work: work)
        registry.jobs.schedule(nightly, everySeconds: 86_400)
        ScorePages.register(in: &registry)
    }

    @Sendable private static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        guard let kind = changes.first?.kind, changes.count <= atOnce else { return }
        try ScoreMeasure.of(kind, in: transaction).update(changes.map(\.new.id), in: transaction)
    }

    /// What was brought in bulk, and what happened with records elsewhere: an activity finished, a mail received.
    @Sendable private static func hear(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard !entry.records.isEmpty, let changed = transaction.schema[entry.kind] else { return }
        for kind in transaction.schema.entities where kind.hasScore {
            let measure = try ScoreMeasure.of(kind, in: transaction)
            if measure.rules.isEmpty { continue }
            var ids: Set<Int64> = kind.name == changed.name ? Set(entry.records) : []
            for rule in measure.rules {
                guard let events = rule.events, let link = transaction.schema.reverse[kind.name]?[events],
                    link.kind == changed.name
                else { continue }
                ids.formUnion(try holders(link, changed, kind, entry.records, transaction))
            }
            if ids.count > soon { return try queue(in: transaction) }
            try measure.update(ids.sorted(), in: transaction)
        }
    }

    private static func holders(
        _ link: Schema.ReverseLink, _ other: Kind, _ kind: Kind, _ records: [Int64], _ transaction: Transaction
    ) throws -> [Int64] {
        let column = link.isReference ? link.field + "_id" : link.field
        let own: SQL = link.isReference ? " AND \(name: link.field + "_kind") = \(kind.name)" : ""
        return try transaction.connection.integers(
            """
            SELECT DISTINCT \(name: column) FROM \(name: other.table)
            WHERE id IN (\(SQL.set(records))) AND \(name: column) IS NOT NULL\(own)
            """)
    }

    /// All of them anew; asked for many times, done once.
    static func queue(in transaction: Transaction) throws {
        _ = try JobQueue.enqueue(job, .object([]), runAt: transaction.now, key: job, in: transaction.seen(by: .house))
    }

    @Sendable private static func work(_ context: JobContext) async throws -> JSON {
        var changed = 0
        for kind in context.workspace.schema.entities where kind.hasScore {
            var after: Int64 = 0
            while true {
                let start = after
                let (count, last) = try await context.workspace.write(.house, .job) {
                    try measure(kind, after: start, in: $0)
                }
                changed += count
                guard let last else { break }
                after = last
                try await context.report(JobProgress(done: changed))
            }
        }
        return .record(["changed": .number(String(changed))])
    }

    /// One batch: how many scores changed, and the last record unless there are no more.
    static func measure(_ kind: Kind, after start: Int64, in transaction: Transaction) throws -> (Int, Int64?) {
        let ids = try transaction.connection.integers(
            "SELECT id FROM \(name: kind.table) WHERE id > \(start) ORDER BY id LIMIT \(batch)")
        let changed = try ScoreMeasure.of(kind, in: transaction).update(ids, in: transaction)
        return (changed, ids.count == batch ? ids.last : nil)
    }
}
