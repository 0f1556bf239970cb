import Records
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("Whoever waits sees how far it is, and can stop it")
struct JobsProgressTests {
    @Test("progress is visible while the job runs", arguments: TestDatabases.all)
    func visible(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let gate = Signal()
            let progress = JobProgress(done: 3, total: 9, note: Message("Reading {file}", ["file": .text("a.csv")]))
            var book = JobBook()
            book.add("slow", "Slow") { context in
                try await context.report(progress, checkpoint: "here")
                await gate.wait(seconds: 3600)
                return .null
            }
            let runner = world.runner(book)
            let id = try await world.enqueue("slow")
            let serving = Task { await runner.run() }
            #expect(try await eventually { try await world.state(id).progress == progress })
            let state = try await world.state(id)
            #expect(state.state == .running && state.checkpoint == "here" && state.attempts == 1)
            gate.raise()
            #expect(try await eventually { try await world.state(id).state == .done })
            runner.stop()
            await serving.value
        }
    }

    @Test("reports in quick succession are written seldom, the last one at the end", arguments: TestDatabases.all)
    func throttled(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let writes = Notebook<Int>()
            var pace = JobsWorld.pace
            pace.write = 3600
            var book = JobBook()
            book.add("fast", "Fast") { context in
                for number in 1...500 {
                    try await context.report(JobProgress(done: number), checkpoint: .text(String(number)))
                }
                writes.write(try await world.state(context.job.id).progress.done)
                return .null
            }
            let id = try await world.enqueue("fast")
            try await world.runner(book, pace: pace).drain()
            #expect(writes.lines == [1])
            let state = try await world.state(id)
            #expect(state.progress.done == 500 && state.checkpoint == "500")
        }
    }

    @Test("a cancelled job ends at its next report", arguments: TestDatabases.all)
    func cancelledAtReport(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var pace = JobsWorld.pace
            pace.watch = 3600
            var book = JobBook()
            book.add("endless", "Endless") { context in
                var number = 0
                while true {
                    number += 1
                    try await context.report(JobProgress(done: number))
                }
            }
            try await cancelRunning(world, world.runner(book, pace: pace), "endless")
        }
    }

    @Test("a cancelled job that reports nothing is interrupted", arguments: TestDatabases.all)
    func cancelledAsleep(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("asleep", "Asleep") { _ in
                try await Task.sleep(for: .seconds(3600))
                return .null
            }
            try await cancelRunning(world, world.runner(book), "asleep")
        }
    }

    @Test("a cancelled job's last batch is not kept", arguments: TestDatabases.all)
    func cancelledInTransaction(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("batch", "Batch") { context in
                let id = context.job.id
                try await context.workspace.write(.house, .screen) { try JobQueue.cancel(id, in: $0) }
                try await context.write { transaction in
                    try transaction.emit(Event("written", Reference(kind: "thing", id: 1)))
                    try context.save("after", JobProgress(done: 1), in: transaction)
                }
                return .null
            }
            let id = try await world.enqueue("batch")
            try await world.runner(book).drain()
            let state = try await world.state(id)
            #expect(state.state == .cancelled && state.checkpoint == nil && !state.isCancelling)
            #expect(try await world.count("outbox") == 0)
        }
    }

    private func cancelRunning(_ world: JobsWorld, _ runner: JobRunner, _ name: String) async throws {
        let id = try await world.enqueue(name)
        let serving = Task { await runner.run() }
        #expect(try await eventually { try await world.state(id).state == .running })
        try await world.workspace.write(.house, .screen) { try JobQueue.cancel(id, in: $0) }
        #expect(try await eventually { try await world.state(id).state == .cancelled })
        runner.stop()
        await serving.value
        let state = try await world.state(id)
        #expect(state.state == .cancelled && state.finishedAt != nil && state.attempts == 1)
    }
}
