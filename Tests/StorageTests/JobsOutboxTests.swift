import Records
import SQLiteStorage
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("What happened is handed on")
struct JobsOutboxTests {
    @Test(
        "handlers hear events in order, pages after commit, and handlers' own events follow",
        arguments: TestDatabases.all)
    func order(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let heard = Notebook<String>(), published = Notebook<String>()
            var events = EventBook()
            events.on("thing.made") { entry, transaction in
                heard.write("made \(entry.records[0]) \(entry.payload["number"]?.integer ?? 0)")
                if entry.records == [2] {
                    try transaction.emit(Event("thing.followed", Reference(kind: "thing", id: 2)))
                }
            }
            events.on("*") { entry, _ in heard.write("any \(entry.name) \(entry.records[0])") }
            for id in 1...5 { try await world.emit("thing.made", Int64(id)) }
            try await world.emit("thing.lost", 9)
            let dispatcher = OutboxDispatcher(world.workspace, events: events, signal: Signal(), batch: 2) { entries in
                for entry in entries { published.write("\(entry.name) \(entry.records[0])") }
            }
            #expect(try await dispatcher.drain() == 7)
            let expected = (1...5).flatMap { ["made \($0) \($0)", "any thing.made \($0)"] }
            #expect(heard.lines == expected + ["any thing.lost 9", "any thing.followed 2"])
            #expect(
                published.lines
                    == (1...5).map { "thing.made \($0)" } + ["thing.lost 9", "thing.followed 2"])
            #expect(try await world.count("outbox") == 0)
        }
    }

    @Test(
        "a handler that fails takes back what it wrote, holds nobody up, and is tried again alone",
        arguments: TestDatabases.all)
    func isolation(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let heard = Notebook<String>(), failures = Notebook<Int>()
            var events = EventBook()
            events.on("thing.made", as: "clumsy") { entry, transaction in
                try transaction.emit(Event("half.done", Reference(kind: "thing", id: entry.records[0])))
                if entry.records == [2], failures.lines.count < 3 {
                    failures.write(1)
                    // The database's own no, and a plain error, alike.
                    if failures.lines.count == 1 {
                        try transaction.connection.execute("INSERT INTO job_schedule (name, period) VALUES (NULL, 1)")
                    }
                    throw Mishap()
                }
                heard.write("clumsy \(entry.records[0])")
            }
            events.on("thing.made", as: "steady") { entry, _ in heard.write("steady \(entry.records[0])") }
            for id in 1...3 { try await world.emit("thing.made", Int64(id)) }
            let dispatcher = OutboxDispatcher(world.workspace, events: events, signal: Signal())
            #expect(try await dispatcher.dispatch() == 3)
            #expect(heard.lines == ["clumsy 1", "steady 1", "steady 2", "clumsy 3", "steady 3"])
            #expect(try await world.count("outbox") == 2)

            var book = JobBook()
            book.addOwn(events: events)
            let runner = world.runner(book)
            for _ in 0..<3 {
                try await runner.drain(["outbox.retry"])
                world.clock.move(seconds: 200)
            }
            #expect(failures.lines.count == 3)
            #expect(heard.lines.last == "clumsy 2" && heard.lines.count == 6)
            #expect(try await world.count("outbox") == 3)
            let jobs = try await world.workspace.read(.house) { try JobQueue.list(name: "outbox.retry", in: $0) }
            #expect(jobs.map(\.state) == [.done])
        }
    }

    @Test("nothing is lost and nothing told twice when the server is killed in between", arguments: TestDatabases.all)
    func killed(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let published = Notebook<Int>()
            let kills = Notebook<Int>()
            var events = EventBook()
            events.on("thing.made") { entry, transaction in
                _ = try JobQueue.enqueue("follow-up", .number(String(entry.records[0])), in: transaction)
                // The end of the process, as far as the transaction can tell.
                if entry.records == [3], kills.lines.isEmpty {
                    kills.write(1)
                    throw CancellationError()
                }
            }
            for id in 1...4 { try await world.emit("thing.made", Int64(id)) }
            let dispatcher = OutboxDispatcher(world.workspace, events: events, signal: Signal()) {
                published.write($0.count)
            }
            await #expect(throws: CancellationError.self) { try await dispatcher.dispatch() }
            #expect(try await world.count("outbox") == 4)
            #expect(try await world.count("job") == 0)
            #expect(published.lines.isEmpty)
            #expect(try await dispatcher.dispatch() == 4)
            #expect(try await world.count("job") == 4)
            #expect(published.lines == [4])
        }
    }

    @Test("it wakes at the signal and ends when told", arguments: TestDatabases.all)
    func running(_ backend: TestDatabases) async throws {
        try await JobsWorld.with(backend) { world in
            let published = Notebook<Int64>(), signal = Signal()
            let dispatchers = (0..<2).map { _ in
                OutboxDispatcher(world.workspace, events: EventBook(), signal: signal) { entries in
                    for entry in entries { published.write(entry.records[0]) }
                }
            }
            let running = dispatchers.map { dispatcher in Task { await dispatcher.run() } }
            for id in 1...20 {
                try await world.emit("thing.made", Int64(id))
                signal.raise()
            }
            // On PostgreSQL the other node's pages hear it too.
            let isDone = try await eventually {
                let left = try await world.count("outbox")
                return left == 0 && Set(published.lines) == Set(1...20)
            }
            #expect(isDone)
            for dispatcher in dispatchers { dispatcher.stop() }
            for task in running {
                signal.raise()
                await task.value
            }
        }
    }

    @Test("other nodes' pages hear what changed, and no node hears itself", .enabled(if: TestDatabases.server != nil))
    func otherNodes() async throws {
        try await JobsWorld.with(.postgres) { world in
            let here = Notebook<EventEntry>(), there = Notebook<EventEntry>()
            let away = try await TestDatabases.postgres.another(like: world.workspace.database)
            let awayWorkspace = try await JobsWorld.open(away, world.clock)
            let first = OutboxDispatcher(world.workspace, events: EventBook(), signal: Signal()) { entries in
                for entry in entries { here.write(entry) }
            }
            let second = OutboxDispatcher(awayWorkspace, events: EventBook(), signal: Signal()) { entries in
                for entry in entries { there.write(entry) }
            }
            // The other node listens a moment later: told until it hears.
            let hearing = Task { await second.run() }
            var number: Int64 = 0
            #expect(
                try await eventually {
                    number += 1
                    try await world.emit("thing.made", number)
                    try await first.dispatch()
                    return there.lines.contains { line in here.lines.contains(line) }
                })
            second.stop()
            await hearing.value
            #expect(Set(here.lines.map(\.id)).count == here.lines.count)
            try await away.close()
        }
    }

    @Test("what is told to other nodes fits into a notification")
    func messages() async throws {
        let long = JSON.text(String(repeating: "é\n", count: 5000))
        let many = JSON.array((0..<2000).map { .number(String(1_000_000_000_000_000_000 + $0)) })
        func entry(_ id: Int, records: JSON, payload: JSON) throws -> EventEntry {
            try #require(
                EventEntry(
                    .record([
                        "id": .number(String(id)), "at": "2026-03-02T09:00:00.000000Z", "name": "a", "kind": "thing",
                        "records": records, "payload": payload, "user": 7,
                    ])))
        }
        let plain = try entry(1, records: .array([1, 2]), payload: .record(["text": "two\nlines"]))
        let wordy = try entry(2, records: .array([3]), payload: long)
        let crowded = try entry(3, records: many, payload: .object([]))
        let crowd = try (0..<500).map { try entry($0 + 10, records: .array([4]), payload: .object([])) }
        let database = try await SQLiteDatabase.open(":memory:")
        let speaker = NodeVoice(database), listener = NodeVoice(database)
        let messages = speaker.messages([plain, wordy, crowded] + crowd)
        #expect(messages.allSatisfy { $0.utf8.count < 7900 } && messages.count < 30)
        let heard = messages.flatMap(listener.understand)
        #expect(heard.count == 503 && heard[0] == plain)
        #expect(heard[1].records == [3] && heard[1].payload == .object([]))
        #expect(heard[2].records.isEmpty && heard[2].name == "a")
        #expect(messages.flatMap(speaker.understand).isEmpty)
        #expect(listener.understand("").isEmpty && listener.understand("x\nno json").isEmpty)
        try await database.close()
    }
}
