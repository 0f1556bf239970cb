import Records

/// One thing that was said about being contacted: asked, agreed, refused or withdrawn, with its proof. A line is never
/// changed; what holds today follows from all lines.
package struct Consent: Entity {
    package static let name = "consent", plural = "consents"
    package static let label = "Consent", pluralLabel = "Consents"
    package static let title = "address", icon = "shield-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var about: Reference?
    /// Where the person is reached: mail address or number, in normal form.
    package var address: String?
    package var addressKey: String?
    /// Nil: all prospecting.
    package var purpose: ID<ConsentPurpose>?
    package var channel = ContactChannel.email
    package var state = ConsentState.given
    package var saidAt: Instant?
    package var expiresAt: Instant?
    package var source = ConsentSource.page
    package var text: ID<ConsentText>?
    package var proof: String?
    package var ipAddress: String?
    /// About whom it was said at first: a merge moves `about`, and not this.
    package var origin: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("about", \.about, "About", .listed, .goesWithLink),
        Field("address", \.address, "Address or number", .listed, .max(254), .searched),
        Field("address_key", \.addressKey, "Fingerprint of the address", .readOnly, .quiet, .max(64)),
        Field(
            "purpose", \.purpose, "Consent purpose", .listed, .reverse("purpose_consents"),
            .help("Empty: all prospecting.")),
        Field("channel", \.channel, "Channel", .required, .listed),
        Field("state", \.state, "What was said", .required, .listed),
        Field("said_at", \.saidAt, "Said at", .listed, .sorted),
        Field("expires_at", \.expiresAt, "Valid until", .readOnly),
        Field("source", \.source, "Said how", .required, .listed),
        Field("text", \.text, "Text that was agreed to", .reverse("text_consents")),
        Field(
            "proof", \.proof, "Proof", .shape(.longText), .max(4000),
            .help("Where it is written: form, contract, recording; of a bought list, who collected it, when and how.")),
        Field("ip_address", \.ipAddress, "IP address", .max(64)),
        Field("origin", \.origin, "First said about", .readOnly, .quiet, .max(60)),
    ]
}

package enum ConsentState: String, Choice {
    case asked, given, refused, withdrawn, expired

    package var label: String {
        switch self {
        case .asked: "Asked, not answered"
        case .given: "Agreed"
        case .refused: "Refused"
        case .withdrawn: "Withdrawn"
        case .expired: "No longer valid"
        }
    }

    /// They do not want it.
    package var isOpposed: Bool { self == .refused || self == .withdrawn }

    /// Of two records that become one, the stricter word holds.
    var strictness: Int {
        switch self {
        case .given: 0
        case .asked: 1
        case .expired: 2
        case .refused: 3
        case .withdrawn: 4
        }
    }
}

package enum ConsentSource: String, Choice {
    case form, page, mail, phone, paper, api, `import`, purchased, house

    package var label: String {
        switch self {
        case .form: "Web form"
        case .page: "Preference page"
        case .mail: "Reply or one click in a mail"
        case .phone: "By telephone"
        case .paper: "On paper or face to face"
        case .api: "API"
        case .import: "Import"
        case .purchased: "Bought or rented list"
        case .house: "Entregent itself"
        }
    }

    /// Told by somebody else than the person: it revives nobody who has said no.
    var isSecondHand: Bool { self == .import || self == .purchased }
}
