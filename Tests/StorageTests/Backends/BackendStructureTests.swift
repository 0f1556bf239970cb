import Records
import Storage
import TestSupport
import Testing

@Suite("A database tells what it holds")
struct BackendStructureTests {
    @Test("tables, columns and the indexes made by name", arguments: TestDatabases.all)
    func structure(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await makeThings(database)
            try await database.write { connection in
                try connection.execute("CREATE INDEX thing_number ON thing (number, id)")
                try connection.execute("CREATE UNIQUE INDEX thing_words ON thing (words)")
                try connection.execute("CREATE VIEW seen AS SELECT id FROM thing")
            }
            let tables = try await database.structure().tables
            #expect(Set(tables.keys) == ["thing"])
            #expect(tables["thing"]?.indexes == ["thing_number", "thing_words"])
            // What a type is declared as is what can be told apart: SQLite has one word for integers and booleans.
            let declared = tables["thing"]?.columns.mapValues(database.dialect.declaration)
            let expected = Dictionary(uniqueKeysWithValues: zip(["id"] + Sample.columns, [.integer] + Sample.types))
            #expect(declared == expected.mapValues(database.dialect.declaration))
        }
    }
}
