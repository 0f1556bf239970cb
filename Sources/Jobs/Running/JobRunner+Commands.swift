import Records
import Storage

extension JobRunner {
    /// For commands: works on this job here until it is over, through its retries, or waits where another process has
    /// it. Says how far it is whenever that changes. Cancelling the task puts the job back into the queue.
    package func run(
        _ id: Int64, onChange: @escaping @Sendable (JobState) -> Void = { _ in }
    ) async throws -> JobState {
        let teller = Teller(onChange)
        while true {
            guard let state = try await state(of: id) else { throw Refusal.notFound() }
            teller.tell(state)
            if state.isOver { return state }
            guard book.entries[state.name] != nil else { throw JobRunner.unknown(state.name) }
            if let claimed = try await claim(.one(id)).first {
                let following = Task { await self.follow(id, teller) }
                await perform(claimed)
                following.cancel()
                await following.value
                try Task.checkCancellation()
            } else {
                try await Task.sleep(for: .seconds(min(pace.watch, 0.5)))
            }
        }
    }

    /// Works on everything that is due, of these kinds or of all, one after another; returns how many attempts that
    /// were. Jobs that failed and wait for later stay.
    @discardableResult
    package func drain(_ names: Set<String>? = nil) async throws -> Int {
        let wanted = book.entries.keys.filter { names?.contains($0) ?? true }
        var count = 0
        while let claimed = try await claim(.due(wanted, limit: 1)).first {
            await perform(claimed)
            try Task.checkCancellation()
            count += 1
        }
        return count
    }

    private func follow(_ id: Int64, _ teller: Teller) async {
        while (try? await Task.sleep(for: .seconds(pace.write))) != nil {
            // Only shows progress: where the database is away, the attempt itself says so.
            if let state = try? await state(of: id) { teller.tell(state) }
        }
    }

    private func state(of id: Int64) async throws -> JobState? {
        try await workspace.database.read { try JobQueue.state(of: id, "1 = 1", $0) }
    }
}

/// Tells each state once.
private final class Teller: @unchecked Sendable {
    private let lock = Lock()
    private var last: JobState?
    private let onChange: @Sendable (JobState) -> Void

    init(_ onChange: @escaping @Sendable (JobState) -> Void) { self.onChange = onChange }

    func tell(_ state: JobState) {
        let isNew = lock.locked {
            defer { last = state }
            return last != state
        }
        if isNew { onChange(state) }
    }
}
