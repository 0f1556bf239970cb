import Jobs
import Records
import ServiceLifecycle
import Storage
import Web

/// Work of one company that goes on behind the pages: the job queue and the outbox, until somebody stops it.
struct Background: Service {
    private let runner: JobRunner
    private let dispatcher: OutboxDispatcher

    init(_ installation: Installation) {
        runner = installation.runner()
        dispatcher = installation.dispatcher()
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await work()
        } onGracefulShutdown: {
            stop()
        }
    }

    /// Returns when it was stopped and what was under way has ended.
    func work() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await runner.run() }
            group.addTask { await dispatcher.run() }
        }
    }

    func stop() {
        runner.stop()
        dispatcher.stop()
    }
}

extension Installation {
    /// Works the queue: in the server, or in a command that runs its own job.
    package func runner() -> JobRunner {
        JobRunner(
            workspace, book: product.registry.jobs, files: product.files, signal: product.jobSignal,
            outboxSignal: product.outboxSignal, viewer: { try await viewer($0) })
    }

    package func dispatcher() -> OutboxDispatcher {
        OutboxDispatcher(
            workspace, events: product.registry.events, signal: product.outboxSignal, jobSignal: product.jobSignal,
            publish: { entries in LivePages.publish(entries, to: product.events) })
    }
}
