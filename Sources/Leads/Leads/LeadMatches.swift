import People
import Records
import Storage

/// Whom we know already of those a lead speaks of: accounts, contacts and other leads, best first and with the reasons.
/// The one matching service compares; here a lead is only written as what it would become.
package struct LeadMatches: Sendable {
    package struct Match: Sendable {
        package let kind: String
        package let id: Int64
        package let title: String
        package let score: MatchScore
        /// What both have in the same normal form.
        package let keys: [MatchKey]
        /// It is known by somebody else: the account of a contact that was found.
        package var through: String?

        /// Sure enough to say so: nearly the same, or one address that only one person has.
        var isSure: Bool { score.points >= MatchScore.asking || (keys.contains(.email) && score.points >= 40) }
    }

    package var accounts: [Match] = []
    package var contacts: [Match] = []
    package var leads: [Match] = []

    package var sureAccount: Match? { accounts.first { $0.isSure || $0.through != nil } }
    package var sureContact: Match? { contacts.first(where: \.isSure) }
    package var isEmpty: Bool { accounts.isEmpty && contacts.isEmpty && leads.isEmpty }

    /// A person is told of what they see; the house finds all there is.
    package static func find(_ lead: Lead, limit: Int = 5, leads: Bool = true, in transaction: Transaction) throws
        -> LeadMatches
    {
        var found = LeadMatches()
        let country = transaction.settings.country
        let contacts = transaction.schema.kind(of: Contact.self)
        if !transaction.viewer.grants(for: Contact.name).isEmpty, lead.isAPerson {
            let record = LeadDraft.contact(lead, country: country).record(contacts, transaction)
            found.contacts = try matches(record, contacts, limit, transaction)
        }
        let accounts = transaction.schema.kind(of: Account.self)
        if !transaction.viewer.grants(for: Account.name).isEmpty {
            if lead.company != nil || lead.website != nil || lead.mailDomain != nil || lead.phoneNumber != nil {
                let record = LeadDraft.account(lead).record(accounts, transaction)
                found.accounts = try matches(record, accounts, limit, transaction)
            }
            try found.addAccountsOfContacts(contacts, accounts, transaction)
        }
        if leads, !transaction.viewer.grants(for: Lead.name).isEmpty {
            let kind = transaction.schema.kind(of: Lead.self)
            var record = transaction.blank(kind)
            lead.write(to: &record, kind: kind)
            record.id = lead.id.number
            found.leads = try matches(record, kind, limit, transaction)
        }
        return found
    }

    private static func matches(_ record: Record, _ kind: Kind, _ limit: Int, _ transaction: Transaction) throws
        -> [Match]
    {
        let found = try MatchKeys.candidates(for: record, of: kind, in: transaction)
            .filter { $0.score.points >= MatchScore.telling && $0.id != record.id }
            .prefix(limit)
        let titles = try transaction.titles(found.map { Reference(kind: kind.name, id: $0.id) })
        return found.compactMap { candidate in
            titles[Reference(kind: kind.name, id: candidate.id)].map {
                Match(kind: kind.name, id: candidate.id, title: $0, score: candidate.score, keys: candidate.keys)
            }
        }
    }

    /// Where somebody we recognise works, there the lead belongs, whatever company it names.
    private mutating func addAccountsOfContacts(_ contacts: Kind, _ accounts: Kind, _ transaction: Transaction) throws {
        let sure = self.contacts.filter(\.isSure)
        guard !sure.isEmpty else { return }
        let records = try transaction.records(sure.map(\.id), of: contacts)
        for match in sure {
            guard let id = records[match.id]?.value("account", in: contacts).integer,
                let title = try transaction.titles([Reference(kind: Account.name, id: id)]).values.first
            else { continue }
            if let place = self.accounts.firstIndex(where: { $0.id == id }) {
                let known = self.accounts.remove(at: place)
                self.accounts.insert(known, at: 0)
                self.accounts[0].through = match.title
            } else {
                self.accounts.insert(
                    Match(
                        kind: Account.name, id: id, title: title, score: match.score, keys: [], through: match.title),
                    at: 0)
            }
        }
    }
}

extension Lead {
    /// There is somebody to speak with, and not only a company.
    package var isAPerson: Bool { firstName != nil || lastName != nil || email != nil || phoneNumber != nil }

    /// The domain of the company's own mail; nil for mailboxes anybody can open.
    package var mailDomain: String? { email.flatMap { Website.companyDomain(ofEmail: $0) } }
}

/// A lead written as the account and the contact it would become.
enum LeadDraft {
    static func account(_ lead: Lead) -> Account {
        var account = Account()
        account.name = lead.company ?? ""
        account.website = lead.website ?? lead.mailDomain
        account.city = lead.city
        account.country = lead.country
        account.source = lead.source
        account.owner = lead.owner
        // A person's own address and number stand with the person, unless there is nobody else.
        account.email = lead.email
        account.phone = lead.phone
        account.phoneNumber = lead.phoneNumber
        return account
    }

    static func contact(_ lead: Lead, country: String) -> Contact {
        var contact = Contact()
        contact.firstName = lead.firstName
        contact.lastName = lead.lastName
        let name = [lead.firstName, lead.lastName].compactMap(\.self).joined(separator: " ")
        contact.name = name.isEmpty ? lead.email ?? lead.phone ?? lead.company ?? "" : name
        contact.city = lead.city
        contact.country = lead.country
        contact.source = lead.source
        contact.owner = lead.owner
        if let address = lead.email {
            var email = ContactEmail()
            (email.address, email.typed, email.isPrimary) = (address, address, true)
            contact.emails = [email]
        }
        if let typed = lead.phone {
            var phone = ContactPhone()
            (phone.number, phone.typed, phone.isPrimary) = (
                PhoneNumber.normalised(typed, country: country), typed, true
            )
            contact.phones = [phone]
        }
        return contact
    }
}

extension Entity {
    /// As a new record that is not saved.
    func record(_ kind: Kind, _ transaction: Transaction) -> Record {
        var record = transaction.blank(kind)
        write(to: &record, kind: kind)
        return record
    }
}
