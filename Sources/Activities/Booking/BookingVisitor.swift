import Identity
import Localisation
import People
import Records
import Storage

/// Who books a time, as they say it themselves; and whom of our contacts that is.
struct BookingVisitor: Sendable, Hashable {
    var name: String
    var email: String
    var phone: String
    var company: String
    var message: String
    /// An identifier of the world's time zones, as the visitor's browser says it.
    var zone: String
    var language: Language
    var isConsenting: Bool

    /// All that is wrong at once.
    func check() throws(Refusal) {
        var refusals: [FieldRefusal] = []
        func check(_ field: String, _ value: String, _ limit: Int) {
            guard value.count > limit else { return }
            let message = Message("At most {limit} characters fit here.", ["limit": .number(limit)])
            refusals.append(FieldRefusal(field, code: "too_long", message))
        }
        if name.isEmpty { refusals.append(FieldRefusal("name", code: "required", Message("Say your name."))) }
        if EmailAddress.normalised(email) == nil {
            refusals.append(
                FieldRefusal(
                    "email", code: "invalid_value", Message("Give an e-mail address, such as name@example.com.")))
        }
        check("name", name, 200)
        check("phone", phone, 40)
        check("company", company, 200)
        check("message", message, 2_000)
        if !refusals.isEmpty { throw Refusal(fields: refusals) }
    }

    /// The contact with this very address; else the one who is almost certainly the same person; else a new one, whom
    /// the host then owns.
    func contact(of host: Int64, in transaction: Transaction) throws -> Int64 {
        let known = try transaction.connection.integer(
            """
            SELECT contact FROM contact_email WHERE address = \(EmailAddress.normalised(email) ?? email)
            ORDER BY is_primary DESC, id LIMIT 1
            """)
        if let known { return known }
        var contact = Contact()
        contact.name = name
        contact.owner = ID(host)
        contact.language = UserLanguage(rawValue: language.rawValue)
        contact.source = language == .english ? "Booking page" : "Page de rendez-vous"
        contact.account = try account(in: transaction).map { ID($0) }
        var address = ContactEmail()
        address.address = email
        contact.emails = [address]
        if !phone.isEmpty {
            var number = ContactPhone()
            number.number = phone
            number.typed = phone
            contact.phones = [number]
        }
        let kind = transaction.schema.kind(of: Contact.self)
        var record = transaction.blank(kind)
        contact.write(to: &record, kind: kind)
        let like = try MatchKeys.candidates(for: record, of: kind, limit: 1, in: transaction).first
        if let like, like.score.points >= BookingVisitor.certain { return like.id }
        return try transaction.save(contact).number
    }

    /// Above this the matching service has no doubt: the same person with another address.
    private static let certain = 90

    /// The one company of this name.
    private func account(in transaction: Transaction) throws -> Int64? {
        guard !company.isEmpty else { return nil }
        let found = try transaction.connection.integers(
            "SELECT id FROM account WHERE name_key = \(folded(company)) ORDER BY id LIMIT 2")
        return found.count == 1 ? found[0] : nil
    }

    /// What the visitor said besides, for whoever prepares the meeting.
    func notes(_ t: Translator) -> String? {
        var lines: [String] = []
        if !company.isEmpty { lines.append(t(Message("Company: {name}", ["name": .text(company)]))) }
        if !phone.isEmpty { lines.append(t(Message("Phone: {number}", ["number": .text(phone)]))) }
        if !message.isEmpty { lines.append(message) }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}
