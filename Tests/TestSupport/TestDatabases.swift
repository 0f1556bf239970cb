import Foundation
import PostgresStorage
import SQLiteStorage
import Storage

/// The databases every storage test runs on: `@Test("…", arguments: TestDatabases.all)`, then
/// `try await backend.withDatabase { database in … }`: a fresh, empty database of the test's own, gone afterwards.
package enum TestDatabases: String, Sendable, CaseIterable, CustomStringConvertible {
    case memory = "SQLite in memory"
    case file = "SQLite in a file"
    case postgres = "PostgreSQL"

    /// PostgreSQL where ENTREGENT_TEST_POSTGRES names a server (bin/test always does).
    package static let all: [TestDatabases] = allCases.filter { $0 != .postgres || server != nil }
    package static let server = ProcessInfo.processInfo.environment["ENTREGENT_TEST_POSTGRES"]

    package var description: String { rawValue }

    package func withDatabase<Result>(
        _ body: (any Database) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .memory: try await TestDatabases.using(try await SQLiteDatabase.open(":memory:"), body) {}
        case .file:
            try await withFolder { folder in
                try await TestDatabases.using(try await SQLiteDatabase.open(folder + "/test.sqlite"), body) {}
            }
        case .postgres: try await TestDatabases.withSchema { try await body($0) }
        }
    }

    /// A second node on the same database; in memory, where there is none, another database.
    package func another(like database: any Database) async throws -> any Database {
        switch database {
        case let database as PostgresDatabase: try await PostgresDatabase.open(database.settings)
        case let database as SQLiteDatabase: try await SQLiteDatabase.open(database.path ?? ":memory:")
        default: preconditionFailure("a test database is one of ours")
        }
    }

    /// A schema of its own in the server's database; `words` are added to the address (`pool=2`).
    package static func withSchema<Result>(
        _ words: String = "pool=4", _ body: (PostgresDatabase) async throws -> Result
    ) async throws -> Result {
        let schema = "test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let database = try await PostgresDatabase.open(address(schema, words))
        return try await using(database, body) {
            try await database.maintain { connection in
                _ = try connection.execute("DROP SCHEMA IF EXISTS \(name: schema) CASCADE")
            }
        }
    }

    package static func address(_ schema: String, _ words: String = "pool=4") -> String {
        let server = server ?? "postgres://localhost/entregent"
        return server + (server.contains("?") ? "&" : "?") + "schema=\(schema)&\(words)"
    }

    private static func using<Opened: Database, Result>(
        _ database: Opened, _ body: (Opened) async throws -> Result, dropping: () async throws -> Void
    ) async throws -> Result {
        do {
            let result = try await body(database)
            try await dropping()
            try await database.close()
            return result
        } catch {
            try await dropping()
            try await database.close()
            throw error
        }
    }
}

/// A folder of the test's own, gone afterwards.
package func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("entregent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}
