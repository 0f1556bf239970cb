import Foundation
import PostgresStorage
import Records
import SQLiteStorage
import Storage

/// A database's copy in a file, as `Database.backup` makes it: opened and counted without changing it.
enum DatabaseCopy {
    /// Tables that a workspace has, full text included.
    static func tables(_ registry: StorageRegistry) -> [String] {
        let kinds = registry.kinds.flatMap { kind in [kind.table] + kind.parts.map(\.kind.table) }
        return (registry.tables.map(\.name) + kinds + ["search_entry"]).sorted()
    }

    /// Rows of each table in the copy.
    static func count(_ path: String, _ dialect: Dialect, _ tables: [String]) async throws -> [String: Int] {
        switch dialect {
        case .sqlite: try await countSQLite(path, tables)
        case .postgres: try await countDump(path, Set(tables))
        }
    }

    /// Looked at beside an empty database in memory, read-only: the copy stays as it is.
    private static func countSQLite(_ path: String, _ tables: [String]) async throws -> [String: Int] {
        let viewer = try await SQLiteDatabase.open(":memory:")
        do {
            let counts = try await viewer.maintain { connection in
                try connection.execute("ATTACH DATABASE \(path) AS copy")
                let present = Set(
                    try connection.rows("SELECT name FROM copy.sqlite_schema WHERE type = 'table'", .text).compactMap {
                        $0[0].text
                    })
                var counts: [String: Int] = [:]
                for table in tables where present.contains(table) {
                    counts[table] = Int(try connection.integer("SELECT COUNT(*) FROM copy.\(name: table)") ?? 0)
                }
                let verdict = try connection.text("PRAGMA copy.integrity_check(1)") ?? "no answer"
                guard verdict == "ok" else { throw OperationFailure("the copy of the database is damaged: \(verdict)") }
                return counts
            }
            try await viewer.close()
            return counts
        } catch {
            try await viewer.close()
            throw error
        }
    }

    /// Reads the whole dump as `pg_restore` would give it to the server, and counts the rows that pass.
    private static func countDump(_ path: String, _ tables: Set<String>) async throws -> [String: Int] {
        var counts = Dictionary(uniqueKeysWithValues: tables.map { ($0, 0) })
        var present: Set<String> = [], current: String?
        try await Program.lines("pg_restore", ["--file=-", path]) { line in
            if let table = current {
                if line.elementsEqual(endMark) { current = nil } else { counts[table]? += 1 }
            } else if line.starts(with: copyMark), line.last == UInt8(ascii: ";"),
                let table = tableName(String(decoding: line, as: UTF8.self))
            {
                current = table
                present.insert(table)
            }
        }
        return counts.filter { present.contains($0.key) }
    }

    private static let copyMark = Array("COPY ".utf8), endMark = Array("\\.".utf8)

    /// `COPY acme."user" (id, …) FROM stdin;` names user.
    private static func tableName(_ line: String) -> String? {
        guard let end = line.range(of: " ("), line.hasSuffix("FROM stdin;") else { return nil }
        let name = line[..<end.lowerBound].dropFirst("COPY ".count)
        return name.split(separator: ".").last.map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
    }

    /// Rows of each table in a database that is open.
    static func count(_ database: any Database, _ tables: [String]) async throws -> [String: Int] {
        let present = try await database.structure().tables
        return try await database.read { connection in
            var counts: [String: Int] = [:]
            for table in tables where present[table] != nil || table == "search_entry" {
                counts[table] = Int(try connection.integer("SELECT COUNT(*) FROM \(name: table)") ?? 0)
            }
            return counts
        }
    }
}

/// Programs of the system.
enum Program {
    static func find(_ name: String) -> String? {
        if name.contains("/") { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program and hands over what it says, line by line, in flat memory.
    static func lines(_ name: String, _ arguments: [String], _ take: (ArraySlice<UInt8>) -> Void) async throws {
        guard let path = find(name) else { throw OperationFailure("\(name) is not installed here") }
        let process = Process(), output = Pipe(), complaints = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = complaints
        try process.run()
        var rest: [UInt8] = []
        while let data = try output.fileHandleForReading.read(upToCount: 1 << 16), !data.isEmpty {
            rest += data
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: 10) {
                take(rest[start..<end])
                start = end + 1
            }
            rest.removeSubrange(..<start)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = try complaints.fileHandleForReading.readToEnd() ?? Data()
            throw OperationFailure(
                "\(name) failed: "
                    + "\(String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))"
            )
        }
    }
}
