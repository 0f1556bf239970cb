import Records
import Storage

/// How busy the queue is, for whoever watches over the server.
package struct JobMetrics: Sendable, Hashable {
    /// Done and cancelled jobs are not counted: they say nothing about the load.
    package let depth: [JobState.State: Int]
    /// How long the oldest job has been due without being taken.
    package let oldestWaitingSeconds: Double
    /// Events not handed on yet.
    package let outboxDepth: Int

    package var dead: Int { depth[.dead] ?? 0 }

    package static func read(_ workspace: Workspace) async throws -> JobMetrics {
        let now = workspace.clock()
        return try await workspace.database.read { connection in
            var depth: [JobState.State: Int] = [.queued: 0, .running: 0, .failed: 0, .dead: 0]
            let counts = try connection.rows(
                """
                SELECT state, COUNT(*)
                FROM job
                WHERE state IN ('queued', 'running', 'failed', 'dead')
                GROUP BY state
                """, .text, .integer)
            for row in counts {
                if let state = row[0].text.flatMap(JobState.State.init) { depth[state] = Int(row[1].integer ?? 0) }
            }
            let oldest = try connection.rows(
                "SELECT run_at FROM job WHERE state = 'queued' AND run_at <= \(now) ORDER BY run_at LIMIT 1", .instant
            ).first?[0].instant
            return JobMetrics(
                depth: depth,
                oldestWaitingSeconds: oldest.map { Double(now.microseconds - $0.microseconds) / 1_000_000 } ?? 0,
                outboxDepth: Int(try connection.integer("SELECT COUNT(*) FROM outbox") ?? 0))
        }
    }
}
