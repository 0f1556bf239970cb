import Dispatch

/// Runs work that blocks (opening, copying a file) on a thread of its own, never on Swift's few cooperative threads.
func offThePool<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
    }
}
