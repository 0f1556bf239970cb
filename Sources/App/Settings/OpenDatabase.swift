import Foundation
import PostgresStorage
import SQLiteStorage
import Storage

/// Opens the database that an address names: `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
package enum OpenDatabase {
    package static func at(_ address: String) async throws -> any Database {
        if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
            return try await PostgresDatabase.open(address)
        }
        guard address.hasPrefix("sqlite:") else {
            throw SettingsError("--database expects sqlite:PATH or postgres://…; “\(address)” is neither.")
        }
        let path = String(address.dropFirst("sqlite:".count))
        if path != ":memory:" {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        return try await SQLiteDatabase.open(path)
    }
}
