import Records
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("Work survives a killed server")
struct JobsResumeTests {
    /// Adds ten rows one by one, each with its checkpoint in the same transaction; dies when told to.
    private func counting(_ seen: Notebook<Int>, dying: Int? = nil) -> JobBook {
        var book = JobBook()
        book.add("count", "Count") { context in
            var number = Int(context.checkpoint?.integer ?? 0)
            while number < 10 {
                number += 1
                let current = number
                try await context.write { transaction in
                    try transaction.emit(Event("counted", Reference(kind: "thing", id: Int64(current))))
                    try context.save(.number(String(current)), JobProgress(done: current, total: 10), in: transaction)
                }
                seen.write(current)
                if current == dying { try await Task.sleep(for: .seconds(3600)) }
            }
            return .record(["counted": .number(String(number))])
        }
        return book
    }

    @Test(
        "an expired lease is taken over and resumes from the checkpoint; the old runner can write no more",
        arguments: TestDatabases.all)
    func takeover(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let seen = Notebook<Int>()
            // Its watch is slow, so it does not notice that it lost the job.
            var sleepy = JobsWorld.pace
            sleepy.watch = 3600
            let old = world.runner(counting(seen, dying: 4), pace: sleepy)
            let id = try await world.enqueue("count")
            let stuck = try #require(try await old.claim(.one(id)).first)
            let hanging = Task { await old.perform(stuck) }
            #expect(try await eventually { seen.lines.count == 4 })

            let new = world.runner(counting(seen))
            world.clock.move(seconds: 59)
            #expect(try await new.drain() == 0)
            world.clock.move(seconds: 2)
            #expect(try await new.drain() == 1)
            #expect(seen.lines == Array(1...10))
            let state = try await world.state(id)
            #expect(state.state == .done && state.result == .record(["counted": 10]))
            #expect(state.progress == JobProgress(done: 10, total: 10))
            #expect(try await world.count("outbox") == 10)

            // The old one wakes up and is told; nothing of what it does is kept.
            hanging.cancel()
            await hanging.value
            #expect(try await world.state(id) == state)
            let lease = stuck.lease
            let standing = try await world.workspace.database.write {
                try lease.write(JobProgress(done: 1), 1, in: $0)
            }
            #expect(standing == .lost)
        }
    }

    @Test(
        "a server killed while a job gets on costs no attempt; a job that kills every server ends dead",
        arguments: TestDatabases.all)
    func interrupted(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("deadly", "Deadly", maximumAttempts: 2) { _ in .null }
            let runner = world.runner(book)
            let id = try await world.enqueue("deadly")
            for kill in 1...4 {
                let claimed = try #require(try await runner.claim(.due(["deadly"], limit: 1)).first)
                #expect(claimed.job.attempt == 1)
                let lease = claimed.lease
                _ = try await world.workspace.database.write {
                    try lease.write(JobProgress(done: kill), .number(String(kill)), in: $0)
                }
                world.clock.move(seconds: 61)
            }
            let second = try #require(try await runner.claim(.due(["deadly"], limit: 1)).first)
            #expect(second.job.checkpoint == 4)
            world.clock.move(seconds: 61)
            #expect(try await runner.claim(.due(["deadly"], limit: 1)).first?.job.attempt == 2)
            world.clock.move(seconds: 61)
            #expect(try await runner.claim(.due(["deadly"], limit: 1)).isEmpty)
            let state = try await world.state(id)
            #expect(state.state == .dead && state.failure?.code == "interrupted")
        }
    }

    @Test(
        "a server that stops puts running jobs back at once, without counting the attempt",
        arguments: TestDatabases.all)
    func stopping(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let seen = Notebook<Int>()
            let runner = world.runner(counting(seen, dying: 3))
            let id = try await world.enqueue("count")
            let serving = Task { await runner.run() }
            #expect(try await eventually { seen.lines.count == 3 })
            runner.stop()
            await serving.value
            let state = try await world.state(id)
            #expect(state.state == .queued && state.attempts == 0 && state.checkpoint == 3)
            try await world.runner(counting(seen)).drain()
            #expect(seen.lines == Array(1...10))
            #expect(try await world.state(id).state == .done)
        }
    }

    @Test("cancelling the runner's task stops it as well", arguments: TestDatabases.all)
    func cancelledTask(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let seen = Notebook<Int>()
            let runner = world.runner(counting(seen, dying: 2))
            let id = try await world.enqueue("count")
            let serving = Task { await runner.run() }
            #expect(try await eventually { seen.lines.count == 2 })
            serving.cancel()
            await serving.value
            #expect(try await world.state(id).state == .queued)
        }
    }

    @Test("a lease is kept while the work goes on", arguments: TestDatabases.all)
    func keeping(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("long", "Long") { _ in
                try await Task.sleep(for: .seconds(3600))
                return .null
            }
            // Extended at every watch.
            var pace = JobsWorld.pace
            pace.lease = 0.04
            let runner = world.runner(book, pace: pace)
            let id = try await world.enqueue("long")
            let serving = Task { await runner.run() }
            #expect(try await eventually { try await world.state(id).state == .running })
            world.clock.move(seconds: 3)
            let now = world.clock.now
            #expect(
                try await eventually {
                    try await world.workspace.database.read {
                        try $0.integer("SELECT id FROM job WHERE locked_until > \(now)") != nil
                    }
                })
            runner.stop()
            await serving.value
        }
    }
}
