import Records
import Storage
import Web

/// What the pages of records show of people and companies.
enum AccountPages {
    static func register(in registry: inout Registry) { registry.panel(on: Account.name, people) }

    private static let people = Panel("people", replacing: [Contact.name, Account.name]) { record, _, context in
        let panel = try await context.read { try AccountPeople.load(record.id, in: $0) }
        var html = HTML()
        panel.render(&html, context)
        return html
    }
}
