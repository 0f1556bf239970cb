import Storage

/// Counts who is using a database, so that it is closed after the last has left and not entered again.
final class Entrance: @unchecked Sendable {
    private let lock = Lock()
    private var inside = 0
    private var isClosed = false
    private var lastLeaves: CheckedContinuation<Void, Never>?

    func pass<Result>(_ work: () async throws -> Result) async throws -> Result {
        try lock.locked {
            guard !isClosed else { throw DatabaseError(kind: .unavailable, message: "the database is closed") }
            inside += 1
        }
        defer { leave() }
        return try await work()
    }

    /// Lets nobody in any more and waits until everybody has left. False when it was closed before.
    func close() async -> Bool {
        let isFirst = lock.locked {
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return false }
        await withCheckedContinuation { continuation in
            let isEmpty = lock.locked {
                if inside > 0 { lastLeaves = continuation }
                return inside == 0
            }
            if isEmpty { continuation.resume() }
        }
        return true
    }

    private func leave() {
        let waiting = lock.locked {
            inside -= 1
            guard inside == 0 else { return nil as CheckedContinuation<Void, Never>? }
            defer { lastLeaves = nil }
            return lastLeaves
        }
        waiting?.resume()
    }
}
