import Activities
import Foundation
import Identity
import Messaging
import People
import Records
import Storage

/// Where a letter belongs, and putting it there: by the letter it answers, else by who wrote it, else nowhere until
/// somebody says where.
struct MailFiling {
    let mailbox: Mailbox
    let mail: IncomingMail
    let files: [ReceivedFile]
    /// Acts for the mailbox's owner, with the eyes of the house.
    let transaction: Transaction

    /// What a letter is about, and in which exchange it stands.
    struct Place {
        var about: Reference?
        var contact: ID<Contact>?
        var thread: String?
        var isAnswer = false
    }

    init(_ mailbox: Mailbox, _ mail: IncomingMail, _ files: [ReceivedFile], in transaction: Transaction) {
        self.mailbox = mailbox
        self.mail = mail
        self.files = files
        self.transaction = transaction.seen(by: Viewer(user: mailbox.owner?.number ?? 0, rights: nil))
    }

    func take() throws -> (outcome: MailboxLetter.Outcome, email: Int64?) {
        if let bounce = mail.bounce, try LetterReplies.take(bounce, in: transaction) { return (.bounce, nil) }
        guard let sender = mail.from?.address else { return (.unreadable, nil) }
        for calendar in mail.calendars where try LetterReplies.take(calendar, from: sender, in: transaction) {
            return (.calendar, nil)
        }
        if try isOurs(sender) { return (.internal, nil) }
        if try isKnown() { return (.known, nil) }
        let place = try self.place(sender)
        if place.about == nil, mail.isAutomatic || !mailbox.keepsUnknown { return (.ignored, nil) }
        let email = try save(place)
        if place.about != nil, !mail.isAutomatic { try MailFiling.announce(email, in: transaction) }
        return (place.about == nil ? .unfiled : .filed, email.number)
    }

    /// Letters between colleagues are no business of the customers' records.
    private func isOurs(_ sender: String) throws -> Bool {
        if sender == mailbox.address { return true }
        return try transaction.connection.integer("SELECT id FROM \"user\" WHERE email = \(sender) LIMIT 1") != nil
    }

    /// A copy of what we sent, or one that came by a mailbox read by at least as many.
    private func isKnown() throws -> Bool {
        guard let id = mail.messageID else { return false }
        let rows = try transaction.connection.rows(
            "SELECT direction, visibility FROM email WHERE message_id = \(id)", .text, .text)
        return rows.contains { row in
            guard row[0].text == EmailDirection.in.rawValue else { return true }
            let seen = row[1].text.flatMap { EmailVisibility(rawValue: $0) } ?? .subject
            return seen.width >= mailbox.visibility.width
        }
    }

    func place(_ sender: String) throws -> Place {
        for id in mail.answered {
            let row = try transaction.connection.first(
                """
                SELECT about_kind, about_id, contact, thread FROM email
                WHERE message_id = \(id) ORDER BY about_id NULLS LAST, id LIMIT 1
                """, .text, .integer, .integer, .text)
            guard let row, let kind = row[0].text, let number = row[1].integer else { continue }
            let known = try ContactFinder.contact(sender, in: transaction)
            return Place(
                about: Reference(kind: kind, id: number), contact: known ?? row[2].integer.map { ID($0) },
                thread: row[3].text ?? id, isAnswer: true)
        }
        var place = Place(thread: mail.references.first ?? mail.inReplyTo)
        place.about = try ContactFinder.record(sender, in: transaction)
        if let about = place.about, about.kind == Contact.name { place.contact = ID(about.id) }
        return place
    }

    private func save(_ place: Place) throws -> ID<Email> {
        var email = Email()
        email.subject = mail.subject
        email.text = mail.text
        email.direction = .in
        email.state = .received
        email.fromAddress = mail.from.map { MailFiling.written([$0]) }
        email.toAddresses = MailFiling.written(mail.to)
        email.ccAddresses = MailFiling.written(mail.cc)
        email.about = place.about
        email.contact = place.contact
        email.owner = mailbox.owner
        email.messageID = mail.messageID
        email.inReplyTo = mail.inReplyTo
        email.thread = place.thread ?? mail.messageID
        email.references = mail.references.isEmpty ? nil : mail.references.map { "<\($0)>" }.joined(separator: " ")
        // Clocks of others go wrong: no letter comes from tomorrow.
        email.sentAt = mail.date.map { min($0, transaction.now) } ?? transaction.now
        email.mailbox = mailbox.id
        email.visibility = mailbox.visibility
        email.isAutomatic = mail.isAutomatic
        let id = try transaction.save(email)
        guard !files.isEmpty else { return id }
        // Files of a letter that only its owner reads stay with the letter.
        let isOpen = place.about != nil && mailbox.visibility != .ownerOnly
        let about = isOpen ? place.about : Reference(kind: Email.name, id: id.number)
        var kept = try transaction.find(id)
        for file in files {
            guard let about else { continue }
            var entry = EmailFile()
            entry.name = file.name
            entry.attachment = try file.save(about: about, in: transaction)
            kept.files.append(entry)
        }
        try transaction.save(kept)
        return id
    }

    private static func written(_ addresses: [MailAddress]) -> String {
        var text = ""
        for address in addresses {
            let next =
                (text.isEmpty ? "" : ", ") + (address.name.map { "\($0) <\(address.address)>" } ?? address.address)
            if text.utf8.count + next.utf8.count > 7900 { break }
            text += next
        }
        return text
    }

    /// Somebody has answered: plans stop, clocks stop.
    static func announce(_ id: ID<Email>, in transaction: Transaction) throws {
        let email = try transaction.asHouse.find(id)
        var payload: [(String, JSON)] = [
            ("from", .text(email.fromAddress.flatMap { EmailAddress.normalised($0) } ?? "")),
            ("thread", .text(email.thread ?? "")),
        ]
        if let about = email.about {
            payload.append(("about", .record(["kind": .text(about.kind), "id": .text(String(about.id))])))
        }
        if let contact = email.contact { payload.append(("contact", .text(String(contact.number)))) }
        try transaction.emit(
            Event(
                "email.received", Reference(kind: Email.name, id: id.number),
                .object(payload.map { JSON.Member($0.0, $0.1) })))
    }
}
