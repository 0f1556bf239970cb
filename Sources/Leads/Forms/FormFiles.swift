import Activities
import Jobs
import Records
import Storage

/// Files that came with an answer: their bytes are in their place, and go again where the answer is not kept.
struct FormFiles: Sendable {
    private let uploads: [AttachmentUpload]
    private let keys: [String]
    private let store: FileStore

    static func keep(_ uploads: [AttachmentUpload], in store: FileStore) throws -> FormFiles {
        defer { AttachmentUpload.discard(uploads, in: store) }
        var keys: [String] = []
        do {
            for upload in uploads { keys.append(try store.keep(incoming: upload.path)) }
        } catch {
            for key in keys { try store.remove(key) }
            throw error
        }
        return FormFiles(uploads: uploads, keys: keys, store: store)
    }

    func attach(to about: Reference, in transaction: Transaction) throws {
        if !uploads.isEmpty { try AttachmentUpload.save(uploads, keys, about, in: transaction) }
    }

    func remove() throws { for key in keys { try store.remove(key) } }

    /// What was kept with an answer goes with the lead it has become.
    static func move(from submission: Int64, to lead: ID<Lead>, in house: Transaction) throws {
        let ids = try house.connection.integers(
            """
            SELECT id FROM attachment
            WHERE about_kind = \(FormSubmission.name) AND about_id = \(submission) ORDER BY id
            """
        )
        let about: [Value] = [.text(Lead.name), .integer(lead.number)]
        let drafts = ids.map { Draft(id: $0, fields: ["about": about]) }
        for case .refused(let refusal) in try house.save(drafts, as: house.schema.kind(of: Attachment.self)) {
            throw refusal
        }
    }
}
