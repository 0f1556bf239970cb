import Activities
import Identity
import Localisation
import People
import Records
import Storage
import Web

/// A letter being written, from the form of the composer: what stands in it so far.
struct Composition {
    static let names = ["id", "about", "contact", "in_reply_to", "to_addresses", "cc_addresses", "subject", "text"]

    /// The letter as the form says it; one that is kept already is the writer's own draft.
    static func email(_ form: Form, in transaction: Transaction) throws -> Email {
        let kind = transaction.schema.kind(of: Email.self)
        try transaction.refuse(.create, kind)
        var email = Email()
        if let id = form["id"].flatMap({ Int64($0) }) { email = try own(id, in: transaction) }
        email.about = try about(form["about"], in: transaction) ?? email.about
        email.contact = form["contact"].flatMap { Int64($0) }.map { ID($0) } ?? email.contact
        email.inReplyTo = form["in_reply_to"].flatMap { $0.isEmpty ? nil : $0 } ?? email.inReplyTo
        email.toAddresses = String((form["to_addresses"] ?? "").prefix(8000))
        email.ccAddresses =
            (form["cc_addresses"] ?? "").isEmpty ? nil : String((form["cc_addresses"] ?? "").prefix(8000))
        email.subject = String((form["subject"] ?? "").prefix(500))
        email.text = (form["text"] ?? "").replacing("\r\n", with: "\n")
        email.purpose = form["purpose"].flatMap { EmailPurpose(rawValue: $0) } ?? .service
        email.template = form["template"].flatMap { Int64($0) }.map { ID($0) }
        email.language = form["language"].flatMap { UserLanguage(rawValue: $0) }
        email.owner = email.owner ?? transaction.author.map { ID($0) }
        email.files =
            try files(form.all("file"), kept: email.files, in: transaction)
            + LibraryFiles.files(
                form.all("document").compactMap { Int64($0) }.prefix(20).map(\.self), kept: email.files, in: transaction
            )
        return email
    }

    /// A draft that is still one, and the viewer's.
    static func own(_ id: Int64, in transaction: Transaction) throws -> Email {
        let email = try transaction.find(ID<Email>(id))
        guard email.owner?.number == transaction.viewer.user || transaction.viewer.isHouse else {
            throw OutgoingEmail.notYours
        }
        guard email.state.isOpen, email.direction == .out else {
            throw OutgoingEmail.alreadySent
        }
        return email
    }

    /// `account:12`, if the viewer sees it.
    static func about(_ text: String?, in transaction: Transaction) throws -> Reference? {
        let pieces = (text ?? "").split(separator: ":").map(String.init)
        guard pieces.count == 2, let id = Int64(pieces[1]) else { return nil }
        guard let kind = transaction.schema[pieces[0]], kind.owner == nil else { throw Refusal.notFound() }
        _ = try transaction.record(id, of: kind)
        return Reference(kind: kind.name, id: id)
    }

    private static func files(_ ids: [String], kept: [EmailFile], in transaction: Transaction) throws -> [EmailFile] {
        let wanted = ids.compactMap { Int64($0) }
        let kind = transaction.schema.kind(of: Attachment.self)
        let found = try transaction.records(wanted, of: kind)
        return try wanted.prefix(20).map { id in
            guard let record = found[id] else { throw Refusal.notFound() }
            var file = kept.first { $0.attachment?.number == id } ?? EmailFile()
            (file.name, file.attachment) = (record.title(in: kind), ID(id))
            return file
        }
    }

    /// Keeps a draft; what is about it belongs to the house to write.
    static func keep(_ email: Email, in transaction: Transaction) throws -> ID<Email> {
        var draft = email
        draft.state = .draft
        return try transaction.asHouse.save(draft)
    }

    /// An answer: to whom wrote, about the same, what they wrote quoted.
    static func answer(to id: Int64, _ t: Translator, in transaction: Transaction) throws -> Email {
        let kind = transaction.schema.kind(of: Email.self)
        let before = try Email(transaction.record(id, of: kind).seen(by: transaction.viewer, kind), kind: kind)
        var email = Email()
        (email.about, email.contact, email.language) = (before.about, before.contact, before.language)
        email.toAddresses = before.direction == .in ? before.fromAddress : before.toAddresses
        email.ccAddresses = before.direction == .in ? nil : before.ccAddresses
        email.inReplyTo = before.messageID
        let isAnswer = before.subject.lowercased().hasPrefix("re:")
        email.subject = isAnswer ? before.subject : "Re: " + before.subject
        let who = MailAddresses(before.fromAddress ?? "").shortNames
        let at = t.instant(before.sentAt ?? transaction.now)
        let quoted = before.text.split(separator: "\n", omittingEmptySubsequences: false).map { "> " + $0 }
        let intro = t(Message("{who} wrote on {instant}:", ["who": .text(who), "instant": .text(at)]))
        email.text = "\n\n\(intro)\n\(quoted.joined(separator: "\n"))\n"
        return email
    }
}
