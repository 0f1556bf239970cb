import Logging
import Records
import Storage

/// Hands on what happened: first to the handlers, in the order it happened, then to live pages of this and other nodes.
///
/// An event leaves the outbox in the transaction in which its handlers run, so a server that is killed between loses
/// nothing and tells nothing twice. One node hands on at a time.
package final class OutboxDispatcher: Sendable {
    package typealias Publish = @Sendable ([EventEntry]) async -> Void

    private let workspace: Workspace
    private let events: EventBook
    private let signal: Signal
    private let jobSignal: Signal?
    private let publish: Publish
    private let voice: NodeVoice
    private let batch: Int
    private let stopping = Flag()

    /// `signal` is raised after every write; `publish` feeds this node's live pages, also with what other nodes did.
    package init(
        _ workspace: Workspace, events: EventBook, signal: Signal, jobSignal: Signal? = nil, batch: Int = 200,
        publish: @escaping Publish = { _ in }
    ) {
        self.workspace = workspace
        self.events = events
        self.signal = signal
        self.jobSignal = jobSignal
        self.batch = batch
        self.publish = publish
        voice = NodeVoice(workspace.database)
    }

    /// Until `stop` is called or the task is cancelled.
    package func run() async {
        let hearing = Task { await hearOtherNodes() }
        while !stopping.isUp, !Task.isCancelled {
            do {
                // A full batch: there is probably more.
                if try await dispatch() == batch { continue }
            } catch {
                if Task.isCancelled { break }
                workspace.logger.error("Events cannot be handed on", metadata: ["error": "\(error)"])
            }
            await signal.wait(seconds: 1)
        }
        hearing.cancel()
        await hearing.value
    }

    package func stop() {
        stopping.raise()
        signal.raise()
    }

    /// Hands on everything there is, also what handlers emit meanwhile; for commands and tests.
    @discardableResult
    package func drain() async throws -> Int {
        var total = 0
        while true {
            let count = try await dispatch()
            if count == 0 { return total }
            total += count
        }
    }

    /// One batch; returns how many events it had.
    @discardableResult
    package func dispatch() async throws -> Int {
        // Asking first costs a reader; taking costs the one writer of SQLite.
        let isEmpty = try await workspace.database.read { try $0.integer("SELECT id FROM outbox LIMIT 1") == nil }
        if isEmpty { return 0 }
        let (events, batch) = (events, batch)
        let entries = try await workspace.write(.house, .job) { transaction -> [EventEntry] in
            guard try OutboxDispatcher.isAlone(transaction.connection) else { return [] }
            let entries = try Outbox.take(batch, in: transaction.connection).map(EventEntry.init)
            for entry in entries {
                for registration in events.registrations(for: entry.name) {
                    try OutboxDispatcher.hand(entry, to: registration, transaction)
                }
            }
            return entries
        }
        guard !entries.isEmpty else { return 0 }
        jobSignal?.raise()
        await publish(entries)
        do {
            try await voice.tell(entries)
        } catch {
            // Pages of other nodes show this change at their next load.
            workspace.logger.warning("Other nodes were not told", metadata: ["error": "\(error)"])
        }
        return entries.count
    }

    /// One node at a time, or the order would be lost. In SQLite the write transaction itself says so.
    private static func isAlone(_ connection: any Connection) throws -> Bool {
        guard connection.dialect == .postgres else { return true }
        return try connection.first(
            "SELECT pg_try_advisory_xact_lock(hashtext('entregent outbox'), hashtext(current_schema()))", .boolean
        )?[0].boolean ?? false
    }

    /// A handler that fails takes back what it wrote and is tried again by a job; the others do not notice.
    private static func hand(
        _ entry: EventEntry, to registration: EventBook.Registration, _ transaction: Transaction
    ) throws {
        let connection = transaction.connection
        try connection.execute("SAVEPOINT handler")
        do {
            try registration.handle(entry, transaction)
        } catch let error as CancellationError {
            throw error
        } catch {
            try connection.execute("ROLLBACK TO SAVEPOINT handler")
            _ = try JobQueue.enqueue(
                OutboxRetry.name, .record(["handler": .text(registration.name), "entry": entry.json]), in: transaction)
        }
        try connection.execute("RELEASE SAVEPOINT handler")
    }

    private func hearOtherNodes() async {
        for await message in workspace.database.notifications(NodeVoice.channel) {
            let entries = voice.understand(message)
            if !entries.isEmpty { await publish(entries) }
        }
    }
}

/// Goes up once.
final class Flag: @unchecked Sendable {
    private let lock = Lock()
    private var up = false
    var isUp: Bool { lock.locked { up } }
    func raise() { lock.locked { up = true } }
}
