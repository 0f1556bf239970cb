import Records
import Storage

extension Contact {
    /// Names agree, addresses and numbers are normalised, and the main account is among the accounts.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        let country = transaction.settings.country
        for index in changes.indices {
            var contact = try changes[index].typed(Contact.self)
            let old = try changes[index].typedOld(Contact.self)
            contact.agreeOnName(since: old, touched: changes[index].touched)
            contact.normaliseAddresses(country: country, refusing: &changes[index])
            contact.agreeOnAccounts(since: old, touched: changes[index].touched)
            changes[index].replace(with: contact)
        }
    }

    /// Given and family name make the name, and the other way round. A name that says the same in another order
    /// (`Dupont, Jean`) stays as it was written.
    private mutating func agreeOnName(since old: Contact?, touched: Set<String>) {
        let whole = [firstName, lastName].compactMap(\.self).joined(separator: " ")
        let isNameGiven = touched.contains("name") && !name.isEmpty && name != old?.name
        let arePartsGiven =
            old.map { firstName != $0.firstName || lastName != $0.lastName }
            ?? !touched.isDisjoint(with: ["first_name", "last_name"])
        if arePartsGiven, !whole.isEmpty {
            if !isNameGiven || PersonName.key(name) != PersonName.key(whole) { name = whole }
        } else if isNameGiven, name != whole {
            let (given, family) = PersonName.split(name)
            firstName = given.isEmpty ? nil : given
            lastName = family.isEmpty ? nil : family
        }
    }

    private mutating func normaliseAddresses(country: String, refusing change: inout Change) {
        for place in emails.indices {
            let typed = emails[place].address ?? emails[place].typed ?? ""
            if let address = EmailAddress.normalised(typed) {
                if address != emails[place].address || emails[place].typed == nil { emails[place].typed = typed }
                emails[place].address = address
            }
        }
        for place in phones.indices {
            guard let typed = phones[place].number ?? phones[place].typed else {
                change.refuse(
                    "phones[\(place)].number", code: "required",
                    Message("{field} is required.", ["field": .message(Message("Number"))]))
                continue
            }
            let number = PhoneNumber.normalised(typed, country: country)
            if number != phones[place].number || phones[place].typed == nil { phones[place].typed = typed }
            phones[place].number = number
        }
        if !emails.isEmpty, !emails.contains(where: \.isPrimary) { emails[0].isPrimary = true }
        if !phones.isEmpty, !phones.contains(where: \.isPrimary) { phones[0].isPrimary = true }
    }

    private mutating func agreeOnAccounts(since old: Contact?, touched: Set<String>) {
        if touched.contains("account") {
            if let account, !accounts.contains(where: { $0.account == account }) {
                var link = ContactAccount()
                link.account = account
                link.role = jobTitle
                accounts.insert(link, at: 0)
            }
        } else if !accounts.contains(where: { $0.account == account && !$0.isInactive }) {
            account = (accounts.first { !$0.isInactive } ?? accounts.first)?.account
        }
    }
}
