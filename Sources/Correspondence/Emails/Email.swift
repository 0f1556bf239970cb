import Activities
import Identity
import People
import Records

/// A letter by electronic mail between the company and a customer, written here or received: about whom, in which
/// words, and what became of it.
package struct Email: Entity {
    package static let name = "email", plural = "emails"
    package static let label = "Mail", pluralLabel = "Mails"
    package static let title = "subject"
    package static let icon = "mail"
    package var id = ID<Self>(), custom = CustomValues()
    package var subject = ""
    package var text = ""
    package var html: String?
    package var direction = EmailDirection.out
    package var state = EmailState.draft
    package var fromAddress: String?
    package var toAddresses: String?
    package var ccAddresses: String?
    package var about: Reference?
    package var contact: ID<Contact>?
    package var owner: ID<User>?
    package var purpose = EmailPurpose.service
    package var template: ID<EmailTemplate>?
    package var language: UserLanguage?
    package var messageID: String?
    package var inReplyTo: String?
    /// The Message-ID of the first letter of the exchange.
    package var thread: String?
    /// The Message-IDs of the letters before, oldest first, as the header says them.
    package var references: String?
    package var sentAt: Instant?
    package var failure: String?
    package var openedAt: Instant?
    package var clickedAt: Instant?
    /// The mailbox it came in by, and who may read it there.
    package var mailbox: ID<Mailbox>?
    package var visibility: EmailVisibility?
    /// Written by a machine: an absence, a receipt. It is no answer.
    package var isAutomatic = false
    package var files: [EmailFile] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("subject", \.subject, "Subject", .max(500), .searched, .listed, .sorted),
        Field("text", \.text, "Text", .shape(.longText), .searched),
        Field("html", \.html, "Text as HTML", .shape(.longText), .readOnly, .quiet),
        Field("direction", \.direction, "Direction", .required, .readOnly, .listed),
        Field("state", \.state, "State", .required, .readOnly, .listed),
        Field("from_address", \.fromAddress, "From", .max(320), .readOnly),
        Field("to_addresses", \.toAddresses, "To", .shape(.longText), .max(8000), .searched, .listed),
        Field("cc_addresses", \.ccAddresses, "Copy to", .shape(.longText), .max(8000)),
        Field("about", \.about, "About", .listed, .goesWithLink, .reverse("messages")),
        Field("contact", \.contact, "Contact", .reverse("correspondence")),
        Field("owner", \.owner, "Owner", .listed, .reverse("owned_emails")),
        Field("purpose", \.purpose, "Purpose", .required),
        Field("template", \.template, "Template"),
        Field("language", \.language, "Language"),
        Field("message_id", \.messageID, "Message-ID", .max(500), .readOnly, .quiet),
        Field("in_reply_to", \.inReplyTo, "Reply to", .max(500), .readOnly, .quiet),
        Field("thread", \.thread, "Exchange", .max(500), .readOnly, .quiet),
        Field("references", \.references, "Letters before", .shape(.longText), .readOnly, .quiet),
        Field("sent_at", \.sentAt, "Sent at", .readOnly, .listed, .sorted),
        Field("failure", \.failure, "Why it failed", .shape(.longText), .readOnly),
        Field("opened_at", \.openedAt, "First opened", .readOnly),
        Field("clicked_at", \.clickedAt, "First link followed", .readOnly),
        Field("mailbox", \.mailbox, "Mailbox", .readOnly, .reverse("letters")),
        Field("visibility", \.visibility, "Who reads it", .readOnly),
        Field("is_automatic", \.isAutomatic, "Automatic", .required, .readOnly),
    ]

    package static let parts: [Part<Self>] = [Part("files", \.files, "Files")]
}

/// A file that goes with a mail. Its name stays where the file is deleted later; of a document of the library, which
/// version went.
package struct EmailFile: PartItem, Hashable {
    package static let name = "file"
    package var id = ID<Self>()
    package var name: String?
    package var attachment: ID<Attachment>?
    package var document: ID<LibraryDocument>?
    package var number: Int?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .max(200)),
        Field("attachment", \.attachment, "File", .reverse("email_files")),
        Field("document", \.document, "Sales document", .reverse("email_documents")),
        Field("number", \.number, "File version"),
    ]
}

package enum EmailDirection: String, Choice {
    case out, `in`

    package var label: String {
        switch self {
        case .out: "Outgoing"
        case .in: "Incoming"
        }
    }
}

package enum EmailState: String, Choice {
    case draft, queued, sent, uncertain, failed, bounced, received

    package var label: String {
        switch self {
        case .draft: "Draft"
        case .queued: "On its way"
        case .sent: "Sent"
        case .uncertain: "Perhaps sent"
        case .failed: "Failed"
        case .bounced: "Came back"
        case .received: "Received"
        }
    }

    /// Its writer may go on with it, and send it.
    var isOpen: Bool { self == .draft || self == .failed || self == .uncertain }
}

/// Why one writes: to serve somebody who asked or bought, or to win somebody. The law asks more of the second.
package enum EmailPurpose: String, Choice {
    case service, prospecting

    package var label: String {
        switch self {
        case .service: "Service"
        case .prospecting: "Prospecting"
        }
    }
}
