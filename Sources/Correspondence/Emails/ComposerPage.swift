import Activities
import Identity
import Localisation
import Messaging
import People
import Records
import Storage
import Web

/// The page on which a letter is written: to whom, about what, in which words, with which files.
struct ComposerPage: Sendable {
    struct Recipient: Sendable, Hashable {
        let name: String?
        let address: String
    }

    struct File: Sendable {
        let id: Int64
        let name: String
        let bytes: Int
        let type: String
    }

    var email: Email
    let aboutTitle: String?
    let aboutPlural: String?
    let recipients: [Recipient]
    let files: [File]
    let library: LibraryShelf
    let templates: [(id: Int64, name: String)]
    let fields: [(path: String, label: String)]
    let language: Language
    let signature: String
    let from: String?
    var refusals: [FieldRefusal] = []

    static func load(_ email: Email, _ context: Context, in transaction: Transaction) throws -> ComposerPage {
        let language = try RecipientLanguage.of(email, in: transaction)
        let merge = try MergeFields(about: email.about, contact: email.contact, context.t, in: transaction)
        let templates = try transaction.all(
            EmailTemplate.self,
            where: .all([.test(path: ["is_active"], .equals(true)), .test(path: ["channel"], .equals("email"))]))
        let about = email.about
        var title: String?
        if let about { title = try transaction.titles([about])[about] }
        let house = transaction.asHouse
        let sender: MailSender?
        do { sender = try MailSender.of(transaction.viewer.user, in: house) } catch is Refusal { sender = nil }
        return ComposerPage(
            email: email, aboutTitle: title, aboutPlural: about.flatMap { transaction.schema[$0.kind]?.plural },
            recipients: try Recipients.of(email, in: transaction), files: try files(email, in: transaction),
            library: try LibraryShelf.load(email, in: transaction),
            templates: templates.map { ($0.id.number, $0.name) }.sorted { folded($0.1) < folded($1.1) },
            fields: merge.known, language: language,
            signature: try PersonalMail.of(transaction.viewer.user, in: house).signature,
            from: sender.map { MailAddresses(list: [$0.from]).text })
    }

    private static func files(_ email: Email, in transaction: Transaction) throws -> [File] {
        guard let about = email.about else { return [] }
        let kind = transaction.schema.kind(of: Attachment.self), place = ConditionCompiler.Place(kind)
        guard !transaction.viewer.grants(for: Attachment.name).isEmpty else { return [] }
        let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
        let columns = ["id", "name", "bytes", "content_type"].map { place.column($0) }
        return try transaction.connection.rows(
            """
            SELECT \(SQL.joined(columns, ", ")) FROM \(place.from) WHERE \(place.column("about_kind")) = \(about.kind)
            AND \(place.column("about_id")) = \(about.id) AND \(place.column("is_current")) = TRUE\(rights)
            ORDER BY \(place.column("created_at")) DESC, \(place.column("id")) DESC LIMIT 50
            """, .integer, .text, .integer, .text
        ).map {
            File(id: $0[0].integer ?? 0, name: $0[1].text ?? "", bytes: Int($0[2].integer ?? 0), type: $0[3].text ?? "")
        }
    }
}

/// To whom a letter about a record may go: the contact's addresses, those of the account and of its people.
enum Recipients {
    private static let most = 40

    static func of(_ email: Email, in transaction: Transaction) throws -> [ComposerPage.Recipient] {
        guard let about = email.about, let kind = transaction.schema[about.kind] else { return [] }
        let record = try transaction.record(about.id, of: kind)
        var accounts: [Int64] = [], contacts: [Int64] = email.contact.map { [$0.number] } ?? []
        if about.kind == Account.name { accounts = [about.id] }
        if about.kind == Contact.name { contacts.append(about.id) }
        for field in kind.declared where about.kind != Account.name {
            guard let id = record.value(field.name, in: kind).integer else { continue }
            if field.shape.linkTarget == Account.name { accounts.append(id) }
            if field.shape.linkTarget == Contact.name { contacts.append(id) }
        }
        if let own = kind["email"], transaction.viewer.sees(own, of: kind), about.kind != Account.name,
            let address = record.value("email", in: kind).text
        {
            return [.init(name: record.title(in: kind), address: address)]
                + (try found(accounts, contacts, transaction))
        }
        return try found(accounts, contacts, transaction)
    }

    private static func found(
        _ accounts: [Int64], _ contacts: [Int64], _ transaction: Transaction
    ) throws -> [ComposerPage.Recipient] {
        let kind = transaction.schema.kind(of: Contact.self), place = ConditionCompiler.Place(kind)
        var list: [ComposerPage.Recipient] = []
        if transaction.viewer.sees(part: "emails", of: kind), !transaction.viewer.grants(for: Contact.name).isEmpty {
            let rights = try transaction.compiler.rights(at: place).map { " AND \($0)" as SQL } ?? ""
            list = try transaction.connection.rows(
                """
                SELECT \(place.column("name")), e.address FROM \(place.from)
                JOIN contact_email AS e ON e.contact = \(place.column("id"))
                WHERE (\(place.column("id")) IN (\(SQL.list(contacts))) OR \(place.column("id")) IN (
                    SELECT contact FROM contact_account WHERE account IN (\(SQL.list(accounts)))))\(rights)
                ORDER BY CASE WHEN \(place.column("id")) IN (\(SQL.list(contacts))) THEN 0 ELSE 1 END,
                \(place.column("name")), e.position LIMIT \(most)
                """, .text, .text
            ).compactMap { row in row[1].text.map { .init(name: row[0].text, address: $0) } }
        }
        let companies = transaction.schema.kind(of: Account.self)
        for (_, record) in try transaction.records(accounts, of: companies).sorted(by: { $0.key < $1.key }) {
            guard let field = companies["email"], transaction.viewer.sees(field, of: companies),
                let address = record.value("email", in: companies).text
            else { continue }
            list.append(.init(name: record.title(in: companies), address: address))
        }
        return list
    }
}
