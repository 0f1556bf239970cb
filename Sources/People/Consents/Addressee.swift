import Records
import Storage

/// Whom a message or a call would reach: the record, the companies behind it, and whether the law sees a consumer.
struct Addressee {
    /// The normal form; what was given where it is none.
    let address: String
    let key: String
    var about: Reference?
    var accounts: [ID<Account>] = []
    /// A company is named on the record, whether we have it as an account or not.
    var hasCompany = false
    /// The number or mailbox is somebody's home.
    var isHome = false

    /// Everybody looks past the viewer's rights here: a refusal holds for all.
    static func find(
        _ channel: ContactChannel, _ typed: String, about: Reference?, in house: Transaction
    ) throws -> Addressee {
        let address = channel.normalised(typed, country: house.settings.country) ?? typed.trimmingWhitespace()
        var addressee = Addressee(address: address, key: Opposition.fingerprint(address))
        addressee.about = try about ?? holder(of: address, channel, in: house)
        if let about = addressee.about { try addressee.follow(about, in: house) }
        return addressee
    }

    /// What the law on consumers protects: nobody's profession stands behind the address.
    func isConsumer(_ channel: ContactChannel, _ rule: ConsentSettings) -> Bool {
        if about?.kind == Account.name { return false }
        if channel == .email {
            let domain = EmailAddress.domain(of: address) ?? ""
            let isPersonal = Website.isMailboxProvider(domain) || isHome
            return isPersonal ? rule.isStrict || !hasCompany : false
        }
        return !hasCompany || (rule.isStrict && isHome)
    }

    private mutating func follow(_ about: Reference, in house: Transaction) throws {
        guard let kind = house.schema[about.kind], let record = try house.records([about.id], of: kind)[about.id] else {
            return
        }
        if about.kind == Account.name {
            (accounts, hasCompany) = ([ID(about.id)], true)
        } else if about.kind == Contact.name {
            take(try Contact(record, kind: kind))
        } else {
            for name in ["contact", "account"] where kind[name]?.shape.linkTarget == name {
                guard let id = record.value(name, in: kind).integer else { continue }
                self.about = Reference(kind: name, id: id)
                return try follow(Reference(kind: name, id: id), in: house)
            }
            hasCompany = kind["company"] != nil && !(record.value("company", in: kind).text ?? "").isEmpty
            self.about = about
        }
    }

    private mutating func take(_ contact: Contact) {
        about = Reference(kind: Contact.name, id: contact.id.number)
        accounts = contact.accounts.filter { !$0.isInactive }.compactMap(\.account)
        if let account = contact.account, !accounts.contains(account) { accounts.append(account) }
        hasCompany = !accounts.isEmpty
        isHome =
            contact.emails.contains { $0.address == address && $0.use == .home }
            || contact.phones.contains { $0.number == address && $0.use == .home }
    }

    /// Whose address this is: a contact's, else a lead's, else a company's.
    static func holder(of address: String, _ channel: ContactChannel, in house: Transaction) throws -> Reference? {
        let (part, column): (String, String) =
            channel == .email ? ("contact_email", "address") : ("contact_phone", "number")
        if let id = try house.connection.integer(
            "SELECT contact FROM \(name: part) WHERE \(name: column) = \(address) ORDER BY contact LIMIT 1")
        {
            return Reference(kind: Contact.name, id: id)
        }
        let field = channel == .email ? "email" : "phone_number"
        for name in ["lead", Account.name] {
            guard let kind = house.schema[name], kind[field] != nil else { continue }
            let id = try house.connection.integer(
                "SELECT id FROM \(name: kind.table) WHERE \(name: field) = \(address) ORDER BY id LIMIT 1")
            if let id { return Reference(kind: name, id: id) }
        }
        return nil
    }

    /// Where somebody is reached by this channel: their primary address or number.
    static func address(of about: Reference, _ channel: ContactChannel, in house: Transaction) throws -> String? {
        guard let kind = house.schema[about.kind], let record = try house.records([about.id], of: kind)[about.id] else {
            return nil
        }
        if about.kind == Contact.name {
            let contact = try Contact(record, kind: kind)
            if channel == .email { return (contact.emails.first(where: \.isPrimary) ?? contact.emails.first)?.address }
            let numbers = contact.phones.filter { $0.number != nil }
            return
                (numbers.first { channel == .sms && $0.use == .mobile } ?? numbers.first(where: \.isPrimary)
                ?? numbers.first)?.number
        }
        let field = channel == .email ? "email" : "phone_number"
        guard kind[field] != nil else { return nil }
        return record.value(field, in: kind).text.flatMap { channel.normalised($0, country: house.settings.country) }
    }
}

/// How strictly the company reads who is a consumer.
package struct ConsentSettings: Sendable {
    package static let name = "consents"
    /// A personal mailbox or a number at home is a consumer's, also where a company is known.
    package var isStrict = true

    package init(_ settings: WorkspaceSettings) {
        isStrict = settings.extra[ConsentSettings.name]?["consumers"]?.text != "company"
    }

    package var json: JSON { .record(["consumers": .text(isStrict ? "strict" : "company")]) }
}
