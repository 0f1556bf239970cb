import People
import Records
import Storage

/// To whom a mail of a plan goes: the record's own address, that of its contact, or that of its account.
struct PlanRecipient: Sendable {
    let address: String?
    let contact: ID<Contact>?

    static func of(_ about: Reference, in house: Transaction) throws -> PlanRecipient? {
        guard let kind = house.schema[about.kind], let record = try house.records([about.id], of: kind)[about.id] else {
            return nil
        }
        if about.kind == Contact.name { return try contact(about.id, in: house) }
        if let id = kind.declared.first(where: { $0.shape.linkTarget == Contact.name && !$0.isReadOnly })
            .flatMap({ record.value($0.name, in: kind).integer })
        {
            return try contact(id, in: house)
        }
        if kind["email"] != nil, let own = record.value("email", in: kind).text, !own.isEmpty {
            let known = try ContactFinder.contact(own, in: house)
            return PlanRecipient(address: own, contact: known)
        }
        guard let account = about.kind == Account.name ? about.id : record.value(account: kind) else { return nil }
        // The oldest contact of the company that can be written to.
        let row = try house.connection.first(
            """
            SELECT c.id, e.address FROM contact AS c JOIN contact_email AS e ON e.contact = c.id
            WHERE c.account = \(account) ORDER BY e.is_primary DESC, c.id LIMIT 1
            """, .integer, .text)
        return row.map { PlanRecipient(address: $0[1].text, contact: $0[0].integer.map { ID($0) }) }
    }

    private static func contact(_ id: Int64, in house: Transaction) throws -> PlanRecipient {
        let address = try house.connection.text(
            "SELECT address FROM contact_email WHERE contact = \(id) ORDER BY is_primary DESC, position LIMIT 1")
        return PlanRecipient(address: address, contact: ID(id))
    }
}

extension Record {
    fileprivate func value(account kind: Kind) -> Int64? {
        kind.declared.first { $0.shape.linkTarget == Account.name && !$0.isReadOnly }.flatMap {
            value($0.name, in: kind).integer
        }
    }
}
