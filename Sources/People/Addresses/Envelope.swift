import Records
import Storage

/// A letter to somebody: which of their addresses it goes to, and how that is written.
struct Envelope: Sendable {
    /// The use of the address that was taken; nil for the main one.
    let use: AddressUse?
    let postal: PostalAddress

    /// To a company: the address for this use, else the main one.
    static func of(_ account: Account, for use: AddressUse?, in transaction: Transaction) -> Envelope? {
        let kind = transaction.schema.kind(of: Account.self), viewer = transaction.viewer
        let list = viewer.sees(part: "addresses", of: kind) ? account.addresses : []
        let fitting = list.filter { $0.use == use }
        if let item = fitting.first(where: \.isPrimary) ?? fitting.first, !item.address.isEmpty {
            return Envelope(use: use, postal: transaction.postal([account.name], item.address))
        }
        let main = account.mainAddress.seen(by: viewer, of: kind)
        return main.isEmpty ? nil : Envelope(use: nil, postal: transaction.postal([account.name], main))
    }

    /// To a person: where they live, else where they work.
    static func of(_ contact: Contact, in transaction: Transaction) throws -> Envelope? {
        let own = contact.address.seen(by: transaction.viewer, of: transaction.schema.kind(of: Contact.self))
        if !own.isEmpty { return Envelope(use: nil, postal: transaction.postal([contact.name], own)) }
        let kind = transaction.schema.kind(of: Account.self)
        guard let link = contact.account, let record = try transaction.records([link.number], of: kind)[link.number]
        else { return nil }
        let account = try Account(record, kind: kind), main = account.mainAddress.seen(by: transaction.viewer, of: kind)
        if main.isEmpty { return nil }
        return Envelope(use: nil, postal: transaction.postal([account.name, contact.name], main))
    }
}

extension Transaction {
    fileprivate func postal(_ recipients: [String], _ address: Address) -> PostalAddress {
        PostalAddress(
            PostalAddress.Sending(
                recipients: recipients, address: address, origin: settings.country, language: settings.language))
    }
}

extension Address {
    /// Without what is hidden from the viewer.
    fileprivate func seen(by viewer: Viewer, of kind: Kind) -> Address {
        func seen(_ name: String, _ value: String?) -> String? {
            kind[name].map { viewer.sees($0, of: kind) } ?? false ? value : nil
        }
        return Address(
            street: seen("street", street), postcode: seen("postcode", postcode), city: seen("city", city),
            state: seen("state", state), country: seen("country", country))
    }
}
