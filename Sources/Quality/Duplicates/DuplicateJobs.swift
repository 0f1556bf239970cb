import Jobs
import Records
import Storage
import Web

/// The scan as background work: at night by itself, and whenever somebody asks; and the keys it needs.
package enum DuplicateJobs {
    static let scan = "duplicates.scan"
    private static let nightly = "duplicates.nightly", keys = "matching.keys"
    /// Whoever has it may start the scan.
    package static let permission = "duplicates.scan"
    /// The hour of the company's clock from which it runs.
    private static let hour = 2

    static func register(in registry: inout Registry) {
        registry.permissions[permission] = Message("Start the search for duplicates")
        registry.jobs.add(scan, "Look for duplicates", work: run)
        registry.jobs.add(nightly, "Look for duplicates at night", work: startAtNight)
        registry.jobs.add(keys, "Build the keys by which records are recognised", work: buildKeys)
        registry.jobs.schedule(nightly, everySeconds: 3600)
        registry.jobs.schedule(keys, everySeconds: 86_400)
    }

    /// Queues a scan; one that waits already is answered instead. Raise the job signal afterwards.
    package static func start(in transaction: Transaction) throws -> Int64 {
        guard mayStart(transaction.viewer) else {
            throw Refusal(
                .forbidden, code: "forbidden",
                Message("You may not start the search for duplicates. Ask an administrator."))
        }
        return try JobQueue.enqueue(scan, key: scan, in: transaction)
    }

    package static func mayStart(_ viewer: Viewer) -> Bool { viewer.may(permission) || viewer.may("settings.manage") }

    /// The one that waits or runs.
    static func current(in transaction: Transaction) throws -> JobState? {
        let id = try transaction.connection.integer(
            "SELECT id FROM job WHERE name = \(scan) AND state IN ('queued', 'running', 'failed') LIMIT 1")
        return try id.flatMap { try JobQueue.find($0, in: transaction.asHouse) }
    }

    /// How far it is, in words.
    static func words(_ job: JobState) -> Message {
        guard job.state == .running, let total = job.progress.total, total > 0 else {
            return Message("The search for duplicates begins in a moment.")
        }
        return Message(
            "Entregent is looking for duplicates: {share} % of the records are compared.",
            ["share": .number(min(100, job.progress.done * 100 / total))])
    }

    private static func run(_ context: JobContext) async throws -> JSON {
        _ = try await MissingKeys.build(in: context.workspace, always: true)
        let tally = try await DuplicateScan(context.workspace).run(from: context.checkpoint) { tally, checkpoint in
            try await context.report(
                JobProgress(done: tally.passed, total: max(tally.total, tally.passed)), checkpoint: checkpoint)
        }
        // What has a double is no good record.
        try await context.workspace.write(.house, .job) { try QualityCriteria.queueAll(in: $0) }
        return tally.json
    }

    /// Between two and three o'clock, once a night.
    private static func startAtNight(_ context: JobContext) async throws -> JSON {
        let now = context.workspace.clock(), zone = context.workspace.settings.timeZone
        let seconds = (now.microseconds - Instant(startOf: now.day(in: zone), in: zone).microseconds) / 1_000_000
        guard seconds / 3600 == Int64(hour) else { return .record(["started": .boolean(false)]) }
        let id = try await context.write { try JobQueue.enqueue(scan, key: scan, in: $0) }
        return .record(["started": .boolean(true), "job": .text(String(id))])
    }

    /// After an upgrade that brought keys of a new kind: records from before get them. Otherwise nothing.
    private static func buildKeys(_ context: JobContext) async throws -> JSON {
        let built = try await MissingKeys.build(in: context.workspace)
        return .record(["built": .number(String(built))])
    }
}

/// Keys that an older release did not write, built a page at a time.
package enum MissingKeys {
    /// Once after an upgrade; `always` looks again, whatever was done before.
    package static func build(in workspace: Workspace, always: Bool = false) async throws -> Int {
        let isCurrent = MatchKeyBuilding.isCurrent(workspace.settings)
        if isCurrent, !always { return 0 }
        var built = 0
        for kind in workspace.schema.entities where kind.hasSounds {
            let missing = try await workspace.read(.house) { try MatchKeyBuilding.missing(kind, in: $0) }
            var last: Int64? = missing == 0 ? nil : 0
            while let after = last {
                try Task.checkCancellation()
                let step = try await workspace.write(.house, .job) {
                    try MatchKeyBuilding.build(kind, after: after, in: $0)
                }
                (last, built) = (step.last, built + step.count)
            }
        }
        if !isCurrent {
            try await workspace.write(.house, .job) { try MatchKeyBuilding.remember(in: $0) }
            try await workspace.reload()
        }
        return built
    }
}

extension DuplicateScan.Tally {
    package var json: JSON {
        .record([
            "rows": .number(String(passed)), "compared": .number(String(compared)), "pairs": .number(String(pairs)),
        ])
    }
}
