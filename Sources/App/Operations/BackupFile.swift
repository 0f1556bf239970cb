import Foundation
import Records
import Storage

/// A whole installation in one file: a consistent copy of the database, the files kept with records, and a manifest.
/// Made while serving; read again and checked before it is called a backup.
package enum BackupFile {
    package struct Report: Sendable {
        package let path: String
        package let records: Int
        package let files: Int
        package let bytes: Int64
        let tables: [String: Int]

        package var json: JSON {
            .record([
                "file": .text(path), "records": .number(String(records)), "files": .number(String(files)),
                "bytes": .number(String(bytes)),
                "tables": .object(tables.sorted { $0.key < $1.key }.map { .init($0.key, .number(String($0.value))) }),
            ])
        }
    }

    /// The database first, then the files: one that is added meanwhile is one too many, never one too few.
    package static func write(to path: String, _ installation: Installation) async throws -> Report {
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else {
            throw Refusal(
                .conflict, code: "file_exists",
                Message(
                    "The file {path} exists already. Name a new one: a backup overwrites nothing.",
                    ["path": .text(path)]))
        }
        let partial = path + ".partial", copy = path + ".database"
        func clear() throws {
            for leftover in [partial, copy] where files.fileExists(atPath: leftover) {
                try files.removeItem(atPath: leftover)
            }
        }
        try clear()
        do {
            let report = try await pack(partial, copy, path, installation)
            try files.moveItem(atPath: partial, toPath: path)
            try clear()
            return report
        } catch {
            try clear()
            throw error
        }
    }

    private static func pack(_ partial: String, _ copy: String, _ path: String, _ installation: Installation)
        async throws -> Report
    {
        let database = installation.workspace.database, registry = installation.workspace.registry
        try await database.backup(to: copy)
        let counts = try await DatabaseCopy.count(copy, database.dialect, DatabaseCopy.tables(registry))
        let now = Date()
        var writer = try ArchiveWriter(path: partial, at: now)
        try writer.add(Manifest.databaseName, from: copy)
        for key in try KeptFiles.keys(in: installation.settings.data) {
            try writer.add("files/\(key)", from: installation.product.files.path(of: key))
        }
        let (version, steps) = try await database.read { connection in
            (
                try connection.text("SELECT value FROM setting WHERE name = 'schema_version'") ?? "0",
                try connection.rows("SELECT name FROM migration_step ORDER BY name", .text).compactMap { $0[0].text }
            )
        }
        let manifest = Manifest(
            madeAt: Instant(now), dialect: database.dialect, schemaVersion: version, steps: steps, tables: counts,
            entries: writer.entries.map { .init(name: $0.name, bytes: $0.bytes, sha256: $0.sha256) })
        try writer.finish(Manifest.name, Data(manifest.json.bytes))
        try FileManager.default.removeItem(atPath: copy)
        try await verify(partial, manifest, copy, registry)
        return report(manifest, path, registry)
    }

    /// Reads the file back as a restore would: every fingerprint, and the database opened and counted.
    private static func verify(_ path: String, _ manifest: Manifest, _ copy: String, _ registry: StorageRegistry)
        async throws
    {
        let found = try check(path)
        guard found.entries == manifest.entries else {
            throw OperationFailure("\(path) does not read back as it was written")
        }
        try extract(path) { $0 == Manifest.databaseName ? copy : nil }
        let counts = try await DatabaseCopy.count(copy, manifest.dialect, DatabaseCopy.tables(registry))
        guard counts == manifest.tables else {
            throw OperationFailure("the copy of the database does not read back as it was written")
        }
    }

    /// The manifest of a file whose every part has the fingerprint it should have.
    static func check(_ path: String) throws -> Manifest {
        let (found, read) = try ArchiveReader.reading(path) { try contents(of: $0, path) }
        guard let manifest = read else {
            throw OperationFailure("\(path) has no manifest: it is no backup of Entregent")
        }
        for (actual, should) in zip(found, manifest.entries) where actual != should {
            throw OperationFailure("\(path) is damaged: \(should.name) is not as it was written")
        }
        guard found.count == manifest.entries.count else {
            throw OperationFailure("\(path) is damaged: it lacks files that its manifest names")
        }
        return manifest
    }

    /// What is in the file, each part with its fingerprint, and what the file says of itself.
    private static func contents(of reader: ArchiveReader, _ path: String) throws -> ([Manifest.Entry], Manifest?) {
        var found: [Manifest.Entry] = [], manifest: Manifest?
        while let entry = try reader.next() {
            var content = Data()
            let sha256 = try reader.content(of: entry) { if entry.name == Manifest.name { content += $0 } }
            if entry.name == Manifest.name {
                guard let json = try? JSON(Array(content)) else {
                    throw OperationFailure("\(path) has a damaged manifest: it is no whole backup")
                }
                manifest = try Manifest(json, path: path)
            } else {
                found.append(.init(name: entry.name, bytes: entry.bytes, sha256: sha256))
            }
        }
        return (found, manifest)
    }

    /// Writes entries to where `place` says; those it says nothing of are passed over.
    static func extract(_ path: String, to place: (String) throws -> String?) throws {
        try ArchiveReader.reading(path) { reader in
            while let entry = try reader.next() {
                guard let target = try place(entry.name) else {
                    _ = try reader.content(of: entry)
                    continue
                }
                try write(entry, from: reader, to: target)
            }
        }
    }

    private static func write(_ entry: ArchiveReader.Entry, from reader: ArchiveReader, to target: String) throws {
        guard FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600])
        else {
            throw OperationFailure("cannot write \(target)")
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
        _ = try reader.content(of: entry) { try file.write(contentsOf: $0) }
        try file.synchronize()
        try file.close()
    }

    static func report(_ manifest: Manifest, _ path: String, _ registry: StorageRegistry) -> Report {
        let records = registry.kinds.reduce(0) { $0 + (manifest.tables[$1.table] ?? 0) }
        return Report(
            path: path, records: records, files: manifest.files.count,
            bytes: manifest.entries.reduce(0) { $0 + $1.bytes },
            tables: manifest.tables)
    }
}

/// The files of a data directory, by their keys.
enum KeptFiles {
    static func keys(in data: String) throws -> [String] {
        let root = data + "/files"
        guard let walk = FileManager.default.enumerator(atPath: root) else { return [] }
        var keys: [String] = []
        for case let key as String in walk {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: "\(root)/\(key)", isDirectory: &isFolder), !isFolder.boolValue {
                keys.append(key)
            }
        }
        return keys.sorted()
    }
}
