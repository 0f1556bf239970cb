import Records

/// What a register said of an account on a day: kept as it was said, never changed, so that it proves what was known.
package struct RegisterCheck: Entity {
    package static let name = "register_check", plural = "register_checks"
    package static let label = "Register check", pluralLabel = "Register checks"
    package static let title = "number", icon = "shield-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var account: ID<Account>?
    package var register = Register.french
    /// The SIREN, SIRET or VAT number that was asked about.
    package var number = ""
    package var state = CheckState.unavailable
    package var checkedAt = Instant(microseconds: 0)
    /// When it last said the same again.
    package var confirmedAt = Instant(microseconds: 0)
    /// How the register calls the company.
    package var registeredName: String?
    /// The identifier VIES gives to a question: proof that it was asked.
    package var proof: String?
    /// Everything that may be kept of the answer, as JSON.
    package var facts: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("account", \.account, "Account", .required, .readOnly, .listed, .goesWithLink),
        Field("register", \.register, "Register", .required, .readOnly, .listed),
        Field("number", \.number, "Number", .required, .readOnly, .listed, .max(20)),
        Field("state", \.state, "State", .required, .readOnly, .listed),
        Field("checked_at", \.checkedAt, "Checked", .required, .readOnly, .listed, .sorted),
        Field("confirmed_at", \.confirmedAt, "Last confirmed", .required, .readOnly),
        Field("registered_name", \.registeredName, "Registered name", .readOnly, .listed, .max(255)),
        Field("proof", \.proof, "Request identifier", .readOnly, .max(120)),
        Field("facts", \.facts, "Answer", .shape(.longText), .readOnly, .quiet),
    ]

    package var entry: RegisterEntry? {
        guard register == .french, let json = readFacts else { return nil }
        return RegisterEntry(kept: json)
    }

    var readFacts: JSON? {
        guard let facts else { return nil }
        do { return try JSON(parsing: facts) } catch { return nil }
    }
}

/// Who was asked.
package enum Register: String, Choice {
    case french, vies

    package var label: String {
        switch self {
        case .french: "French company register"
        case .vies: "VIES (VAT numbers)"
        }
    }
}

/// What came of asking.
package enum CheckState: String, Choice {
    case valid, invalid, closed
    case notFound = "not_found"
    case unavailable

    package var label: String {
        switch self {
        case .valid: "Valid"
        case .invalid: "Not valid"
        case .closed: "Closed"
        case .notFound: "Not in the register"
        case .unavailable: "No answer"
        }
    }
}
