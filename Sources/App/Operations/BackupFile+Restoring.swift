import Foundation
import Records
import Storage

extension BackupFile {
    /// Replaces database and files by what a backup holds. Everything is checked before anything is touched; the
    /// database changes in one transaction, the files by renaming.
    package static func restore(from path: String, _ settings: ServerSettings, force: Bool = false) async throws
        -> Report
    {
        let manifest = try check(path)
        let registry = Modules.registry().storage
        try refuseStrange(manifest, settings, registry)
        if !force, try ServingLock.isHeld(settings) {
            throw Refusal(
                .conflict, code: "server_running",
                Message("A server is running on this data. Stop it first, then restore again."))
        }
        // Held until the end, so that no server starts in between.
        let alone = force || !DatabaseLock.isNeeded(settings) ? nil : try await DatabaseLock.take(.restoring, settings)
        if !force, DatabaseLock.isNeeded(settings), alone == nil { throw DatabaseLock.serverRunning() }
        do {
            let report = try await replace(from: path, manifest, settings, registry)
            try await alone?.release()
            return report
        } catch {
            try await alone?.release()
            throw error
        }
    }

    private static func replace(
        from path: String, _ manifest: Manifest, _ settings: ServerSettings, _ registry: StorageRegistry
    ) async throws -> Report {
        let folder = settings.data + "/restoring"
        let files = FileManager.default
        if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
        try files.createDirectory(
            atPath: folder + "/files", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            try extract(path) { try place($0, folder) }
            try await restoreDatabase(folder, manifest, settings, registry)
            try exchangeFiles(folder, settings.data)
            try files.removeItem(atPath: folder)
        } catch {
            if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
            throw error
        }
        guard try KeptFiles.keys(in: settings.data).count == manifest.files.count else {
            throw OperationFailure("some files did not come back: restore again from \(path)")
        }
        return report(manifest, path, registry)
    }

    /// Of another kind of database, or of a version newer than this program.
    private static func refuseStrange(_ manifest: Manifest, _ settings: ServerSettings, _ registry: StorageRegistry)
        throws
    {
        let target: Dialect = settings.database.hasPrefix("postgres") ? .postgres : .sqlite
        guard manifest.dialect == target else {
            throw Refusal(
                .conflict, code: "other_database",
                Message(
                    "This backup is of {found}, the database here is {expected}. Name one of the same kind with "
                        + "--database.",
                    ["found": .text(manifest.dialect.label), "expected": .text(target.label)]))
        }
        let known = Set(registry.steps.map(\.name))
        if let newer = manifest.steps.first(where: { !known.contains($0) }) {
            throw Refusal(
                .conflict, code: "newer_backup",
                Message(
                    "This backup was made by a newer version, which knows “{step}”. Install that version first.",
                    ["step": .text(newer)]))
        }
    }

    /// Names in an archive are not trusted: files go where keys lead, everything else nowhere.
    private static func place(_ name: String, _ folder: String) throws -> String? {
        if name == Manifest.databaseName { return "\(folder)/\(name)" }
        guard name.hasPrefix("files/"), !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
        else { return nil }
        let target = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: target).deletingLastPathComponent().path, withIntermediateDirectories: true)
        return target
    }

    private static func restoreDatabase(
        _ folder: String, _ manifest: Manifest, _ settings: ServerSettings, _ registry: StorageRegistry
    ) async throws {
        let database = try await OpenDatabase.at(settings.database)
        do {
            try await database.restore(from: "\(folder)/\(Manifest.databaseName)")
            let counts = try await DatabaseCopy.count(database, Array(manifest.tables.keys))
            for (table, count) in manifest.tables.sorted(by: { $0.key < $1.key }) where counts[table] != count {
                throw OperationFailure(
                    "the table \(table) came back with \(counts[table] ?? 0) rows instead of \(count): restore again")
            }
            try await database.close()
        } catch {
            try await database.close()
            throw error
        }
    }

    private static func exchangeFiles(_ folder: String, _ data: String) throws {
        let files = FileManager.default
        if files.fileExists(atPath: data + "/files") {
            try files.moveItem(atPath: data + "/files", toPath: folder + "/replaced")
        }
        try files.moveItem(atPath: folder + "/files", toPath: data + "/files")
    }
}

extension Dialect {
    var label: String { self == .sqlite ? "SQLite" : "PostgreSQL" }
}
