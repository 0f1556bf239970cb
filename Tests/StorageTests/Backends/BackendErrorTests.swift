import Records
import Storage
import TestSupport
import Testing

@Suite("A database's no says which rule, alike on every database")
struct BackendErrorTests {
    @Test("unique, foreign key, not null and check name what was broken", arguments: TestDatabases.all)
    func constraints(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeTables(database)
            #expect(
                try await refused(database, "INSERT INTO item (id, name) VALUES (1, 'other')")
                    == .unique(constraint: "item_pkey"))
            #expect(
                try await refused(database, "INSERT INTO item (id, name) VALUES (2, 'first')")
                    == .unique(constraint: "item_name"))
            #expect(
                try await refused(database, "INSERT INTO item (id, name, code, place) VALUES (2, 'x', 'c', 5)")
                    == .unique(constraint: "item_code_place_key"))
            #expect(try await refused(database, "INSERT INTO item (id) VALUES (2)") == .notNull(column: "name"))
            #expect(
                try await refused(database, "INSERT INTO item (id, name, place) VALUES (2, 'x', -1)")
                    == .check(constraint: "item_place"))
            let foreign = try await refused(database, "INSERT INTO item (id, name, parent) VALUES (2, 'x', 77)")
            guard case .foreignKey = foreign else { throw Unexpected(kind: foreign) }
            let deferredForeign = try await refused(
                database, "DELETE FROM item WHERE id = 1",
                after: "INSERT INTO item (id, name, parent) VALUES (2, 'x', 1)")
            guard case .foreignKey = deferredForeign else { throw Unexpected(kind: deferredForeign) }
        }
    }

    @Test("a mistake in the SQL says so, with the statement", arguments: TestDatabases.all)
    func mistakes(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let error = await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.rows("SELECT nothing FROM nowhere", .integer) }
            }
            #expect(error?.kind == .other)
            #expect(error?.description.contains("nowhere") == true)
            await #expect(throws: DatabaseError.self) {
                try await database.write { try $0.execute("CREATE TABLE a (id BIGINT); CREATE TABLE b (id BIGINT)") }
            }
            let tables = try await database.structure().tables
            #expect(tables.isEmpty)
        }
    }

    @Test("loading a value of another type than its column is refused", arguments: TestDatabases.all)
    func wrongLoad(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            for row in [[Value.text("1"), .text("a")], [.integer(1)]] {
                await #expect(throws: DatabaseError.self) {
                    try await database.write { connection in
                        try connection.load(
                            table: "thing", columns: ["id", "words"], types: [.integer, .text],
                            rows: [[.integer(9), .text("z")], row])
                    }
                }
            }
            let error = await #expect(throws: DatabaseError.self) {
                try await load(database, [Sample.row()])
                try await load(database, [Sample.row()])
            }
            #expect(error?.kind == .unique(constraint: "thing_pkey"))
            #expect(try await count(database) == 1)
        }
    }

    @Test("a closed database says that it is closed", arguments: TestDatabases.all)
    func closed(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            let other = try await backend.another(like: database)
            try await other.close()
            try await other.close()
            let error = await #expect(throws: DatabaseError.self) {
                try await other.read { try $0.integer("SELECT 1") }
            }
            #expect(error?.kind == .unavailable)
        }
    }

    private struct Unexpected: Error { let kind: DatabaseError.Kind? }

    private func refused(_ database: any Database, _ statement: String, after: String? = nil) async throws
        -> DatabaseError.Kind?
    {
        await #expect(throws: DatabaseError.self) {
            try await database.write { connection in
                if let after { try connection.execute(SQL(text: after)) }
                try connection.execute(SQL(text: statement))
            }
        }?.kind
    }

    private func makeTables(_ database: any Database) async throws {
        try await database.write { connection in
            let dialect = connection.dialect
            let integer = SQL(text: dialect.declaration(of: .integer)), text = SQL(text: dialect.declaration(of: .text))
            try connection.execute(
                """
                CREATE TABLE item (id \(integer) PRIMARY KEY, name \(text) NOT NULL, code \(text), place \(integer),
                parent \(integer) REFERENCES item (id), UNIQUE (code, place),
                CONSTRAINT item_place CHECK (place > 0))\(SQL(text: dialect.tableSuffix))
                """)
            try connection.execute("CREATE UNIQUE INDEX item_name ON item (name)")
            try connection.execute("INSERT INTO item (id, name, code, place) VALUES (1, 'first', 'c', 5)")
        }
    }
}
