import Activities
import People
import Records
import Storage

/// A letter that waited gets its record from a person: from then on it is an answer like any other.
enum FilingByHand {
    @Sendable static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        for change in changes where !change.isNew && change.changes("about") {
            let email = try change.typed(Email.self)
            guard email.direction == .in, let about = email.about, try change.typedOld(Email.self)?.about == nil else {
                continue
            }
            let house = transaction.asHouse
            if email.visibility != .ownerOnly {
                let drafts = email.files.compactMap(\.attachment).map {
                    Draft(id: $0.number, fields: ["about": [.text(about.kind), .integer(about.id)]])
                }
                for case .refused(let refusal) in try house.save(drafts, as: house.schema.kind(of: Attachment.self)) {
                    throw refusal
                }
            }
            if !email.isAutomatic { try MailFiling.announce(email.id, in: house) }
        }
    }

    /// Files it, and where asked keeps the sender's address with the contact, so that the next letter finds its way.
    static func file(_ id: Int64, under about: Reference, remember: Bool, in transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Email.self)
        guard let target = transaction.schema[about.kind], target.owner == nil, about.kind != Email.name else {
            throw FilingByHand.noRecord
        }
        _ = try transaction.record(about.id, of: target)
        let email = try Email(transaction.record(id, of: kind), kind: kind)
        var fields: [String: [Value]] = ["about": [.text(about.kind), .integer(about.id)]]
        if about.kind == Contact.name { fields["contact"] = [.integer(about.id)] }
        try transaction.save(Draft(id: id, fields: fields), as: kind)
        guard remember, about.kind == Contact.name, let sender = email.fromAddress,
            let address = EmailAddress.normalised(sender),
            try ContactFinder.record(address, in: transaction) == nil
        else { return }
        var contact = try transaction.find(ID<Contact>(about.id))
        var entry = ContactEmail()
        (entry.address, entry.isPrimary) = (address, contact.emails.isEmpty)
        contact.emails.append(entry)
        try transaction.save(contact)
    }

    static let noRecord = Refusal(fields: [
        FieldRefusal("about", code: "required", Message("Choose the record this letter belongs to."))
    ])
}
