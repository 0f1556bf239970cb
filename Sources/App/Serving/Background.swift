import Jobs
import Records
import ServiceLifecycle
import Storage
import Web

/// Work that goes on behind the pages: the job queue and the outbox, until the server stops.
struct Background: Service {
    private let runner: JobRunner
    private let dispatcher: OutboxDispatcher

    init(_ installation: Installation, metrics: Metrics) {
        runner = installation.runner()
        dispatcher = installation.dispatcher()
        let workspace = installation.workspace
        metrics.gauge("entregent_jobs", help: "Background jobs by state.") {
            let read = try? await JobMetrics.read(workspace)
            return (read?.depth ?? [:]).map { .init(Double($0.value), ["state": $0.key.rawValue]) }
        }
        metrics.gauge("entregent_outbox_events", help: "Events not handed on yet.") {
            let read = try? await JobMetrics.read(workspace)
            return read.map { [.init(Double($0.outboxDepth))] } ?? []
        }
    }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await runner.run() }
                group.addTask { await dispatcher.run() }
            }
        } onGracefulShutdown: {
            runner.stop()
            dispatcher.stop()
        }
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
