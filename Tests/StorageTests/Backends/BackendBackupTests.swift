import Foundation
import Records
import Storage
import TestSupport
import Testing

@Suite("A backup brings everything back")
struct BackendBackupTests {
    @Test("backup while writing, restore over later changes", arguments: TestDatabases.all)
    func backupAndRestore(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await withFolder { folder in
                try await makeThings(database)
                try await load(database, Sample.rows)
                try await pair(database)
                let file = folder + "/backup"
                let writing = Task {
                    while !Task.isCancelled { try await twoAtOnce(database) }
                }
                try await Task.sleep(for: .milliseconds(50))
                try await database.backup(to: file)
                writing.cancel()
                _ = await writing.result
                let before = try await counts(database)
                try await database.write { connection in
                    try connection.execute("DELETE FROM thing")
                    try connection.execute(
                        "CREATE TABLE later (id \(SQL(text: connection.dialect.declaration(of: .integer))))")
                }
                try await database.restore(from: file)
                let after = try await counts(database)
                #expect(after.0 == after.1, "what one transaction wrote is there whole")
                #expect(after.0 <= before.0)
                let rows = try await database.read {
                    try $0.rows("SELECT \(SQL.names(Sample.columns)) FROM thing ORDER BY id", Sample.types)
                }
                #expect(rows == Sample.rows)
                let tables = try await database.structure().tables
                #expect(tables["later"] == nil)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["backup"])
                try await twoAtOnce(database)
            }
        }
    }

    @Test("what is no backup is refused, and nothing changes", arguments: TestDatabases.all)
    func notABackup(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            try await withFolder { folder in
                try await makeThings(database)
                try await load(database, [Sample.row()])
                let text = folder + "/text", cut = folder + "/cut"
                try Data("no database at all, but long enough to be looked at".utf8).write(
                    to: URL(fileURLWithPath: text))
                try await database.backup(to: cut)
                let whole = try Data(contentsOf: URL(fileURLWithPath: cut))
                try whole.prefix(whole.count * 2 / 3).write(to: URL(fileURLWithPath: cut))
                for path in [text, cut, folder + "/missing"] {
                    await #expect(throws: DatabaseError.self) { try await database.restore(from: path) }
                }
                let left = try await count(database)
                #expect(left == 1)
            }
        }
    }

    private func pair(_ database: any Database) async throws {
        try await database.write { connection in
            let integer = SQL(text: connection.dialect.declaration(of: .integer))
            try connection.execute("CREATE TABLE one (id \(integer) PRIMARY KEY)")
            try connection.execute("CREATE TABLE two (id \(integer) PRIMARY KEY REFERENCES one (id))")
        }
    }

    private func twoAtOnce(_ database: any Database) async throws {
        try await database.write { connection in
            let next = (try connection.integer("SELECT COALESCE(MAX(id), 0) + 1 FROM one")) ?? 0
            try connection.execute("INSERT INTO one (id) VALUES (\(next))")
            try connection.execute("INSERT INTO two (id) VALUES (\(next))")
        }
    }

    private func counts(_ database: any Database) async throws -> (Int64, Int64) {
        try await database.read { connection in
            (
                try connection.integer("SELECT COUNT(*) FROM one") ?? -1,
                try connection.integer("SELECT COUNT(*) FROM two") ?? -2
            )
        }
    }
}
