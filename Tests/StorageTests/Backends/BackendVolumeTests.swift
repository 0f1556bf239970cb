import Foundation
import Records
import Storage
import TestSupport
import Testing

@Suite("Many rows and many callers, on every database")
struct BackendVolumeTests {
    @Test("ten thousand rows stream in order; the reader may stop", arguments: TestDatabases.all)
    func streaming(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, (0..<10_000).map { Sample.row(number: $0) })
            let (sum, stopped) = try await database.read { connection in
                var sum: Int64 = 0, stopped = 0
                try connection.each("SELECT number FROM thing ORDER BY id", [.integer]) { row in
                    sum += row[0].integer ?? 0
                    return true
                }
                try connection.each("SELECT number FROM thing ORDER BY id", [.integer]) { _ in
                    stopped += 1
                    return stopped < 10
                }
                return (sum, stopped)
            }
            #expect(sum == 49_995_000 && stopped == 10)
        }
    }

    @Test("a hundred thousand rows load at once", arguments: TestDatabases.all)
    func loading(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, (0..<100_000).map { Sample.row(number: $0) })
            let row = try await database.read { connection in
                try connection.first("SELECT COUNT(*), SUM(number), MAX(words) FROM thing", .integer, .integer, .text)
            }
            #expect(row == [.integer(100_000), .integer(4_999_950_000), .text("some words")])
        }
    }

    @Test("fifty callers read and write at once, and every increment counts", arguments: TestDatabases.all)
    func concurrency(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, [Sample.row(number: 0)])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in 0..<50 {
                    group.addTask {
                        for _ in 0..<4 {
                            if caller % 2 == 0 {
                                try await database.write {
                                    _ = try $0.execute("UPDATE thing SET number = number + 1 WHERE id = 0")
                                }
                            } else {
                                _ = try await database.read {
                                    try $0.rows("SELECT id, number FROM thing", .integer, .integer)
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.integer("SELECT number FROM thing") } == 100)
        }
    }

    @Test("statements are counted for the task that asked", arguments: TestDatabases.all)
    func counting(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            let counter = QueryCounter()
            try await QueryCounter.$current.withValue(counter) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO thing (id) VALUES (\(1))")
                    _ = try connection.integer("SELECT COUNT(*) FROM thing")
                }
                try await load(database, first: 5, [Sample.row(), Sample.row()])
            }
            _ = try await count(database)
            #expect(counter.statements.count == 3)
        }
    }

    @Test("more texts than are kept prepared still run", arguments: TestDatabases.all)
    func manyTexts(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            for number in 0..<700 {
                let read = try await database.read { try $0.integer(SQL(text: "SELECT \(number)")) }
                #expect(read == Int64(number))
            }
        }
    }

    @Test("the same text takes values of different types, and nulls", arguments: TestDatabases.all)
    func typesOfOneText(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            for value in [Value.integer(1), .null, .integer(2), .null] {
                try await database.write {
                    _ = try $0.execute("INSERT INTO thing (id, number) SELECT COUNT(*), \(value) FROM thing")
                }
            }
            let numbers = try await database.read { try $0.rows("SELECT number FROM thing ORDER BY id", .integer) }
            #expect(numbers == [[.integer(1)], [.null], [.integer(2)], [.null]])
        }
    }

    @Test("a table may change under prepared statements", arguments: TestDatabases.all)
    func changingTable(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, [Sample.row()])
            for round in 0..<3 {
                let row = try await database.read {
                    try $0.first("SELECT words FROM (SELECT * FROM thing) AS all_of_it", .text)
                }
                #expect(row == [.text("some words")])
                let star = try await database.write {
                    try $0.rows("INSERT INTO thing (id) VALUES (\(10 + round)) RETURNING id", .integer)
                }
                #expect(star == [[.integer(Int64(10 + round))]])
                try await database.write { connection in
                    let type = SQL(text: connection.dialect.declaration(of: .text))
                    try connection.execute("ALTER TABLE thing ADD COLUMN \(name: "more_\(round)") \(type)")
                }
            }
        }
    }

    @Test("a cancelled caller gets a cancellation and leaves the database usable", arguments: TestDatabases.all)
    func cancelling(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let endless: SQL =
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n WHERE i < 0"
            let started = DispatchSemaphore(value: 0)
            let task = Task {
                try await database.read { connection in
                    started.signal()
                    return try connection.integer(endless)
                }
            }
            // A thread of its own: among a thousand tests a sleeping task may wake up after the statement's time.
            Thread.detachNewThread {
                started.wait()
                Thread.sleep(forTimeInterval: 0.05)
                task.cancel()
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            let one = try await database.read { try $0.integer("SELECT 1") }
            #expect(one == 1)
        }
    }
}
