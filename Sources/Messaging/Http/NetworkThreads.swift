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

/// Says that nobody waits for the call any more.
final class Ending: @unchecked Sendable {
    private let lock = Lock()
    private var ended = false
    var isEnded: Bool { lock.locked { ended } }
    func end() { lock.locked { ended = true } }
}
