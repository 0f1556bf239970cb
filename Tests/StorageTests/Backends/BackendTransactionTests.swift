import Records
import Storage
import TestSupport
import Testing

@Suite("Transactions are whole, on every database")
struct BackendTransactionTests {
    private struct Stop: Error {}

    @Test("what throws leaves nothing behind", arguments: TestDatabases.all)
    func rollback(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO thing (id) VALUES (1)")
                    #expect(try connection.integer("SELECT COUNT(*) FROM thing") == 1)
                    throw Stop()
                }
            }
            #expect(try await count(database) == 0)
            try await load(database, [Sample.row()])
            #expect(try await count(database) == 1)
        }
    }

    @Test(
        "a reader sees nothing before the commit, and its snapshot to the end",
        arguments: [TestDatabases.file, .postgres].filter(TestDatabases.all.contains))
    func isolation(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            let written = Gate(), looked = Gate()
            async let writing: Void = database.write { connection in
                try connection.execute("INSERT INTO thing (id) VALUES (1)")
                written.open()
                looked.wait()
            }
            await written.opened()
            #expect(try await count(database) == 0)
            looked.open()
            try await writing
            #expect(try await count(database) == 1)

            let seen = Gate(), changed = Gate()
            async let reading = database.read { connection in
                let before = try connection.integer("SELECT COUNT(*) FROM thing")
                seen.open()
                changed.wait()
                return (before, try connection.integer("SELECT COUNT(*) FROM thing"))
            }
            await seen.opened()
            try await load(database, first: 2, [Sample.row()])
            changed.open()
            let (before, after) = try await reading
            #expect(before == 1 && after == 1)
            #expect(try await count(database) == 2)
        }
    }

    @Test("a read cannot write", arguments: TestDatabases.all)
    func readOnly(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.execute("INSERT INTO thing (id) VALUES (1)") }
            }
            #expect(try await count(database) == 0)
        }
    }

    @Test(
        "after a failed statement the transaction is lost, even where the caller goes on", arguments: TestDatabases.all)
    func failedStatement(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write { connection in
                    try connection.execute("INSERT INTO thing (id) VALUES (1)")
                    do { try connection.execute("INSERT INTO thing (id) VALUES (1)") } catch is DatabaseError {}
                }
            }
            #expect(error?.kind == .unique(constraint: "thing_pkey"))
            #expect(try await count(database) == 0)
        }
    }

    @Test("a savepoint gives a failed statement its way back", arguments: TestDatabases.all)
    func savepoint(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await database.write { connection in
                try connection.execute("INSERT INTO thing (id) VALUES (1)")
                try connection.execute("SAVEPOINT row")
                do { try connection.execute("INSERT INTO thing (id) VALUES (1)") } catch is DatabaseError {
                    try connection.execute("ROLLBACK TO row")
                }
                try connection.execute("INSERT INTO thing (id) VALUES (2)")
            }
            #expect(try await count(database) == 2)
        }
    }

    @Test("one statement at a time, and none after the end", arguments: TestDatabases.all)
    func order(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, [Sample.row(), Sample.row()])
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write { connection in
                    try connection.each("SELECT id FROM thing", [.integer]) { row in
                        try connection.execute("DELETE FROM thing WHERE id = \(row[0])")
                        return true
                    }
                }
            }
            #expect(error?.message.contains("collect them first") == true)
            let escaped = Escaped()
            try await database.write { escaped.connection = $0 }
            #expect(throws: DatabaseError.self) { try escaped.connection?.execute("DELETE FROM thing") }
            #expect(try await count(database) == 2)
        }
    }

    @Test("what the caller throws while rows are read passes through unchanged", arguments: TestDatabases.all)
    func throwingReader(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, [Sample.row(), Sample.row()])
            await #expect(throws: Stop.self) {
                try await database.read { try $0.each("SELECT id FROM thing", [.integer]) { _ in throw Stop() } }
            }
            #expect(try await count(database) == 2)
        }
    }

    @Test("maintenance runs outside a transaction", arguments: TestDatabases.all)
    func maintenance(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await database.maintain { connection in
                let concurrently: SQL = connection.dialect == .postgres ? "CONCURRENTLY" : ""
                try connection.execute("CREATE INDEX \(concurrently) thing_words ON thing (words)")
                try connection.execute("VACUUM")
                try connection.execute("ANALYZE")
            }
            #expect(try await database.structure().tables["thing"]?.indexes == ["thing_words"])
        }
    }
}

/// Holds a connection beyond its transaction, which must not help.
private final class Escaped: @unchecked Sendable { var connection: (any Connection)? }
