import Records
import Storage
import TestSupport
import Testing

@Suite("What is written is read back, on every database")
struct BackendValueTests {
    @Test("every kind of value, its extremes and nothing at all", arguments: TestDatabases.all)
    func roundTrip(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await database.write { connection in
                for (number, row) in Sample.rows.enumerated() {
                    let values = SQL.list([.integer(Int64(number))] + row)
                    let names = SQL.names(["id"] + Sample.columns)
                    let changed = try connection.execute("INSERT INTO thing (\(names)) VALUES (\(values))")
                    #expect(changed == 1)
                }
            }
            let read = try await database.read { connection in
                try connection.rows("SELECT \(SQL.names(Sample.columns)) FROM thing ORDER BY id", Sample.types)
            }
            #expect(read == Sample.rows)
        }
    }

    @Test("values find their rows again", arguments: TestDatabases.all)
    func finding(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, Sample.rows)
            for (column, place) in zip(Sample.columns, 0...) {
                for (number, row) in Sample.rows.enumerated() where !row[place].isNull {
                    let found = try await database.read { connection in
                        try connection.integers("SELECT id FROM thing WHERE \(name: column) = \(row[place])")
                    }
                    #expect(found.contains(Int64(number)), "\(column) of row \(number)")
                }
            }
            let count = try await database.read { connection in
                try connection.integer("SELECT COUNT(*) FROM thing WHERE truth = TRUE")
            }
            #expect(count == Int64(Sample.rows.filter { $0[2] == .boolean(true) }.count))
        }
    }

    @Test("counts and sums read as integers, whatever the database makes of them", arguments: TestDatabases.all)
    func sums(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, [10_000, -20_001, 4].map { Sample.row(number: $0) })
            let row = try await database.read { connection in
                try connection.first(
                    """
                    SELECT COUNT(*), SUM(number), MIN(number), COALESCE(SUM(number), 0), CAST(SUM(number) AS TEXT)
                    FROM thing
                    """,
                    .integer, .integer, .integer, .integer, .text)
            }
            #expect(row == [.integer(3), .integer(-9_997), .integer(-20_001), .integer(-9_997), .text("-9997")])
        }
    }

    @Test("a value outside the calendar, or with a NUL, is refused before it is sent", arguments: TestDatabases.all)
    func refusedValues(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            for value in [Value.day(Day(number: .max)), .instant(Instant(microseconds: .min)), .text("a\0b")] {
                await #expect(throws: DatabaseError.self) {
                    try await database.write { try $0.execute("UPDATE thing SET words = 'x' WHERE \(value) IS NULL") }
                }
            }
        }
    }

    @Test("reading a column as what it is not is an error that names it", arguments: TestDatabases.all)
    func wrongType(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await load(database, [Sample.row(number: 1)])
            let error = await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.rows("SELECT words FROM thing", .boolean) }
            }
            #expect(error?.message.contains("words") == true)
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.rows("SELECT words, number FROM thing", .text) }
            }
        }
    }

    @Test("a hostile text stays a text", arguments: TestDatabases.all)
    func hostileText(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            let hostile = [
                "'; DROP TABLE thing; --", "\" OR 1=1 --", "$1 ?1 :a @b", "\\'; --", "%s%n", "NULL", "\u{202E}x",
            ]
            try await load(database, hostile.map { Sample.row(words: $0) })
            for text in hostile {
                let found = try await database.write { connection in
                    try connection.execute("UPDATE thing SET words = \(text) WHERE words = \(text)")
                }
                #expect(found == 1)
            }
            let name = "a\"; DROP TABLE thing; --"
            try await database.write { _ = try $0.execute("CREATE TABLE \(name: name) (\(name: "x\"y") BIGINT)") }
            let tables = try await database.structure().tables
            #expect(tables[name]?.columns.keys.first == "x\"y")
            #expect(tables["thing"] != nil)
        }
    }
}
