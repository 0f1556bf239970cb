import Foundation
import Identity
import Localisation
import People
import Records
import Storage

/// In which language a customer is written to: as the writer chose, else the contact's, else that of the account's
/// country, else the company's.
enum RecipientLanguage {
    private static let french: Set<String> = [
        "FR", "BE", "LU", "MC", "CH", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "SN", "CI",
        "ML",
        "BF", "NE", "TG", "BJ", "GN", "GA", "CG", "CD", "CM", "MG", "DJ", "KM", "TD", "CF", "HT", "MA", "DZ", "TN",
    ]

    static func of(_ email: Email, in transaction: Transaction) throws -> Language {
        if let chosen = email.language.flatMap({ Language(rawValue: $0.rawValue) }) { return chosen }
        return try of(contact: email.contact, about: email.about, in: transaction)
    }

    static func of(contact: ID<Contact>?, about: Reference?, in transaction: Transaction) throws -> Language {
        let house = transaction.asHouse
        let person = contact?.number ?? (about?.kind == Contact.name ? about?.id : nil)
        var account = about?.kind == Account.name ? about?.id : nil
        if let person {
            let row = try house.connection.first(
                "SELECT language, account FROM contact WHERE id = \(person)", .text, .integer)
            if let spoken = row?[0].text.flatMap({ Language(rawValue: $0) }) { return spoken }
            account = account ?? row?[1].integer
        }
        if account == nil, let about, let kind = house.schema[about.kind],
            let field = kind.declared.first(where: { $0.shape.linkTarget == Account.name }),
            let record = try house.records([about.id], of: kind)[about.id]
        {
            account = record.value(field.name, in: kind).integer
        }
        if let account,
            let country = try house.connection.first(
                "SELECT country FROM account WHERE id = \(account)", .text)?[0].text.flatMap({ Country(named: $0) })
        {
            return french.contains(country.code) ? .french : .english
        }
        return Language(rawValue: house.settings.language) ?? .french
    }
}

/// The contact a letter goes to, found by address where nobody named one.
enum EmailContact {
    static func complete(_ email: inout Email, in transaction: Transaction) throws {
        if email.contact == nil, let about = email.about, about.kind == Contact.name { email.contact = ID(about.id) }
        guard email.contact == nil || email.about == nil else { return }
        guard let first = MailAddresses(email.toAddresses ?? "").addresses.first else { return }
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Contact.self))
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let found = try transaction.connection.integers(
            """
            SELECT \(place.column("id")) FROM \(place.from) WHERE \(place.column("id")) IN
            (SELECT record_id FROM match_key
             WHERE kind = 'contact' AND key = 'email' AND value = \(first.address))\(rights)
            ORDER BY 1 LIMIT 2
            """)
        guard found.count == 1, let contact = found.first else { return }
        if email.contact == nil { email.contact = ID(contact) }
        if email.about == nil { email.about = Reference(kind: Contact.name, id: contact) }
    }
}
