import Records
import Storage

extension Note {
    static let notYours = Refusal(
        .forbidden, code: "not_yours", Message("Somebody else wrote this note. Write one of your own beside it."))

    /// What somebody wrote stays theirs: others add notes, they do not rewrite them. An import or the house may.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        guard isPersonal(transaction) else { return }
        for index in changes.indices {
            guard let old = changes[index].old, changes[index].changes("text"),
                !isOwn(old, changes[index].kind, transaction)
            else { continue }
            changes[index].refuse(notYours)
        }
    }

    static func deleting(_ notes: [Record], _ transaction: Transaction) throws {
        guard isPersonal(transaction), !transaction.viewer.may("settings.manage") else { return }
        let kind = transaction.schema.kind(of: Note.self)
        for note in notes where !isOwn(note, kind, transaction) { throw notYours }
    }

    private static func isPersonal(_ transaction: Transaction) -> Bool {
        !transaction.viewer.isHouse && [.screen, .api].contains(transaction.door)
    }

    private static func isOwn(_ note: Record, _ kind: Kind, _ transaction: Transaction) -> Bool {
        note.value("created_by", in: kind).integer == transaction.viewer.user
    }
}
