import Localisation
import Messaging
import Records
import Storage

/// The links by which people without an account here say what they want: sealed with the workspace's secret, so that
/// nobody makes one up, and nothing needs to be kept for them.
package enum Preferences {
    static let path = "/preferences/"

    /// The whole address of somebody's preference page, for the foot of a mail and its `List-Unsubscribe`: GET shows it
    /// and changes nothing, a POST of `List-Unsubscribe=One-Click` (RFC 8058) ends all prospecting by this way. Nil
    /// while nobody has said at which address people reach this server.
    package static func link(for address: String, in transaction: Transaction) throws -> String? {
        guard let base = PublicAddress.of(transaction.settings) else { return nil }
        return try base + path(for: address, in: transaction)
    }

    /// The same without the server.
    package static func path(for address: String, in transaction: Transaction) throws -> String {
        try path + token("preferences", ["address": .text(address)], transaction)
    }

    package static func token(_ use: String, _ words: KeyValuePairs<String, JSON>, _ transaction: Transaction) throws
        -> String
    {
        let said = JSON.object([.init("use", .text(use))] + words.map { .init($0.key, $0.value) })
        return try Seal.of(transaction).close(said.string)
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// What a link says; nil where it is none of ours.
    package static func read(_ token: String, use: String, _ settings: WorkspaceSettings) -> JSON? {
        let plain = token.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let text = Seal(settings)?.open(padded),
            case .success(let json) = Result(catching: { try JSON(parsing: text) }), json["use"]?.text == use
        else { return nil }
        return json
    }

    static let over = Refusal(
        .notFound, code: "link_over",
        Message("This link is not complete, or belongs elsewhere. Copy it whole from the mail, or answer that mail."))
}

/// Asking whoever agreed to say so once more from their own mailbox: only then it counts.
package enum DoubleOptIn {
    static let path = "/preferences/confirm/"
    private static let days = 30

    /// Writes down what was said through a form, a page of ours or a program. Where the purpose wants it confirmed, and
    /// the way is e-mail, it is only asked, and a mail with a link is on its way.
    @discardableResult
    package static func collect(
        _ consent: Consent, language: Language, words: CatalogueShelf, in transaction: Transaction
    ) throws -> ID<Consent> {
        let house = transaction.asHouse
        guard consent.state == .given, consent.channel == .email, let id = consent.purpose,
            case let purpose = try house.find(id), purpose.isConfirmed
        else { return try Consents.record(consent, in: transaction) }
        var asked = consent
        asked.state = .asked
        let line = try Consents.record(asked, in: transaction)
        let kept = try house.find(line)
        guard let address = kept.address, let to = MailAddress(address) else { return line }
        // What was said is kept in any case; the mail goes once somebody has said where people reach this server.
        guard let base = PublicAddress.of(transaction.settings) else { return line }
        let token = try Preferences.token(
            "confirm", ["consent": .text(String(line.number)), "until": .text(until(transaction))], transaction)
        let t = words.translator(language, timeZone: transaction.settings.timeZone)
        let text = try kept.text.map { try house.find($0).text(language.rawValue) }
        try Post.queue(
            mail(line, to, t, purpose.name(language.rawValue), text, base + path + token, transaction),
            in: transaction)
        return line
    }

    private static func until(_ transaction: Transaction) -> String {
        transaction.now.adding(seconds: days * 86_400).iso
    }

    private static func mail(
        _ line: ID<Consent>, _ to: MailAddress, _ t: Translator, _ purpose: String, _ text: String?, _ address: String,
        _ transaction: Transaction
    ) -> Mail {
        let company = Message.Argument.text(transaction.settings.company)
        let letter = Letter(
            greeting: t("Hello,"),
            [
                t(
                    Message(
                        "Somebody, most probably yourself, has agreed that {company} contacts you for this: {purpose}.",
                        ["company": company, "purpose": .text(purpose)])),
                t("Confirm it here. Without your confirmation nothing is sent to you."),
            ], quotation: text, link: (t("Confirm"), address),
            closing: t("If it was not you, ignore this mail: nothing happens without the link."))
        var mail = Mail(
            "consent.\(line.number)", to: [to],
            subject: t(Message("Please confirm: {purpose}", ["purpose": .text(purpose)])), text: letter.text)
        mail.html = letter.html
        return mail
    }

    /// The line that a link asks to confirm.
    static func asked(_ token: String, in transaction: Transaction) throws -> Consent {
        let house = transaction.asHouse, kind = house.schema.kind(of: Consent.self)
        guard let said = Preferences.read(token, use: "confirm", transaction.settings),
            let until = said["until"]?.text.flatMap({ Instant(iso: $0) }), until > transaction.now,
            let id = said["consent"]?.text.flatMap({ Int64($0) }), let record = try house.records([id], of: kind)[id]
        else { throw Preferences.over }
        return try Consent(record, kind: kind)
    }

    /// They followed the link and pressed the button. A second time changes nothing.
    static func confirm(_ asked: Consent, in transaction: Transaction) throws {
        let words = try ConsentWords.load(
            asked.about, keys: [asked.addressKey].compactMap(\.self), in: transaction.asHouse)
        let mark = "consent:\(asked.id.number)"
        if words.lines.contains(where: { $0.state == .given && $0.proof?.hasPrefix(mark) == true }) { return }
        var given = asked
        (given.id, given.state, given.source, given.saidAt) = (ID(), .given, .mail, transaction.now)
        given.proof = mark + (asked.proof.map { "; \($0)" } ?? "")
        given.ipAddress = transaction.origin
        try Consents.record(given, in: transaction)
    }
}
