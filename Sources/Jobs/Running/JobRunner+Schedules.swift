import Records
import Storage

extension JobRunner {
    /// Queues the scheduled jobs whose period has begun: of all nodes exactly one does so in each period.
    func queueScheduled() async throws {
        let now = workspace.clock()
        let due = scheduled.begun(book.schedules, now)
        guard !due.isEmpty else { return }
        try await workspace.write(.house, .job) { transaction in
            for (name, period) in due.sorted(by: { $0.key < $1.key }) {
                let isFirst = try transaction.connection.execute(
                    """
                    INSERT INTO job_schedule (name, period) VALUES (\(name), \(period))
                    ON CONFLICT (name) DO UPDATE SET period = excluded.period
                    WHERE job_schedule.period < excluded.period
                    """)
                // One that still waits from the period before is enough.
                if isFirst == 1 { _ = try JobQueue.enqueue(name, key: "schedule:" + name, in: transaction) }
            }
        }
        scheduled.remember(due)
    }
}

/// The periods this runner has seen begin, so that it need not ask the database again.
final class SeenPeriods: @unchecked Sendable {
    private let lock = Lock()
    private var last: [String: Int64] = [:]

    func begun(_ schedules: [String: Int], _ now: Instant) -> [String: Int64] {
        let seconds = now.microseconds / 1_000_000
        return lock.locked {
            schedules.mapValues { seconds / Int64($0) }.filter { $0.value > last[$0.key] ?? -1 }
        }
    }

    func remember(_ periods: [String: Int64]) { lock.locked { last.merge(periods) { max($0, $1) } } }
}
