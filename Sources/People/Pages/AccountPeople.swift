import Localisation
import Records
import Storage
import Web

/// On an account's page: who works there, as what, who no longer does; and the companies that belong to it.
struct AccountPeople: Sendable {
    fileprivate struct Person: Sendable {
        let id: Int64
        let name: String
        let role: String?
        let isInactive: Bool
        let phone: String?
        let email: String?
    }

    let account: Int64
    fileprivate let people: [Person]
    private let children: [(id: Int64, name: String, city: String?)]
    private static let shown = 20

    /// Two queries: people with their first telephone and address, and the subsidiaries.
    static func load(_ account: Int64, in transaction: Transaction) throws -> AccountPeople {
        let contact = ConditionCompiler.Place(transaction.schema.kind(of: Contact.self))
        let seen = try transaction.compiler.rights(at: contact).map { " AND \($0)" as SQL } ?? ""
        let viewer = transaction.viewer
        let phone: SQL = first("COALESCE(p.number, p.typed)", of: "phones", contact, viewer)
        let email: SQL = first("p.address", of: "emails", contact, viewer)
        let rows = try transaction.connection.rows(
            """
            SELECT \(contact.column("id")), \(contact.column("name")), COALESCE(l.role, \(contact.column("job_title"))),
            l.is_inactive,
            \(phone), \(email)
            FROM contact_account AS l JOIN \(contact.from) ON \(contact.column("id")) = l.contact
            WHERE l.account = \(account)\(seen)
            ORDER BY l.is_inactive, \(contact.column("name_key")), \(contact.column("id")) LIMIT \(shown + 1)
            """, .integer, .text, .text, .boolean, .text, .text)
        let place = ConditionCompiler.Place(transaction.schema.kind(of: Account.self))
        let seenAccounts = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let children = try transaction.connection.rows(
            """
            SELECT \(place.column("id")), \(place.column("name")), \(place.column("city")) FROM \(place.from)
            WHERE \(place.column("parent")) = \(account)\(seenAccounts)
            ORDER BY \(place.column("name_key")), \(place.column("id")) LIMIT \(shown + 1)
            """, .integer, .text, .text)
        return AccountPeople(
            account: account, people: rows.map { Person($0) },
            children: children.map { ($0[0].integer ?? 0, $0[1].text ?? "", $0[2].text) })
    }

    /// The first item of a part, the primary one where it is marked.
    private static func first(
        _ column: SQL, of part: String, _ contact: ConditionCompiler.Place, _ viewer: Viewer
    ) -> SQL {
        guard !viewer.hiddenFields.contains("contact.\(part)"), let items = contact.kind.part(part)?.kind else {
            return "CAST(NULL AS TEXT)"
        }
        return """
            (SELECT \(column) FROM \(name: items.table) AS p WHERE p.contact = \(contact.column("id"))
            ORDER BY p.is_primary DESC, p.position LIMIT 1)
            """
    }

    func render(_ html: inout HTML, _ context: Context) {
        let t = context.t
        html.div(.id("account-people"), .data("live-region")) { html in
            let label = t(Message("New: {kind}", ["kind": .message(Message(Contact.label))]))
            let new = "/contacts/new?account=\(account)"
            let mayAdd = context.schema[Contact.name].map { context.viewer.may(.create, $0) } ?? false
            html.heading(
                t(Contact.pluralLabel), detail: people.isEmpty ? nil : count(people.count, t),
                mayAdd
                    ? Action(
                        label, icon: "plus", look: .quiet, small: true, iconOnly: true, href: new,
                        [.data("sheet", new + "&dialog=1")]) : nil)
            if people.isEmpty { html.p(t("None yet."), .class("s muted")) }
            for person in people.prefix(AccountPeople.shown) { line(person, &html, context) }
            if people.count > AccountPeople.shown {
                html.p { $0.a(t("Show all"), .class("link s"), .href("/contacts?accounts.account=\(account)")) }
            }
            guard !children.isEmpty else { return }
            html.heading(t("Subsidiaries"), detail: count(children.count, t))
            for child in children.prefix(AccountPeople.shown) {
                html.linkedRecord(title: child.name, href: "/accounts/\(child.id)", detail: child.city)
            }
            if children.count > AccountPeople.shown {
                html.p { $0.a(t("Show all"), .class("link s"), .href("/accounts?parent=\(account)")) }
            }
        }
    }

    private func count(_ number: Int, _ t: Translator) -> String {
        number > AccountPeople.shown ? t.number(AccountPeople.shown) + "+" : t.number(number)
    }

    private func line(_ person: Person, _ html: inout HTML, _ context: Context) {
        let t = context.t
        html.personLine(
            name: person.name, detail: person.role, href: "/contacts/\(person.id)",
            badge: person.isInactive ? Badge(t("No longer there"), .neutral, icon: "log-out") : nil)
        guard person.phone != nil || person.email != nil, !person.isInactive else { return }
        html.div(.class("row wrap xs")) { html in
            if let phone = person.phone {
                let shown = PhoneNumber(stored: phone)?.display(in: context.workspace.settings.country) ?? phone
                html.reach(shown, icon: "phone", to: "tel:" + phone.filter { !$0.isWhitespace })
            }
            if let email = person.email { html.reach(email, icon: "mail", to: "mailto:" + email) }
        }
    }
}

extension HTML {
    /// A way to reach somebody, ready to tap.
    fileprivate mutating func reach(_ text: String, icon: String, to address: String) {
        span(.class("row")) { html in
            html.icon(icon, .small)
            html.a(text, .class("link cut target"), .href(address))
        }
    }
}

extension AccountPeople.Person {
    fileprivate init(_ row: [Value]) {
        id = row[0].integer ?? 0
        name = row[1].text ?? ""
        role = row[2].text
        isInactive = row[3].boolean ?? false
        (phone, email) = (row[4].text, row[5].text)
    }
}
