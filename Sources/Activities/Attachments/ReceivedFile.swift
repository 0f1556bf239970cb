import Foundation
import Jobs
import Records
import Storage
import Web

/// A file that came in by a letter: kept on disk first, then together with its record or not at all.
package struct ReceivedFile: Sendable {
    package let name: String
    let key: String
    let bytes: Int
    let sha256: String
    let contentType: String

    /// Its type is what stands in it, whatever the letter says.
    package static func keep(_ bytes: Data, named name: String, in store: FileStore) async throws -> ReceivedFile {
        let path = store.incomingPath()
        do {
            try bytes.write(to: URL(filePath: path))
            let print = try await FileFingerprint.of(path), tidy = AttachmentUpload.tidy(name)
            let type = FileSignature(head: print.head, name: tidy).contentType
            return ReceivedFile(
                name: tidy, key: try store.keep(incoming: path), bytes: bytes.count, sha256: print.sha256,
                contentType: type)
        } catch {
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }

    package func discard(from store: FileStore) throws { try store.remove(key) }

    /// In the name of whoever the transaction acts for.
    package func save(about: Reference, in transaction: Transaction) throws -> ID<Attachment> {
        var attachment = Attachment()
        (attachment.name, attachment.about, attachment.contentType) = (name, about, contentType)
        (attachment.bytes, attachment.sha256, attachment.file) = (bytes, sha256, key)
        try transaction.connection.execute(
            "INSERT INTO kept_file (file, kept_at) VALUES (\(key), \(transaction.now))")
        return ID(try transaction.asHouse.save(Draft(attachment), as: transaction.schema.kind(of: Attachment.self)))
    }
}
