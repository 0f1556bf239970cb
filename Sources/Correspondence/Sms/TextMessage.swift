import Identity
import People
import Records

/// A short message to a telephone: about whom, in which words, and what became of it.
package struct TextMessage: Entity {
    package static let name = "text_message", plural = "text_messages"
    package static let label = "Short message", pluralLabel = "Short messages"
    package static let title = "text"
    package static let icon = "message-square"
    package var id = ID<Self>(), custom = CustomValues()
    package var text = ""
    package var toNumber = ""
    package var about: Reference?
    package var contact: ID<Contact>?
    package var owner: ID<User>?
    package var state = TextMessageState.draft
    package var purpose = EmailPurpose.service
    package var template: ID<EmailTemplate>?
    package var segments = 1
    package var sentAt: Instant?
    /// What the service that carries short messages calls it.
    package var providerReference: String?
    package var failure: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("text", \.text, "Text", .required, .shape(.longText), .max(1600), .searched, .listed),
        Field("to_number", \.toNumber, "To", .shape(.phone), .required, .listed),
        Field("about", \.about, "About", .listed, .goesWithLink),
        Field("contact", \.contact, "Contact", .reverse("sms")),
        Field("owner", \.owner, "Owner", .listed, .reverse("owned_text_messages")),
        Field("state", \.state, "State", .required, .readOnly, .listed),
        Field("purpose", \.purpose, "Purpose", .required),
        Field("template", \.template, "Template", .reverse("sms")),
        Field("segments", \.segments, "Parts", .required, .readOnly),
        Field("sent_at", \.sentAt, "Sent at", .readOnly, .listed, .sorted),
        Field("provider_reference", \.providerReference, "Reference of the carrier", .readOnly, .quiet, .max(255)),
        Field("failure", \.failure, "Why it failed", .shape(.longText), .readOnly),
    ]
}

package enum TextMessageState: String, Choice {
    case draft, queued, sent, failed

    package var label: String {
        switch self {
        case .draft: "Draft"
        case .queued: "On its way"
        case .sent: "Sent"
        case .failed: "Failed"
        }
    }
}
