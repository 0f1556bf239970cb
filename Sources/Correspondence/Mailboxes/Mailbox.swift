import Identity
import Records

/// A mailbox elsewhere whose letters come to the records they belong to: a person's own, or one of the company's
/// (`contact@…`). How far it has been read stands in `MailboxState`.
package struct Mailbox: Entity {
    package static let name = "mailbox", plural = "mailboxes"
    package static let label = "Mailbox", pluralLabel = "Mailboxes"
    package static let title = "address"
    package static let icon = "inbox"
    package var id = ID<Self>(), custom = CustomValues()
    package var address = ""
    package var owner: ID<User>?
    package var visibility = EmailVisibility.subject
    package var host = ""
    package var port = 993
    package var protection = MailboxProtection.tls
    package var signIn: String?
    package var folder = "INBOX"
    package var readsSince: Day?
    package var keepsUnknown = true
    package var isActive = true
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("address", \.address, "Address", .shape(.email), .required, .unique, .searched, .listed, .sorted),
        Field("owner", \.owner, "Owner", .required, .listed, .reverse("owned_mailboxes")),
        Field("visibility", \.visibility, "Who reads its letters", .required, .listed),
        Field("host", \.host, "IMAP server", .required, .max(255)),
        Field("port", \.port, "Port", .required, .plain),
        Field("protection", \.protection, "Encryption", .required),
        Field("sign_in", \.signIn, "Sign-in name", .max(320), .help("Empty: the address itself.")),
        Field("folder", \.folder, "Folder", .required, .max(200)),
        Field("reads_since", \.readsSince, "Reads letters since", .help("Older letters stay where they are.")),
        Field(
            "keeps_unknown", \.keepsUnknown, "Keeps letters of unknown senders", .required,
            .help("They wait in a list until somebody files them.")),
        Field("is_active", \.isActive, "In use", .required, .listed),
    ]
}

/// Who reads letters that came in by a mailbox.
package enum EmailVisibility: String, Choice {
    case subject, team
    case ownerOnly = "private"

    package var label: String {
        switch self {
        case .ownerOnly: "The owner alone"
        case .subject: "Whoever sees what they are about"
        case .team: "Also the owner’s team"
        }
    }

    /// The wider, the greater.
    var width: Int {
        switch self {
        case .ownerOnly: 0
        case .subject: 1
        case .team: 2
        }
    }
}

package enum MailboxProtection: String, Choice {
    case tls, starttls, none

    package var label: String {
        switch self {
        case .tls: "TLS (usually port 993)"
        case .starttls: "STARTTLS (usually port 143)"
        case .none: "None (only on this machine)"
        }
    }
}
