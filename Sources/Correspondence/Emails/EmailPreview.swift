import Localisation
import Messaging
import Records
import Storage
import Web

/// A letter as its recipient will see it, and what still keeps it from leaving.
struct EmailPreview: Sendable {
    let email: Email
    let problems: [FieldRefusal]
    let language: Language
    let signature: String
    let footer: ProspectingFooter?

    static func load(_ typed: Email, _ shelf: CatalogueShelf, in transaction: Transaction) throws -> EmailPreview {
        var email = typed
        try EmailContact.complete(&email, in: transaction)
        let language = try RecipientLanguage.of(email, in: transaction)
        let t = shelf.translator(language, timeZone: transaction.settings.timeZone)
        let fields = try MergeFields(about: email.about, contact: email.contact, t, in: transaction)
        let subject = fields.filled(email.subject, field: "subject"), text = fields.filled(email.text, field: "text")
        (email.subject, email.text) = (subject.text, text.text)
        var problems = subject.problems + text.problems
        do {
            _ = try OutgoingEmail.recipients(email)
            try OutgoingEmail.gate(email, in: transaction)
        } catch let refusal as Refusal {
            problems +=
                refusal.fields.isEmpty
                ? [FieldRefusal("to_addresses", code: refusal.code, refusal.message)] : refusal.fields
        }
        return EmailPreview(
            email: email, problems: problems, language: language,
            signature: try PersonalMail.of(transaction.viewer.user, in: transaction.asHouse).signature,
            footer: try ProspectingFooter(email, t, in: transaction.asHouse))
    }

    func render(_ html: inout HTML, _ t: Translator) {
        ForEachRefusal.write(problems, &html, t)
        html.card(t("Preview")) { html in
            html.div(.class("stack"), .attribute("lang", language.rawValue)) { html in
                html.p { html in
                    html.span(t("To") + " ", .class("muted s"))
                    html.span(email.toAddresses ?? "", .class("s"))
                }
                html.h3(email.subject.isEmpty ? t("Without a subject") : email.subject)
                html.div(.class("mail-letter")) { html in
                    html.mailText(MailText(email.text))
                    if !signature.isEmpty {
                        html.div(.class("mail-signature")) { $0.mailText(MailText(signature)) }
                    }
                    if let footer {
                        html.p(.class("xs muted")) { html in
                            html.text(footer.sentence + " ")
                            html.span(footer.link, .class("link"))
                        }
                    }
                }
            }
        }
    }
}
