import Records
import Storage

/// What somebody may be asked to agree to: news of our products, an invitation, the conditions of their contract.
package struct ConsentPurpose: Entity {
    package static let name = "consent_purpose", plural = "consent_purposes"
    package static let label = "Consent purpose", pluralLabel = "Consent purposes"
    package static let title = "name_fr", icon = "shield-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var nameFr = ""
    package var nameEn = ""
    package var kind = ContactPurpose.prospecting
    package var byEmail = true
    package var bySms = false
    package var byCall = false
    /// What it says has to do with the work of whom it is sent to.
    package var isProfessional = true
    /// After so many months a consent has to be asked for again.
    package var validityMonths: Int?
    /// A consent counts once it was confirmed from the mailbox itself.
    package var isConfirmed = false
    package var isActive = true
    package var position = 0
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name_fr", \.nameFr, "Name in French", .required, .max(120), .listed, .searched),
        Field("name_en", \.nameEn, "Name in English", .required, .max(120), .listed, .searched),
        Field("kind", \.kind, "What for", .required, .listed),
        Field("by_email", \.byEmail, "By e-mail", .required, .listed),
        Field("by_sms", \.bySms, "By SMS", .required, .listed),
        Field("by_call", \.byCall, "By telephone", .required, .listed),
        Field(
            "is_professional", \.isProfessional, "About the profession", .required,
            .help("Only such mail may reach a professional who was not asked first.")),
        Field(
            "validity_months", \.validityMonths, "Months a consent is valid",
            .help("Empty: until it is withdrawn.")),
        Field(
            "is_confirmed", \.isConfirmed, "Confirmed by e-mail", .required,
            .help("Whoever agrees is sent a link, and has agreed once it was followed.")),
        Field("is_active", \.isActive, "In use", .required, .listed),
        Field("position", \.position, "Position", .required, .quiet),
    ]

    package func name(_ language: String) -> String { language == "en" ? nameEn : nameFr }

    package var channels: [ContactChannel] {
        ContactChannel.allCases.filter {
            switch $0 {
            case .email: byEmail
            case .sms: bySms
            case .call: byCall
            }
        }
    }

    /// Those in use, in the order of the company.
    package static func active(in transaction: Transaction) throws -> [ConsentPurpose] {
        try transaction.asHouse.all(ConsentPurpose.self, where: .test(path: ["is_active"], .equals(true)))
            .sorted { ($0.position, $0.id.number) < ($1.position, $1.id.number) }
    }
}

/// The words that somebody agreed to: a version is written once and never altered, for it is the proof.
package struct ConsentText: Entity {
    package static let name = "consent_text", plural = "consent_texts"
    package static let label = "Consent text", pluralLabel = "Consent texts"
    package static let title = "name", icon = "file-text"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var purpose: ID<ConsentPurpose>?
    package var edition = 0
    package var since: Day?
    package var textFr = ""
    package var textEn = ""
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .readOnly, .max(200), .listed),
        Field("purpose", \.purpose, "Consent purpose", .required, .listed, .reverse("texts")),
        Field("edition", \.edition, "Version", .required, .readOnly, .listed, .plain),
        Field("since", \.since, "In use since", .listed, .sorted),
        Field("text_fr", \.textFr, "Text in French", .required, .shape(.longText), .max(4000)),
        Field("text_en", \.textEn, "Text in English", .required, .shape(.longText), .max(4000)),
    ]

    package func text(_ language: String) -> String { language == "en" ? textEn : textFr }

    /// The newest version that is in use today.
    package static func current(of purpose: ID<ConsentPurpose>, in transaction: Transaction) throws -> ConsentText? {
        let condition = Condition.test(path: ["purpose"], .equals(.text(String(purpose.number))))
        return try transaction.asHouse.all(ConsentText.self, where: condition)
            .filter { $0.since.map { $0 <= transaction.today } ?? true }.max { $0.edition < $1.edition }
    }
}
