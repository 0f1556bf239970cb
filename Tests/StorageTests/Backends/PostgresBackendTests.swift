import Foundation
import PostgresStorage
import Records
import Storage
import TestSupport
import Testing

@Suite("PostgreSQL", .enabled(if: TestDatabases.server != nil))
struct PostgresBackendTests {
    @Test("a killed connection is replaced without the caller noticing")
    func killed() async throws {
        try await TestDatabases.withSchema("pool=1") { database in
            try await makeThings(database)
            for round in 0..<3 {
                let process = try await database.read { try $0.integer("SELECT pg_backend_pid()") } ?? 0
                try await TestDatabases.withSchema("pool=1") { other in
                    _ = try await other.write { try $0.rows("SELECT pg_terminate_backend(\(process)::int)", .boolean) }
                }
                try await Task.sleep(for: .milliseconds(20))
                try await load(database, first: round, [Sample.row()])
            }
            let found = try await count(database)
            #expect(found == 3)
        }
    }

    @Test("a connection lost in the middle of a transaction is an error, and leaves nothing")
    func killedInside() async throws {
        try await TestDatabases.withSchema("pool=2") { database in
            try await makeThings(database)
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO thing (id) VALUES (1)")
                    try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                    try connection.execute("INSERT INTO thing (id) VALUES (2)")
                }
            }
            #expect(error?.kind == .unavailable)
            let found = try await count(database)
            #expect(found == 0)
        }
    }

    @Test("a deadlock is run again until both are through")
    func deadlock() async throws {
        try await TestDatabases.withSchema { database in
            try await makeThings(database)
            try await load(database, [Sample.row(number: 0), Sample.row(number: 0)])
            let runs = Counter(), gates = [Gate(), Gate()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(0, 1), (1, 0)] {
                    group.addTask {
                        try await database.write { connection in
                            runs.add()
                            try connection.execute("UPDATE thing SET number = number + 1 WHERE id = \(first)")
                            gates[first].open()
                            gates[second].wait()
                            try connection.execute("UPDATE thing SET number = number + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let numbers = try await database.read { try $0.integers("SELECT number FROM thing") }
            #expect(numbers == [2, 2])
            #expect(runs.count == 3)
        }
    }

    @Test("a serialization failure is run again")
    func serialization() async throws {
        try await TestDatabases.withSchema { database in
            let runs = Counter()
            let result = try await database.write { connection in
                runs.add()
                if runs.count < 3 {
                    try connection.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
                }
                return runs.count
            }
            #expect(result == 3)
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write { connection in
                    runs.add()
                    try connection.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
                }
            }
            #expect(error?.kind == .retryable)
            #expect(runs.count == 3 + 6)
        }
    }

    @Test("reads have a time limit, writes and maintenance have none")
    func timeouts() async throws {
        try await TestDatabases.withSchema("pool=1&statement_timeout=1") { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.execute("SELECT pg_sleep(3)") }
            }
            #expect(error?.message.contains("timeout") == true)
            let limits = try await (
                database.read { try $0.text("SHOW statement_timeout") },
                database.write { try $0.text("SHOW statement_timeout") },
                database.maintain { try $0.text("SHOW statement_timeout") },
                database.read { try $0.text("SHOW statement_timeout") }
            )
            #expect(limits == ("1s", "0", "0", "1s"))
            let commit = try await database.write { try $0.text("SHOW synchronous_commit") }
            #expect(commit == "on")
            let lazy = try await RedoableWrite.$isCurrent.withValue(true) {
                try await database.write { try $0.text("SHOW synchronous_commit") }
            }
            let after = try await database.write { try $0.text("SHOW synchronous_commit") }
            #expect(lazy == "off" && after == "on")
        }
    }

    @Test("more callers than connections wait their turn; a cancelled one leaves the queue at once")
    func waiting() async throws {
        try await TestDatabases.withSchema("pool=1") { database in
            let busy = Gate(), done = Gate()
            let holding = Task {
                try await database.read { _ in
                    busy.open()
                    done.wait()
                }
            }
            await busy.opened()
            let waiting = Task { try await database.read { try $0.integer("SELECT 1") } }
            let leaving = Task { try await database.read { try $0.integer("SELECT 2") } }
            try await Task.sleep(for: .milliseconds(20))
            leaving.cancel()
            await #expect(throws: CancellationError.self) { try await leaving.value }
            done.open()
            try await holding.value
            let answer = try await waiting.value
            #expect(answer == 1)
        }
    }

    @Test("a schema is made, its name quoted; a public table of the same name stays apart")
    func schemas() async throws {
        let schema = "test_Q\"\(UInt64.random(in: 0...UInt64.max))"
        let encoded = schema.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let database = try await PostgresDatabase.open(TestDatabases.address(encoded))
        try await makeThings(database)
        let current = try await database.read { try $0.text("SELECT current_schema()") }
        #expect(current == schema)
        try await withFolder { folder in
            try await load(database, Sample.rows)
            try await database.backup(to: folder + "/b")
            try await load(database, first: 100, Sample.rows)
            try await database.restore(from: folder + "/b")
            let found = try await count(database)
            #expect(found == Int64(Sample.rows.count))
            try await TestDatabases.withSchema { other in
                let error = await #expect(throws: DatabaseError.self) { try await other.restore(from: folder + "/b") }
                #expect(error?.message.contains("schema") == true)
            }
        }
        try await database.maintain { _ = try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
        try await database.close()
    }

    @Test("a whole database, in its public schema with an extension, comes back too")
    func publicSchema() async throws {
        let name = "test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        try await TestDatabases.withSchema { server in
            try await server.maintain { _ = try $0.execute("CREATE DATABASE \(name: name)") }
            var address = try #require(URLComponents(string: server.settings.url))
            address.path = "/" + name
            let database = try await PostgresDatabase.open(try #require(address.string))
            try await database.write { _ = try $0.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm") }
            try await makeThings(database)
            try await database.write {
                _ = try $0.execute("CREATE INDEX fuzzy ON thing USING gin (words gin_trgm_ops)")
            }
            try await load(database, Sample.rows)
            try await withFolder { folder in
                try await database.backup(to: folder + "/b")
                try await database.write { _ = try $0.execute("CREATE TABLE later (id BIGINT REFERENCES thing (id))") }
                try await load(database, first: 100, Sample.rows)
                try await database.restore(from: folder + "/b")
            }
            let found = try await count(database)
            #expect(found == Int64(Sample.rows.count))
            let tables = try await database.structure().tables
            #expect(tables.keys.sorted() == ["thing"] && tables["thing"]?.indexes == ["fuzzy"])
            try await database.close()
            try await server.maintain { _ = try $0.execute("DROP DATABASE \(name: name)") }
        }
    }

    @Test("an address that cannot be right is refused with a reason")
    func addresses() async throws {
        for address in [
            "mysql://here/x", "postgres://h/x?pool=0", "postgres://h/x?pool=many", "postgres://h/x?schema=",
            "postgres://h/x?schema=pg_catalog", "postgres://h/x?statement_timeout=-1",
        ] {
            #expect(throws: DatabaseError.self) { try PostgresSettings(address) }
        }
        let settings = try PostgresSettings("postgres://a:b@h:5/x?sslmode=require&schema=acme&pool=3")
        #expect(settings.url == "postgres://a:b@h:5/x?sslmode=require")
        #expect(settings.schema == "acme" && settings.connections == 3 && settings.readTimeoutSeconds == 60)
    }

    @Test("a server that is away is waited for, then said to be away")
    func away() async throws {
        let settings = try PostgresSettings("postgres://nobody@127.0.0.1:1/nothing", patienceSeconds: 0.3)
        let error = await #expect(throws: DatabaseError.self) { try await PostgresDatabase.open(settings) }
        #expect(error?.kind == .unavailable)
    }
}

/// How often something ran.
private final class Counter: @unchecked Sendable {
    private let lock = Lock()
    private var number = 0
    var count: Int { lock.locked { number } }
    func add() { lock.locked { number += 1 } }
}
