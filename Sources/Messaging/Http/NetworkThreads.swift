import Foundation
import Storage

/// Threads for calls that wait on the network, so that no thread of the server waits with them. A handful at a time.
enum NetworkThreads {
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "entregent.network"
        queue.maxConcurrentOperationCount = 16
        return queue
    }()

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }
}

extension NetworkThreads {
    /// Waits, on such a thread and on no other, for work that is not synchronous.
    static func wait(for body: @escaping @Sendable () async throws -> Void) throws {
        let done = DispatchSemaphore(value: 0), outcome = Outcome()
        Task {
            do {
                try await body()
            } catch {
                outcome.fail(error)
            }
            done.signal()
        }
        done.wait()
        if let error = outcome.error { throw error }
    }

    private final class Outcome: @unchecked Sendable {
        private let lock = Lock()
        private var failure: (any Error)?
        var error: (any Error)? { lock.locked { failure } }
        func fail(_ error: any Error) { lock.locked { failure = error } }
    }
}

/// Says that nobody waits for the call any more.
final class Ending: @unchecked Sendable {
    private let lock = Lock()
    private var ended = false
    var isEnded: Bool { lock.locked { ended } }
    func end() { lock.locked { ended = true } }
}
