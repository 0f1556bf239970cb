import Records
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("A command runs its own job")
struct JobsCommandTests {
    @Test(
        "it runs here when nobody else does, through its retries, and tells how far it is",
        arguments: TestDatabases.all)
    func here(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let told = Notebook<JobState>()
            var book = JobBook()
            book.add("work", "Work") { context in
                try await context.report(JobProgress(done: context.job.attempt, total: 2))
                if context.job.attempt == 1 { throw Mishap() }
                return "made"
            }
            let id = try await world.enqueue("work", after: 600)
            let ticking = Task {
                while !Task.isCancelled {
                    try await Task.sleep(for: .milliseconds(5))
                    if try await world.state(id).state == .failed { world.clock.move(seconds: 5) }
                }
            }
            let state = try await world.runner(book).run(id) { told.write($0) }
            ticking.cancel()
            #expect(state.state == .done && state.result == "made" && state.attempts == 2)
            #expect(told.lines.first?.state == .queued && told.lines.last == state)
            #expect(told.lines.contains { $0.state == .failed })
        }
    }

    @Test("it waits for the process that has the job", arguments: TestDatabases.all)
    func elsewhere(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let gate = Signal(), runs = Notebook<Int64>()
            var book = JobBook()
            book.add("work", "Work") { context in
                runs.write(context.job.id)
                await gate.wait(seconds: 3600)
                return .null
            }
            let server = world.runner(book), command = world.runner(book)
            let id = try await world.enqueue("work")
            let serving = Task { await server.run() }
            #expect(try await eventually { runs.lines.count == 1 })
            async let state = command.run(id)
            try await Task.sleep(for: .milliseconds(50))
            gate.raise()
            let finished = try await state
            #expect(finished.state == .done)
            #expect(runs.lines == [id])
            server.stop()
            await serving.value
        }
    }

    @Test(
        "interrupting the command puts the job back; a job that is not there or not known is refused",
        arguments: TestDatabases.all)
    func interrupting(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let runs = Notebook<Int64>()
            var book = JobBook()
            book.add("work", "Work") { context in
                runs.write(context.job.id)
                try await Task.sleep(for: .seconds(3600))
                return .null
            }
            let runner = world.runner(book)
            let id = try await world.enqueue("work")
            let command = Task { try await runner.run(id) }
            #expect(try await eventually { runs.lines.count == 1 })
            command.cancel()
            await #expect(throws: CancellationError.self) { try await command.value }
            #expect(try await world.state(id).state == .queued)
            await #expect(throws: Refusal.self) { try await runner.run(1) }
            let unknown = try await world.enqueue("from the future")
            let refusal = await #expect(throws: Refusal.self) { try await runner.run(unknown) }
            #expect(refusal?.code == "unknown_job")
        }
    }
}
