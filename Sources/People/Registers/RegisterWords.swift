import Records

/// What the French company register says of a company.
package enum RegisterState: String, Choice {
    case open, closed
    case notFound = "not_found"

    package var label: String {
        switch self {
        case .open: "In business"
        case .closed: "Closed"
        case .notFound: "Not in the register"
        }
    }
}

/// What the tax offices of Europe say of a VAT number, asked through VIES.
package enum VATState: String, Choice {
    case valid, invalid

    package var label: String {
        switch self {
        case .valid: "Valid"
        case .invalid: "Not valid"
        }
    }
}

/// Whether the register may show everything it knows of somebody: whoever opposed is shown in part.
package enum Diffusion: String, Choice {
    case full, partial

    package var label: String {
        switch self {
        case .full: "Public"
        case .partial: "Opposed to publication"
        }
    }
}

/// Why nobody may prospect an account.
package enum ProspectingBar: String, Choice {
    /// They opposed the publication of their data: the law forbids to prospect from the register (Code de commerce,
    /// R. 123-320).
    case opposed
    /// Nobody is there any more.
    case closed

    package var label: String {
        switch self {
        case .opposed: "Opposed to publication in the register"
        case .closed: "Closed for good"
        }
    }

    /// For the person who would like to.
    package var reason: Message {
        switch self {
        case .opposed:
            Message(
                "This company opposed the publication of its data in the register: it must not be prospected. Writing "
                    + "to it about what it has bought stays allowed.")
        case .closed: Message("The register says that this company has closed: there is nobody to prospect.")
        }
    }
}
