import Storage
import TestSupport
import Testing

@Suite("Notices reach who listens")
struct BackendNoticeTests {
    @Test("a listener hears its channel, in order, from this node", arguments: TestDatabases.all)
    func local(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let heard = database.notifications("outbox"), other = database.notifications("other")
            for number in 1...3 { try await database.notify("outbox", "line\n\(number) é") }
            try await database.notify("other", "")
            var received: [String] = []
            for await payload in heard {
                received.append(payload)
                if received.count == 3 { break }
            }
            #expect(received == ["line\n1 é", "line\n2 é", "line\n3 é"])
            for await payload in other {
                #expect(payload == "")
                break
            }
        }
    }

    @Test("closing ends every listener; a cancelled one ends alone", arguments: TestDatabases.all)
    func ending(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let other = try await backend.another(like: database)
            let listening = Task { [other] in
                for await _ in other.notifications("a") {}
                return true
            }
            let cancelled = Task { [other] in
                for await _ in other.notifications("a") {}
                return true
            }
            cancelled.cancel()
            _ = await cancelled.value
            try await other.close()
            _ = await listening.value
            for await _ in other.notifications("a") { Issue.record("a closed database speaks") }
        }
    }

    @Test("another node hears it too, and only in the same schema", .enabled(if: TestDatabases.server != nil))
    func betweenNodes() async throws {
        try await TestDatabases.withSchema { here in
            try await TestDatabases.withSchema { elsewhere in
                let there = try await TestDatabases.postgres.another(like: here)
                let heard = there.notifications("outbox"), apart = elsewhere.notifications("outbox")
                // The other node starts to listen a moment later: it is called until it answers.
                let calling = Task {
                    while !Task.isCancelled {
                        try await here.notify("outbox", "hello")
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
                for await payload in heard {
                    #expect(payload == "hello")
                    break
                }
                calling.cancel()
                try await there.close()
                try await elsewhere.notify("outbox", "own")
                for await payload in apart {
                    #expect(payload == "own")
                    break
                }
            }
        }
    }

    @Test("a payload too long for the server is refused with advice", .enabled(if: TestDatabases.server != nil))
    func tooLong() async throws {
        try await TestDatabases.withSchema { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await database.notify("a", String(repeating: "x", count: 8000))
            }
            #expect(error?.message.contains("send an id") == true)
        }
    }
}
