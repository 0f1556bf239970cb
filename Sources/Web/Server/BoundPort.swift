import Synchronization

/// The port a server came to listen on, for whoever waits to know.
final class BoundPort: Sendable {
    private struct State {
        var outcome: Result<Int, any Error>?
        var waiters: [CheckedContinuation<Int, any Error>] = []
    }

    private let state = Mutex(State())

    var value: Int {
        get async throws {
            try await withCheckedThrowingContinuation { continuation in
                state.withLock { state in
                    if let outcome = state.outcome {
                        continuation.resume(with: outcome)
                    } else {
                        state.waiters.append(continuation)
                    }
                }
            }
        }
    }

    func succeed(_ port: Int) { settle(.success(port)) }
    func fail(_ error: any Error) { settle(.failure(error)) }

    private func settle(_ outcome: Result<Int, any Error>) {
        state.withLock { state in
            guard state.outcome == nil else { return }
            state.outcome = outcome
            for waiter in state.waiters { waiter.resume(with: outcome) }
            state.waiters = []
        }
    }
}
