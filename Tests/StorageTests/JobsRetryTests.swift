import Records
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("Work that fails is tried again, with patience")
struct JobsRetryTests {
    @Test("back-off grows from seconds to an hour, and chance adds up to a quarter")
    func delays() {
        #expect((1...7).map { JobPace.delay(afterAttempt: $0, chance: 0) } == [5, 25, 120, 600, 3600, 3600, 3600])
        #expect(JobPace.delay(afterAttempt: 2, chance: 0.5) == 28.125)
    }

    @Test("a failed job waits, tries again, and is dead after its last attempt", arguments: TestDatabases.all)
    func retrying(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let attempts = Notebook<Int>()
            var book = JobBook()
            book.add("fails", "Fails", maximumAttempts: 3) { context in
                attempts.write(context.job.attempt)
                throw Mishap()
            }
            let runner = world.runner(book)
            let id = try await world.enqueue("fails")
            #expect(try await runner.drain() == 1)
            var state = try await world.state(id)
            #expect(state.state == .failed && state.attempts == 1 && state.runAt == world.clock.now.adding(seconds: 5))
            #expect(state.failure?.code == "unexpected" && state.failure?.detail?.contains("Mishap") == true)
            world.clock.move(seconds: 4)
            #expect(try await runner.drain() == 0)
            world.clock.move(seconds: 1)
            #expect(try await runner.drain() == 1)
            state = try await world.state(id)
            #expect(state.state == .failed && state.runAt == world.clock.now.adding(seconds: 25))
            world.clock.move(seconds: 25)
            #expect(try await runner.drain() == 1)
            state = try await world.state(id)
            #expect(state.state == .dead && state.attempts == 3 && state.finishedAt == world.clock.now)
            world.clock.move(seconds: 86_400)
            #expect(try await runner.drain() == 0)
            #expect(attempts.lines == [1, 2, 3])

            // Somebody gives it another chance.
            try await world.workspace.write(.house, .screen) { try JobQueue.retry(id, in: $0) }
            #expect(try await world.state(id).state == .queued)
            #expect(try await runner.drain() == 1)
            #expect(attempts.lines == [1, 2, 3, 1])
        }
    }

    @Test("a refusal is final, and its sentence is kept for whoever reads it later", arguments: TestDatabases.all)
    func refusal(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let message = Message(
                "{count} line of {file}", "{count} lines of {file}", count: 3,
                [
                    "file": .text("a\n“b”"), "on": .day(Day(iso: "2026-03-02")!), "at": .instant(world.clock.now),
                    "sum": .money(Money(minor: 1050, currency: "EUR")), "rate": .exact(Exact("1.25")!),
                    "kind": .message(Message("Account", ["n": .number(4)])),
                ])
            var book = JobBook()
            book.add("no", "No") { _ in throw Refusal(code: "wrong_file", message) }
            let id = try await world.enqueue("no")
            try await world.runner(book).drain()
            let state = try await world.state(id)
            #expect(state.state == .dead && state.attempts == 1)
            #expect(state.failure?.code == "wrong_file" && state.failure?.message == message)
        }
    }

    @Test("a viewer that cannot be made fails the job like its work would", arguments: TestDatabases.all)
    func viewer(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("a", "A") { _ in .null }
            let runner = JobRunner(world.workspace, book: book, files: world.files, signal: Signal()) { _ in
                throw Refusal(.forbidden, code: "user_disabled", Message("This person may no longer sign in."))
            }
            let id = try await world.enqueue("a", user: 7)
            try await runner.drain()
            #expect(try await world.state(id).failure?.code == "user_disabled")
        }
    }

    @Test("the result and the person it ran for", arguments: TestDatabases.all)
    func result(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            var book = JobBook()
            book.add("a", "A") { .record(["user": .number(String($0.viewer.user)), "made": true]) }
            let id = try await world.enqueue("a", user: 7)
            try await world.runner(book).drain()
            let state = try await world.state(id)
            #expect(state.state == .done && state.result == .record(["user": 7, "made": true]))
            #expect(state.startedAt == world.clock.now && state.finishedAt == world.clock.now && state.failure == nil)
        }
    }
}
