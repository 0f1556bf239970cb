import Activities
import Identity
import Jobs
import Localisation
import Messaging
import People
import Records
import Storage
import Web

/// The one door by which letters to customers leave: what may not leave is refused here, with the reason.
package enum OutgoingEmail {
    static let job = "emails.send"
    package static let undoSeconds = 10
    private static let mostRecipients = 50
    static let mostBytes = 25 * 1024 * 1024

    /// One row for each letter on its way: taken away when it is called back, marked when it leaves.
    static let table = TableSpec(
        "email_delivery",
        [
            .init("email", .integer), .init("job_id", .integer), .init("leaves_at", .instant),
            .init("started_at", .instant, required: false), .init("handed_at", .instant, required: false),
        ], primaryKey: ["email"], merging: .stays("letters on their way; mails are not merged"))

    /// Writes the letter down as queued and hands it to the queue, which sends it after `delaySeconds`. The text may
    /// hold merge fields; they are filled through the eyes of this transaction's viewer. The owner (else the viewer)
    /// is the sender.
    @discardableResult
    package static func send(
        _ email: Email, delaySeconds: Int = 0, words: CatalogueShelf, in transaction: Transaction
    ) throws -> ID<Email> {
        guard transaction.viewer.may(Emails.sending) else { throw notAllowed }
        let house = transaction.asHouse
        var email = email
        email.owner = email.owner ?? transaction.author.map { ID($0) }
        try checkAbout(email, transaction)
        let (to, cc) = try recipients(email)
        (email.toAddresses, email.ccAddresses) = (to.text, cc.addresses.isEmpty ? nil : cc.text)
        try EmailContact.complete(&email, in: transaction)
        try write(&email, words, transaction)
        try LibraryFiles.settle(&email, in: transaction)
        try gate(email, in: transaction)
        let sender = try MailSender.of(email.owner?.number, in: house)
        try place(&email, sender, house)
        email.direction = .out
        email.state = .queued
        (email.failure, email.sentAt) = (nil, nil)
        try checkDraft(email.id, transaction)
        let id = try house.save(email)
        if email.id.number == 0 || email.messageID == nil {
            let random = UInt64.random(in: .min ... .max)
            email.messageID = "email.\(id.number).\(String(random, radix: 36))@\(sender.server.house)"
            let thread = email.thread ?? email.messageID
            try house.save(
                Draft(
                    id: id.number,
                    fields: [
                        "message_id": [email.messageID.map(Value.text) ?? .null],
                        "thread": [thread.map(Value.text) ?? .null],
                    ]), as: house.schema.kind(of: Email.self))
        }
        try enqueue(id.number, delaySeconds, transaction)
        return id
    }

    private static func enqueue(_ id: Int64, _ delaySeconds: Int, _ transaction: Transaction) throws {
        let leavesAt = transaction.now.adding(seconds: delaySeconds)
        let house = transaction.seen(by: .house)
        let work = try JobQueue.enqueue(job, .record(["email": .text(String(id))]), runAt: leavesAt, in: house)
        try transaction.connection.execute("DELETE FROM email_delivery WHERE email = \(id)")
        try transaction.connection.execute(
            "INSERT INTO email_delivery (email, job_id, leaves_at) VALUES (\(id), \(work), \(leavesAt))")
    }

    private static func checkDraft(_ id: ID<Email>, _ transaction: Transaction) throws {
        guard id.number != 0 else { return }
        let known = try transaction.find(id)
        guard known.state.isOpen, known.direction == .out else { throw alreadySent }
        guard known.owner?.number == transaction.author || transaction.viewer.isHouse else { throw notYours }
    }

    /// What it is about is seen by whoever writes.
    private static func checkAbout(_ email: Email, _ transaction: Transaction) throws {
        guard let about = email.about, !transaction.viewer.isHouse else { return }
        guard let kind = transaction.schema[about.kind], kind.owner == nil else { throw Refusal.notFound() }
        _ = try transaction.record(about.id, of: kind)
    }

    static func recipients(_ email: Email) throws(Refusal) -> (MailAddresses, MailAddresses) {
        let to = MailAddresses(email.toAddresses ?? ""), cc = MailAddresses(email.ccAddresses ?? "")
        var refusals: [FieldRefusal] = []
        for (name, list) in [("to_addresses", to), ("cc_addresses", cc)] {
            for fault in list.faults.prefix(3) {
                refusals.append(
                    FieldRefusal(
                        name, code: "invalid_email",
                        Message("“{value}” is not an e-mail address.", ["value": .text(String(fault.prefix(80)))])))
            }
        }
        if to.addresses.isEmpty, to.faults.isEmpty {
            refusals.append(
                FieldRefusal("to_addresses", code: "required", Message("Say to whom: at least one e-mail address.")))
        }
        if to.addresses.count + cc.addresses.count > mostRecipients {
            let limit: Message.Argument = .number(mostRecipients)
            refusals.append(
                FieldRefusal(
                    "to_addresses", code: "too_many",
                    Message("A mail goes to at most {limit} addresses.", ["limit": limit])))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        return (to, cc)
    }

    /// Fills in what is to be filled, and refuses a letter without words.
    private static func write(_ email: inout Email, _ words: CatalogueShelf, _ transaction: Transaction) throws {
        let language = try RecipientLanguage.of(email, in: transaction)
        email.language = UserLanguage(rawValue: language.rawValue)
        let t = words.translator(language, timeZone: transaction.settings.timeZone)
        let fields = try MergeFields(about: email.about, contact: email.contact, t, in: transaction)
        let subject = fields.filled(email.subject, field: "subject"), text = fields.filled(email.text, field: "text")
        var refusals = subject.problems + text.problems
        if subject.text.trimmingWhitespace().isEmpty {
            refusals.append(
                FieldRefusal(
                    "subject", code: "required", Message("A mail without a subject is easily overlooked: give it one."))
            )
        }
        if text.text.trimmingWhitespace().isEmpty {
            refusals.append(
                FieldRefusal("text", code: "required", Message("Write something first: the mail is empty.")))
        }
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
        (email.subject, email.text) = (String(subject.text.prefix(500)), text.text)
    }

    /// Each address passes the gate; the one that does not is named.
    static func gate(_ email: Email, in transaction: Transaction) throws {
        let (to, cc) = try recipients(email)
        for address in to.addresses + cc.addresses {
            try ConsentGate.check(
                .email, to: address.address,
                about: email.contact.map { Reference(kind: Contact.name, id: $0.number) } ?? email.about,
                purpose: email.purpose == .prospecting ? .prospecting : .service, in: transaction)
        }
        for address in to.addresses + cc.addresses {
            if let dead = try UndeliverableAddress.holding(address.address, in: transaction) { throw dead.refusal }
        }
        if email.purpose == .prospecting, to.addresses.count + cc.addresses.count > 1 { throw oneEach }
        if email.purpose == .prospecting, PublicAddress.of(transaction.settings) == nil { throw PublicAddress.missing }
    }

    /// Its place in an exchange, and from whom it comes.
    private static func place(_ email: inout Email, _ sender: MailSender, _ house: Transaction) throws {
        email.fromAddress = MailAddresses(list: [sender.from]).text
        guard let answered = email.inReplyTo else { return }
        let row = try house.connection.first(
            """
            SELECT thread, "references" FROM email WHERE message_id = \(answered) ORDER BY id LIMIT 1
            """, .text, .text)
        email.thread = row?[0].text ?? answered
        let before = references(row?[1].text) + [answered]
        email.references = before.suffix(20).map { "<\($0)>" }.joined(separator: " ")
    }

    /// Message-IDs as a header lists them, without their brackets.
    static func references(_ header: String?) -> [String] {
        (header ?? "").split(whereSeparator: \.isWhitespace).map { String($0.filter { $0 != "<" && $0 != ">" }) }
    }

    /// Back to a draft, while it has not left. Returns false where it has.
    package static func takeBack(_ id: ID<Email>, in transaction: Transaction) throws -> Bool {
        let email = try transaction.find(id)
        guard email.owner?.number == transaction.author || transaction.viewer.isHouse else { throw notYours }
        let count = try transaction.connection.execute(
            "DELETE FROM email_delivery WHERE email = \(id.number) AND started_at IS NULL")
        guard count == 1 else { return false }
        let kind = transaction.schema.kind(of: Email.self)
        try transaction.asHouse.save(Draft(id: id.number, fields: ["state": [.text("draft")]]), as: kind)
        return true
    }

    /// Of a letter that perhaps left: somebody knows that it did.
    static func confirm(_ id: ID<Email>, in transaction: Transaction) throws {
        let email = try transaction.find(id)
        guard email.owner?.number == transaction.author || transaction.viewer.isHouse else { throw notYours }
        guard email.state == .uncertain else { throw alreadySent }
        let fields: [String: [Value]] = [
            "state": [.text(EmailState.sent.rawValue)], "failure": [.null], "sent_at": [.instant(transaction.now)],
        ]
        try transaction.asHouse.save(
            Draft(id: id.number, fields: fields), as: transaction.schema.kind(of: Email.self))
    }

    /// The page where somebody says no is theirs alone.
    private static let oneEach = Refusal(fields: [
        FieldRefusal(
            "to_addresses", code: "one_only",
            Message("Prospecting goes to one address at a time, so that each person can say no. Write one mail each."))
    ])

    static let notAllowed = Refusal(
        .forbidden, code: "not_allowed", Message("Your role does not allow to send mails. Ask an administrator."))
    static let notYours = Refusal(
        .forbidden, code: "not_yours", Message("Somebody else writes this mail. Write one of your own."))
    static let alreadySent = Refusal(
        .conflict, code: "already_sent", Message("This mail is sent or on its way. Write a new one."))
}

extension MailAddresses {
    init(list: [MailAddress]) {
        addresses = list
        faults = []
    }
}
