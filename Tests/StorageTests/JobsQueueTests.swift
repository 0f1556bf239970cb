import Records
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("Work waits in the queue")
struct JobsQueueTests {
    @Test("a queued job is there to see, and only for its person or an administrator", arguments: TestDatabases.all)
    func rights(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let mine = try await world.enqueue("a", .record(["x": 1]), user: 7)
            let other = try await world.enqueue("b", user: 8)
            let ann = Viewer(user: 7, grants: [:])
            let admin = Viewer(user: 9, grants: [:], permissions: [JobQueue.permission])
            try await world.workspace.read(ann) { transaction in
                let job = try #require(try JobQueue.find(mine, in: transaction))
                #expect(job.state == .queued && job.user == 7 && job.arguments == .record(["x": 1]))
                #expect(job.attempts == 0 && job.progress == JobProgress(done: 0) && !job.isOver)
                #expect(try JobQueue.find(other, in: transaction) == nil)
                #expect(try JobQueue.list(in: transaction).map(\.id) == [mine])
                #expect(try JobQueue.list(user: 8, in: transaction).isEmpty)
            }
            try await world.workspace.read(admin) { transaction in
                let all = try JobQueue.list(in: transaction)
                #expect(all.map(\.id) == [other, mine])
                #expect(try JobQueue.list(limit: 1, before: other, in: transaction).map(\.id) == [mine])
                #expect(try JobQueue.list(states: [.done, .dead], in: transaction).isEmpty)
                #expect(try JobQueue.list(states: [.queued], name: "b", user: 8, in: transaction).map(\.id) == [other])
            }
            await #expect(throws: Refusal.self) {
                try await world.workspace.write(ann, .screen) { try JobQueue.cancel(other, in: $0) }
            }
        }
    }

    @Test("a transaction that fails queues nothing", arguments: TestDatabases.all)
    func rollback(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            await #expect(throws: Mishap.self) {
                try await world.workspace.write(.house, .screen) { transaction in
                    _ = try JobQueue.enqueue("a", in: transaction)
                    throw Mishap()
                }
            }
            let count = try await world.count("job")
            #expect(count == 0)
        }
    }

    @Test(
        "the same key waits once, and the earlier time counts; once running it may wait again",
        arguments: TestDatabases.all)
    func keys(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let first = try await world.enqueue("a", after: 60, key: "k")
            #expect(try await world.enqueue("a", key: "k") == first)
            #expect(try await world.enqueue("a", after: 90, key: "k") == first)
            #expect(try await world.state(first).runAt == world.clock.now)
            #expect(try await world.enqueue("a", key: "other") != first)
            var book = JobBook()
            book.add("a", "A") { _ in .null }
            #expect(try await world.runner(book).claim(.one(first)).count == 1)
            let second = try await world.enqueue("a", key: "k")
            #expect(second != first)
            try await world.workspace.write(.house, .screen) { try JobQueue.cancel(second, in: $0) }
            #expect(try await world.enqueue("a", key: "k") != second)
        }
    }

    @Test("jobs run in the order they are due, later ones stay", arguments: TestDatabases.all)
    func order(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let seen = Notebook<String>()
            var book = JobBook()
            book.add("note", "Note") { context in
                seen.write(context.job.arguments.text ?? "")
                return .null
            }
            try await world.enqueue("note", "third", after: 2)
            try await world.enqueue("note", "first")
            try await world.enqueue("note", "second")
            try await world.enqueue("unknown here")
            let later = try await world.enqueue("note", "later", after: 10)
            world.clock.move(seconds: 5)
            #expect(try await world.runner(book).drain() == 3)
            #expect(seen.lines == ["first", "second", "third"])
            #expect(try await world.state(later).state == .queued)
        }
    }

    @Test("what waits is cancelled at once, what is over cannot be", arguments: TestDatabases.all)
    func cancelling(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let id = try await world.enqueue("a", user: 7)
            let ann = Viewer(user: 7, grants: [:])
            try await world.workspace.write(ann, .screen) { try JobQueue.cancel(id, in: $0) }
            let state = try await world.state(id)
            #expect(state.state == .cancelled && state.finishedAt == world.clock.now)
            let again = await #expect(throws: Refusal.self) {
                try await world.workspace.write(ann, .screen) { try JobQueue.cancel(id, in: $0) }
            }
            #expect(again?.code == "job_over")
            let retried = await #expect(throws: Refusal.self) {
                try await world.workspace.write(ann, .screen) { try JobQueue.retry(id, in: $0) }
            }
            #expect(retried?.code == "job_not_failed")
        }
    }

    @Test("the numbers for whoever watches the server", arguments: TestDatabases.all)
    func metrics(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("no", "No") { _ in throw Refusal(code: "no", Message("No.")) }
            try await world.enqueue("no")
            try await world.runner(book).drain()
            try await world.enqueue("no")
            try await world.enqueue("no", after: 500)
            try await world.emit("thing.made", 1)
            world.clock.move(seconds: 90)
            let metrics = try await JobMetrics.read(world.workspace)
            #expect(metrics.depth == [.queued: 2, .running: 0, .failed: 0, .dead: 1])
            #expect(metrics.dead == 1 && metrics.oldestWaitingSeconds == 90 && metrics.outboxDepth == 1)
        }
    }
}
