import Foundation
import Logging
import Records

/// Uploaded and made files on disk, named by us, never by what a person typed. Written beside and moved into place, so
/// that a file is whole or absent.
package struct FileStore: Sendable {
    package let directory: String

    package init(directory: String) throws {
        self.directory = directory
        for part in ["files", "incoming"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(part)", withIntermediateDirectories: true)
        }
    }

    /// A path to write to, on the same disk.
    package func incomingPath() -> String { "\(directory)/incoming/\(UUID().uuidString)" }

    /// Keeps an incoming file; returns the key by which it is found again.
    package func keep(incoming path: String, extension suffix: String = "") throws -> String {
        let name = UUID().uuidString.lowercased()
        let key = "\(name.prefix(2))/\(name)" + (suffix.isEmpty ? "" : "." + suffix)
        try FileManager.default.createDirectory(
            atPath: "\(directory)/files/\(name.prefix(2))", withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: path, toPath: self.path(of: key))
        return key
    }

    package func path(of key: String) -> String {
        precondition(!key.contains(".."), "a file key is made by us")
        return "\(directory)/files/\(key)"
    }

    package func remove(_ key: String) throws {
        if exists(key) { try FileManager.default.removeItem(atPath: path(of: key)) }
    }

    /// Removes an incoming file that is not kept; one that was kept, or has gone already, is no concern. What cannot be
    /// removed takes room until somebody looks: whoever runs the machine reads of it.
    package func discard(incoming path: String) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch {
            FileStore.logger.warning(
                "an incoming file could not be removed",
                metadata: ["path": .string(path), "error": .string("\(error)")])
        }
    }

    private static let logger = Logger(label: "entregent.files")

    package func exists(_ key: String) -> Bool { FileManager.default.fileExists(atPath: path(of: key)) }
}
