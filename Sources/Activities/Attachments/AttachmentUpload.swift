import Foundation
import Jobs
import Records
import Storage
import Web

/// A file on its way in: streamed to disk, looked at, then kept together with its record or not at all.
package struct AttachmentUpload: Sendable {
    package let name: String
    package let path: String
    let bytes: Int64
    let sha256: String
    let contentType: String

    /// Receives the files of a multipart body and its other fields. When anything is refused, nothing stays behind.
    package static func receive(
        _ request: Request, limit: Int, files store: FileStore
    ) async throws -> (files: [AttachmentUpload], fields: Form) {
        var received: [AttachmentUpload] = [], fields = Form()
        // Room for a few small fields and the marks between parts.
        let limits = MultipartLimits(total: Int64(limit) * 4 + 1_048_576, field: 65_536, file: Int64(limit), parts: 50)
        do {
            try await request.multipart(limits: limits) { part in
                guard part.isFile else {
                    if part.name != "_csrf" { fields.items.append(.init(part.name, try await part.text())) }
                    return
                }
                guard part.fileName?.isEmpty == false else { return }
                received.append(try await receive(part, limit: limit, store))
            }
            guard !received.isEmpty else {
                throw Refusal(fields: [FieldRefusal("file", code: "required", Message("Choose a file first."))])
            }
            return (received, fields)
        } catch {
            discard(received, in: store)
            throw error
        }
    }

    package static func receive(_ part: FormPart, limit: Int, _ store: FileStore) async throws -> AttachmentUpload {
        let path = store.incomingPath(), name = tidy(part.fileName ?? "")
        let bytes = try await part.save(to: path, limit: Int64(limit))
        do {
            guard bytes > 0 else {
                throw Refusal(fields: [
                    FieldRefusal(
                        "file", code: "empty_file",
                        Message("“{name}” is empty. Choose another file.", ["name": .text(name)]))
                ])
            }
            let print = try await FileFingerprint.of(path)
            let signature = FileSignature(head: print.head, name: name)
            guard signature.keeps(promiseOf: name) else { throw lie(name, signature.contentType) }
            return AttachmentUpload(
                name: name, path: path, bytes: bytes, sha256: print.sha256, contentType: signature.contentType)
        } catch {
            store.discard(incoming: path)
            throw error
        }
    }

    private static func lie(_ name: String, _ type: String) -> Refusal {
        let words = Message(
            "“{name}” is not what its name says: its content is {type}. Rename it, or choose another file.",
            ["name": .text(name), "type": .text(type)])
        return Refusal(
            .unsupportedMedia, code: "content_mismatch", words,
            fields: [FieldRefusal("file", code: "content_mismatch", words)])
    }

    /// A name without control characters, short enough to keep, its ending included.
    static func tidy(_ name: String) -> String {
        let plain = String(
            String.UnicodeScalarView(
                name.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 && !$0.properties.isBidiControl }))
        let trimmed = plain.trimmingWhitespace()
        guard trimmed.count > 200 else { return trimmed.isEmpty ? "file" : trimmed }
        let ending = trimmed.split(separator: ".").last.map { "." + $0 } ?? ""
        return ending.count < 20 ? trimmed.prefix(200 - ending.count) + ending : String(trimmed.prefix(200))
    }

    package static func discard(_ files: [AttachmentUpload], in store: FileStore) {
        for file in files { store.discard(incoming: file.path) }
    }

    /// Keeps the files with a record that the sender sees. Either all files and rows are there afterwards, or none.
    static func keep(_ files: [AttachmentUpload], about: Reference, _ context: Context) async throws -> [Int64] {
        let store = context.product.files
        defer { discard(files, in: store) }
        try await context.read { transaction in
            guard let kind = transaction.schema[about.kind], kind.owner == nil else { throw Refusal.notFound() }
            _ = try transaction.record(about.id, of: kind)
            if Attachment.isOneDocument(kind.name),
                try !transaction.allowed([about.id], of: kind, to: .change).contains(about.id)
            {
                throw Refusal.notYours()
            }
        }
        var keys: [String] = []
        do {
            for file in files { keys.append(try store.keep(incoming: file.path)) }
            let kept = keys
            return try await context.write { transaction in try save(files, kept, about, in: transaction) }
        } catch {
            for key in keys { try store.remove(key) }
            throw error
        }
    }

    /// The rows of files whose bytes are kept under these keys already; whoever calls has looked at the record.
    @discardableResult
    package static func save(
        _ files: [AttachmentUpload], _ keys: [String], _ about: Reference, in transaction: Transaction
    ) throws -> [Int64] {
        let kind = transaction.schema.kind(of: Attachment.self)
        // Size, fingerprint and file key are the house's to write; that the record is theirs to see was checked above.
        let house = transaction.asHouse
        return try zip(files, keys).map { file, key in
            var attachment = Attachment()
            (attachment.name, attachment.about, attachment.contentType) = (file.name, about, file.contentType)
            (attachment.bytes, attachment.sha256, attachment.file) = (Int(file.bytes), file.sha256, key)
            try transaction.connection.execute(
                "INSERT INTO kept_file (file, kept_at) VALUES (\(key), \(transaction.now))")
            return try house.save(Draft(attachment), as: kind)
        }
    }
}
