import Foundation
import Logging
import Records
import Storage

/// Works on the queue of one workspace: takes what is due, a few at once, beside runners on other nodes.
package final class JobRunner: Sendable {
    package typealias ViewerMaker = @Sendable (Int64?) async throws -> Viewer

    let workspace: Workspace
    let book: JobBook
    let files: FileStore
    let pace: JobPace
    let chance: @Sendable () -> Double
    private let viewer: ViewerMaker
    private let signal: Signal
    private let outboxSignal: Signal?
    private let places: Places
    let scheduled = SeenPeriods()
    /// Which runner holds a job, for the administrator.
    let name = "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"

    /// `signal` is raised by whoever queues; `viewer` makes the eyes of a person, or of the house for nil.
    package init(
        _ workspace: Workspace, book: JobBook, files: FileStore, signal: Signal, outboxSignal: Signal? = nil,
        pace: JobPace = JobPace(), chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        viewer: @escaping ViewerMaker
    ) {
        self.workspace = workspace
        self.book = book
        self.files = files
        self.signal = signal
        self.outboxSignal = outboxSignal
        self.pace = pace
        self.chance = chance
        self.viewer = viewer
        places = Places(pace.jobsAtOnce)
    }

    /// Runs until `stop` is called or the task is cancelled; then running jobs are asked to end and go back to the
    /// queue, and it returns when they have.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.hearOtherNodes() }
            while !places.isClosed, !Task.isCancelled {
                let taken = await look()
                for claimed in taken {
                    places.occupy()
                    group.addTask {
                        await self.perform(claimed)
                        self.places.leave()
                        self.signal.raise()
                    }
                }
                if taken.isEmpty { await signal.wait(seconds: pace.look) }
            }
            group.cancelAll()
        }
    }

    package func stop() {
        places.close()
        signal.raise()
    }

    private func hearOtherNodes() async {
        for await _ in workspace.database.notifications("jobs") { signal.raise() }
    }

    /// What is due now, as far as there is room. Nothing while the database is away: the next look tries again.
    private func look() async -> [Claimed] {
        let free = places.free
        guard free > 0 else { return [] }
        do {
            try await queueScheduled()
            let taken = try await claim(.due(Array(book.entries.keys), limit: free))
            // Our hands are full: another node may have one free for what is left.
            if taken.count == free, workspace.database.dialect == .postgres {
                try await workspace.database.notify("jobs", "")
            }
            return taken
        } catch {
            if !Task.isCancelled {
                workspace.logger.error("The job queue cannot be read", metadata: ["error": "\(error)"])
            }
            return []
        }
    }

    /// One attempt at a claimed job, to its end: whatever happens is written down.
    func perform(_ claimed: Claimed) async {
        let attempt = JobAttempt(claimed.lease, workspace.database, writeEvery: pace.write)
        let watch = Task { await self.watch(attempt) }
        let outcome: Result<JSON, any Error>
        do {
            outcome = .success(try await attempt.run { try await self.work(claimed.job, attempt) })
        } catch {
            outcome = .failure(error)
        }
        watch.cancel()
        // The end is written even where our own task is cancelled.
        await Task { await self.settle(claimed, attempt, outcome) }.value
    }

    private func work(_ job: Job, _ attempt: JobAttempt) async throws -> JSON {
        guard let entry = book.entries[job.name] else { throw JobRunner.unknown(job.name) }
        let context = JobContext(
            workspace: workspace, files: files, job: job, viewer: try await viewer(job.user), attempt: attempt,
            outboxSignal: outboxSignal)
        let result = try await entry.work(context)
        outboxSignal?.raise()
        return result
    }

    static func unknown(_ name: String) -> Refusal {
        Refusal(
            code: "unknown_job",
            Message("This version does not know the work “{name}”.", ["name": .text(name)]))
    }
}

/// How many jobs a runner has in hand, and whether it takes more.
private final class Places: @unchecked Sendable {
    private let lock = Lock()
    private let limit: Int
    private var taken = 0
    private var closed = false

    init(_ limit: Int) { self.limit = limit }

    var free: Int { lock.locked { limit - taken } }
    var isClosed: Bool { lock.locked { closed } }
    func occupy() { lock.locked { taken += 1 } }
    func leave() { lock.locked { taken -= 1 } }
    func close() { lock.locked { closed = true } }
}
