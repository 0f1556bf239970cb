import Foundation
import Storage

/// Work waiting for a connection, first come first served. Each connection has a thread of its own that takes from
/// here: libpq blocks, and Swift's few cooperative threads must not.
final class WorkQueue: @unchecked Sendable {
    struct Work {
        let ticket: Ticket
        let run: (Worker) -> Void
        let refuse: (any Error) -> Void
    }

    private let condition = NSCondition()
    private var waiting: [Work] = []
    private var idleWorkers = 0, livingWorkers = 0
    private var isClosed = false
    private var whenEmpty: [() -> Void] = []
    private let limit: Int
    private let makeWorker: @Sendable () -> Worker

    init(limit: Int, makeWorker: @escaping @Sendable () -> Worker) {
        self.limit = limit
        self.makeWorker = makeWorker
    }

    /// Runs `work` on a worker's thread and waits for it without blocking. A cancelled caller leaves the queue at once;
    /// when its work runs already, the server is asked to stop it.
    func perform<Result: Sendable>(
        _ work: @escaping @Sendable (Worker, Ticket) throws -> Result
    ) async throws -> Result {
        let ticket = Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(
                    Work(ticket: ticket) { worker in
                        continuation.resume(with: Swift.Result { try work(worker, ticket) })
                    } refuse: {
                        continuation.resume(throwing: $0)
                    })
            }
        } onCancel: {
            cancel(ticket)
        }
    }

    private func enqueue(_ work: Work) {
        condition.lock()
        defer { condition.unlock() }
        guard !isClosed else {
            return work.refuse(DatabaseError(kind: .unavailable, message: "the database is closed"))
        }
        guard !work.ticket.isCancelled else { return work.refuse(CancellationError()) }
        waiting.append(work)
        if idleWorkers >= waiting.count {
            condition.signal()
        } else if livingWorkers < limit {
            livingWorkers += 1
            start()
        }
    }

    private func start() {
        let thread = Thread { [self] in
            let worker = makeWorker()
            while let work = next() { work.run(worker) }
            worker.disconnect()
            ended()
        }
        thread.name = "postgres"
        thread.start()
    }

    /// The next work, once there is some; nil when the queue is closed and empty.
    private func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isClosed { return nil }
            idleWorkers += 1
            condition.wait()
            idleWorkers -= 1
        }
        return waiting.removeFirst()
    }

    private func cancel(_ ticket: Ticket) {
        condition.lock()
        ticket.markCancelled()
        let place = waiting.firstIndex { $0.ticket === ticket }
        let work = place.map { waiting.remove(at: $0) }
        condition.unlock()
        if let work { return work.refuse(CancellationError()) }
        DispatchQueue.global().async { ticket.interrupt() }
    }

    /// Takes no more work; returns when what was accepted is done and every connection closed.
    func close() async {
        await withCheckedContinuation { continuation in
            condition.lock()
            isClosed = true
            let isEmpty = livingWorkers == 0
            if !isEmpty { whenEmpty.append { continuation.resume() } }
            condition.broadcast()
            condition.unlock()
            if isEmpty { continuation.resume() }
        }
    }

    private func ended() {
        condition.lock()
        livingWorkers -= 1
        let waiters = livingWorkers == 0 ? whenEmpty : []
        if livingWorkers == 0 { whenEmpty = [] }
        condition.unlock()
        for waiter in waiters { waiter() }
    }
}
