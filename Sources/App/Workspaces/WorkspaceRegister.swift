import Foundation
import Records

/// Which companies this server holds beside its own: a small file in the data directory. Whoever changes it holds a
/// lock, and puts the new one in place whole: two writers lose nothing, and a reader never sees a half.
package struct WorkspaceRegister: Sendable {
    private let directory: String
    private static let version = 1

    package init(data directory: String) { self.directory = directory }

    private var path: String { directory + "/workspaces.json" }
    private var lockPath: String { directory + "/workspaces.lock" }

    package func folder(of name: String) -> String { "\(directory)/workspaces/\(name)" }

    package func entries() throws -> [WorkspaceEntry] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let json: JSON
        do {
            json = try JSON(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        } catch let error as JSONError {
            throw OperationFailure("\(path) is damaged at byte \(error.offset): \(error.reason)")
        }
        let list = json["workspaces"]?.array ?? [], entries = list.compactMap(WorkspaceEntry.init)
        guard json["version"]?.integer == Int64(WorkspaceRegister.version), entries.count == list.count else {
            throw OperationFailure("\(path) was written by another version, or is damaged")
        }
        return entries
    }

    package func entry(_ name: String) throws -> WorkspaceEntry {
        let entries = try entries()
        if let entry = entries.first(where: { $0.name == name }) { return entry }
        let known = entries.isEmpty ? "–" : entries.map(\.name).joined(separator: ", ")
        throw Refusal(
            .notFound, code: "unknown_workspace",
            Message(
                "There is no workspace “{name}” here. There are: {names}.",
                ["name": .text(name), "names": .text(known)]))
    }

    /// Changes the register as the only one who does so now.
    package func change(_ body: (inout [WorkspaceEntry]) throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let lock = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw OperationFailure("cannot write \(lockPath): \(String(cString: strerror(errno)))") }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw OperationFailure("cannot lock \(lockPath): \(String(cString: strerror(errno)))")
            }
        }
        var entries = try entries()
        try body(&entries)
        try write(entries.sorted { $0.name < $1.name })
    }

    /// Addresses may hold passwords: the file is its owner's alone.
    private func write(_ entries: [WorkspaceEntry]) throws {
        let json = JSON.record([
            "version": .number(String(WorkspaceRegister.version)), "workspaces": .array(entries.map(\.json)),
        ])
        let partial = path + ".partial"
        guard FileManager.default.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw OperationFailure("cannot write \(partial)") }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
        try file.write(contentsOf: Data(json.readable.utf8))
        try file.synchronize()
        try file.close()
        guard rename(partial, path) == 0 else {
            throw OperationFailure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// What tells one state of the file from another; nil where there is none.
    struct Stamp: Sendable, Hashable {
        let inode: UInt64
        let seconds: Int
        let nanoseconds: Int
        let bytes: Int64
    }

    func stamp() -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
            bytes: Int64(status.st_size))
    }
}
