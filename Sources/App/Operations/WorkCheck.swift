import Identity
import Jobs
import Records
import Storage

/// Work in the background, events waiting, and whether anybody can sign in.
struct WorkCheck {
    let workspace: Workspace

    func run() async throws -> [Finding] {
        let metrics = try await JobMetrics.read(workspace)
        return [
            people(try await workspace.read(.house) { try Credentials.exist(in: $0) }), dead(metrics),
            try await stuck(), outbox(try await waiting(), metrics),
        ]
    }

    private func people(_ exist: Bool) -> Finding {
        if exist { return .fine("people", Message("There is somebody who can sign in.")) }
        return .problem(
            "people", Message("Nobody can sign in yet."),
            Message("Run “entregent setup”, or open the server's address in a browser to make the first administrator.")
        )
    }

    private func dead(_ metrics: JobMetrics) -> Finding {
        if metrics.dead == 0 { return .fine("jobs.dead", Message("No background work has failed for good.")) }
        return .problem(
            "jobs.dead",
            Message(
                "{count} piece of background work has failed for good.",
                "{count} pieces of background work have failed for good.", count: metrics.dead),
            Message("Look at them under Settings, Background work: each says why, and can be tried again."))
    }

    /// Claimed by a runner that no longer renews its claim, or due for a quarter of an hour.
    private func stuck() async throws -> Finding {
        let now = workspace.clock()
        let count = try await workspace.database.read { connection in
            Int(
                try connection.integer(
                    """
                    SELECT COUNT(*) FROM job
                    WHERE state = 'running' AND locked_until < \(now.adding(seconds: -60))
                    OR state = 'queued' AND run_at < \(now.adding(seconds: -900))
                    """) ?? 0)
        }
        if count == 0 { return .fine("jobs.stuck", Message("No background work is stuck.")) }
        return .problem(
            "jobs.stuck",
            Message(
                "{count} piece of background work waits for a server.",
                "{count} pieces of background work wait for a server.", count: count),
            Message("Start the server with “entregent serve”; it takes them up by itself."))
    }

    private func waiting() async throws -> Instant? {
        try await workspace.database.read {
            try $0.first("SELECT at FROM outbox ORDER BY id LIMIT 1", .instant)?[0].instant
        }
    }

    private func outbox(_ oldest: Instant?, _ metrics: JobMetrics) -> Finding {
        let seconds = oldest.map { (workspace.clock().microseconds - $0.microseconds) / 1_000_000 } ?? 0
        if metrics.outboxDepth < 10_000, seconds < 900 {
            return .fine("outbox", Message("Events are handed on in time."))
        }
        return .problem(
            "outbox",
            Message(
                "{count} event waits to be handed on.", "{count} events wait to be handed on.",
                count: metrics.outboxDepth),
            Message("Start the server with “entregent serve”. If it runs, its log says what holds them up."))
    }
}
