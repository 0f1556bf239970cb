/// Why a typed identifier cannot be one: the code for programs, a sentence for the person who typed it.
package enum IdentifierProblem: Error, Sendable, Hashable {
    case empty
    /// A spreadsheet turned the digits into `7.32829E+13`: the last ones are gone.
    case roundedBySpreadsheet
    case wrongCharacters(Identifier)
    case wrongLength(Identifier, expected: String, found: Int)
    case wrongCheckDigits(Identifier)
    case unknownCountry(Identifier, String)
    /// A NAF code whose first two digits are no division.
    case unknownDivision(String)

    package var code: String {
        switch self {
        case .empty: "required"
        case .roundedBySpreadsheet: "rounded_by_spreadsheet"
        case .wrongCharacters: "wrong_characters"
        case .wrongLength: "wrong_length"
        case .wrongCheckDigits: "wrong_check_digits"
        case .unknownCountry: "unknown_country"
        case .unknownDivision: "unknown_division"
        }
    }

    package var message: Message {
        switch self {
        case .empty: Message("Nothing is written here.")
        case .roundedBySpreadsheet:
            Message("A spreadsheet has rounded this number. Format the column as text and write it again in full.")
        case .wrongCharacters(let identifier):
            Message("This is not {identifier}. Check its letters and digits.", identifier.argument)
        case .wrongLength(let identifier, let expected, let found):
            Message(
                "This is not {identifier}: {expected} characters are expected, {found} are written.",
                identifier.argument.merging(["expected": .text(expected), "found": .number(found)]) { kept, _ in kept })
        case .wrongCheckDigits(let identifier):
            Message(
                "This is not {identifier}: its check digits do not agree with the others. Look for a mistyped digit.",
                identifier.argument)
        case .unknownCountry(let identifier, let country):
            Message(
                "This is not {identifier}: no country that has them begins with {country}.",
                identifier.argument.merging(["country": .text(country)]) { kept, _ in kept })
        case .unknownDivision(let division):
            Message(
                "This is not a NAF code: no trade has the number {division}. Look for a mistyped digit.",
                ["division": .text(division)])
        }
    }
}

/// The numbers that registers, tax offices and banks give out.
package enum Identifier: Sendable, Hashable {
    case siren, siret, vatNumber, iban, bic, naf

    fileprivate var argument: [String: Message.Argument] { ["identifier": .message(name)] }

    package var name: Message {
        switch self {
        case .siren: Message("a SIREN number")
        case .siret: Message("a SIRET number")
        case .vatNumber: Message("a VAT number")
        case .iban: Message("an IBAN")
        case .bic: Message("a BIC")
        case .naf: Message("a NAF code")
        }
    }
}
