import Records
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("Several runners share one queue")
struct JobsSharingTests {
    @Test("two runners never run the same job", arguments: TestDatabases.all)
    func sharing(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let seen = Notebook<Int64>()
            var book = JobBook()
            book.add("note", "Note") { context in
                await Task.yield()
                seen.write(context.job.id)
                return .null
            }
            var queued: Set<Int64> = []
            for _ in 0..<60 { queued.insert(try await world.enqueue("note")) }
            let runners = (0..<3).map { _ in world.runner(book) }
            await withTaskGroup(of: Void.self) { group in
                for runner in runners { group.addTask { await runner.run() } }
                _ = try? await eventually { seen.lines.count >= 60 }
                for runner in runners { runner.stop() }
            }
            #expect(seen.lines.count == 60 && Set(seen.lines) == queued)
            let open = try await world.workspace.read(.house) {
                try JobQueue.list(limit: 100, states: [.queued, .running, .failed, .dead, .cancelled], in: $0)
            }
            #expect(open.isEmpty)
        }
    }

    @Test("at most so many at once, and woken when more is queued", arguments: TestDatabases.all)
    func limit(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let started = Notebook<Int64>(), gate = Signal(), signal = Signal()
            var book = JobBook()
            book.add("wait", "Wait") { context in
                started.write(context.job.id)
                await gate.wait(seconds: 3600)
                return .null
            }
            // Nobody looks by himself: only the signal wakes it.
            var pace = JobsWorld.pace
            pace.look = 3600
            let runner = world.runner(book, signal: signal, pace: pace)
            let serving = Task { await runner.run() }
            for _ in 0..<3 { try await world.enqueue("wait") }
            signal.raise()
            #expect(try await eventually { started.lines.count == 2 })
            try await Task.sleep(for: .milliseconds(50))
            #expect(started.lines.count == 2)
            gate.raise()
            #expect(try await eventually { started.lines.count == 3 })
            gate.raise()
            #expect(try await eventually { try await JobMetrics.read(world.workspace).depth[.running] == 0 })
            // Another node calls.
            try await world.enqueue("wait")
            try await world.workspace.database.notify("jobs", "")
            #expect(try await eventually { started.lines.count == 4 })
            runner.stop()
            gate.raise()
            await serving.value
        }
    }

    @Test("a schedule runs once a period, whoever is up", arguments: TestDatabases.all)
    func schedules(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let seen = Notebook<Int64>()
            var book = JobBook()
            book.add("hourly", "Hourly") { context in
                seen.write(context.job.id)
                return .null
            }
            book.schedule("hourly", everySeconds: 3600)
            let runners = [world.runner(book), world.runner(book)]
            for expected in 1...3 {
                // Neither a second look nor a second node makes a second run; nor does a restart.
                for runner in runners + runners + [world.runner(book)] {
                    try await runner.queueScheduled()
                    try await runner.drain()
                }
                #expect(seen.lines.count == expected)
                world.clock.move(seconds: 3600)
            }
            // Both at the same moment.
            async let first: Void = runners[0].queueScheduled()
            async let second: Void = runners[1].queueScheduled()
            _ = try await (first, second)
            #expect(try await world.count("job") == 4)
            // Nobody came to run it before the next period: one is enough.
            world.clock.move(seconds: 3600)
            try await runners[0].queueScheduled()
            #expect(try await world.count("job") == 4)
        }
    }

    @Test("old jobs are removed, dead ones are kept longer", arguments: TestDatabases.all)
    func housekeeping(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("fine", "Fine") { _ in .null }
            book.add("often", "Often") { _ in .null }
            book.add("no", "No") { _ in throw Refusal(code: "no", Message("No.")) }
            book.schedule("often", everySeconds: 60)
            book.addOwn(events: EventBook())
            let runner = world.runner(book)
            for name in ["fine", "often", "no"] { try await world.enqueue(name) }
            try await runner.drain()
            let waiting = try await world.enqueue("fine", after: 200 * 86_400)
            func left(afterDays days: Int) async throws -> [String] {
                world.clock.move(seconds: days * 86_400)
                try await world.enqueue("jobs.housekeeping")
                try await runner.drain(["jobs.housekeeping"])
                return try await world.workspace.read(.house) {
                    try JobQueue.list(in: $0).map(\.name).filter { $0 != "jobs.housekeeping" }.sorted()
                }
            }
            #expect(try await left(afterDays: 1) == ["fine", "fine", "no", "often"])
            #expect(try await left(afterDays: 2) == ["fine", "fine", "no"])
            #expect(try await left(afterDays: 28) == ["fine", "no"])
            #expect(try await left(afterDays: 60) == ["fine"])
            #expect(try await world.state(waiting).state == .queued)
        }
    }
}
