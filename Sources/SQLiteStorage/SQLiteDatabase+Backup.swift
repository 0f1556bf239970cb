import Foundation
import GRDB
import Storage

extension SQLiteDatabase {
    /// Copies the database as it is at this moment into one file, by SQLite's online backup, while work goes on.
    /// The file appears under its name only once it is whole and on disk.
    package func backup(to path: String) async throws {
        try await inside { [store] in
            try await offThePool {
                let partial = path + ".partial"
                try removeDatabaseFiles(at: partial)
                do {
                    try copy(store, to: partial)
                } catch {
                    try removeDatabaseFiles(at: partial)
                    throw error
                }
                guard rename(partial, path) == 0 else {
                    throw DatabaseError(
                        kind: .other, message: "cannot write \(path): \(String(cString: strerror(errno)))")
                }
                syncFolder(of: path)
            }
        }
    }

    /// Replaces everything in one write transaction: readers see the old state until the new one is there, and a power
    /// cut leaves one of the two.
    package func restore(from path: String) async throws {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw DatabaseError(kind: .other, message: "cannot read the backup \(path)")
        }
        try await inside { [store] in
            try await offThePool {
                var configuration = Configuration()
                configuration.readonly = true
                let source = try DatabaseQueue(path: path, configuration: configuration)
                try source.read { try Ownership.verify($0, path) }
                try source.backup(to: store)
                try source.close()
            }
        }
    }
}

private func copy(_ store: any DatabaseWriter, to path: String) throws {
    let target = try DatabaseQueue(path: path)
    try store.backup(to: target)
    try target.writeWithoutTransaction { database in
        // One file without companions, that can be carried anywhere.
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
        try Ownership.verify(database, path)
    }
    try target.close()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.synchronize()
    try file.close()
}

private func removeDatabaseFiles(at path: String) throws {
    for name in [path, path + "-wal", path + "-shm", path + "-journal"]
    where FileManager.default.fileExists(atPath: name) {
        try FileManager.default.removeItem(atPath: name)
    }
}

/// A renamed file survives a power cut only once its folder is on disk too.
private func syncFolder(of path: String) {
    let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
}
