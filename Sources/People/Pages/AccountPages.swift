import Records
import Storage
import Web

/// What the pages of records show of people and companies.
enum AccountPages {
    static func register(in registry: inout Registry) { registry.panel(on: Account.name, people) }

    private static let people = Panel("people", replacing: [Contact.name, Account.name]) {
        record, _, context, transaction in
        var html = HTML()
        try AccountPeople.load(record.id, in: transaction).render(&html, context)
        return html
    }
}
