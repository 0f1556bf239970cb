import Localisation
import Messaging
import People
import Records
import Storage

/// What stands under every letter of prospecting: why it came, and one click to be left alone (RFC 8058).
struct ProspectingFooter: Sendable {
    let sentence: String
    let link: String
    let address: String
    /// Their own page, where they choose what they receive.
    let choices: String?
    let headers: [(name: String, value: String)]

    /// Nil for letters that serve.
    init?(_ email: Email, _ t: Translator, in house: Transaction) throws {
        guard email.purpose == .prospecting, let base = PublicAddress.of(house.settings),
            let first = MailAddresses(email.toAddresses ?? "").addresses.first
        else { return nil }
        let token = try MailLinkToken.make(["unsubscribe", String(email.id.number), first.address], house)
        address = "\(base)\(UnsubscribePages.path)/\(token)"
        sentence = t(
            Message(
                "{company} writes to you in your professional capacity.", ["company": .text(house.settings.company)]))
        link = t("I want no more such mails")
        choices = try Preferences.link(for: first.address, in: house)
        headers = [
            ("List-Unsubscribe", "<\(address)>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    }
}
