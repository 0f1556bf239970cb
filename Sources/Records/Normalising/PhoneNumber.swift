/// A number to call, in the one form the whole world dials (ITU E.164), whatever was typed.
package struct PhoneNumber: Sendable, Hashable {
    /// `+33123456789`: what is stored, compared and called.
    package let e164: String
    /// The desk behind a switchboard: `12` of `01 23 45 67 89 poste 12`.
    package let `extension`: String?
    /// A spreadsheet had eaten the leading zero and it was put back; say so in the import's report.
    package let lostZeroWasRestored: Bool

    init(e164: String, extension: String?, lostZeroWasRestored: Bool) {
        self.e164 = e164
        self.extension = `extension`
        self.lostZeroWasRestored = lostZeroWasRestored
    }

    /// Reads what a person typed. A number without `+` or `00` is taken for one of `country` (ISO 3166, `FR`).
    package init(
        _ typed: String, country: String, restoringLostZero: Bool = false
    ) throws(PhoneProblem) {
        let typedParts = try TypedPhone(typed)
        let plan = try PhoneReader(country: country, restoringLostZero: restoringLostZero)
        self = try plan.number(typedParts)
    }

    /// The form to compare by, or nil: `PhoneNumber.normalised("01.23.45.67.89", country: "FR")` is `+33123456789`.
    package static func normalised(_ typed: String, country: String) -> String? {
        do { return try PhoneNumber(typed, country: country).e164 } catch { return nil }
    }

    /// What opens the telephone on a computer or a mobile (RFC 3966).
    package var link: String {
        guard let desk = `extension` else { return "tel:" + e164 }
        return "tel:" + e164 + ";ext=" + desk
    }

    /// Where it rings, as far as the number tells: `FR`, `RE`, `BE`. Countries that share a code and cannot be told
    /// apart count as the largest of them; nil for worldwide services.
    package var country: String? {
        guard let (plan, national) = CallingCodes.parts(ofE164: e164) else { return nil }
        return CallingCodes.country(plan: plan, national: national)
    }
}

/// Why a typed telephone number cannot be called as it stands.
package enum PhoneProblem: Error, Sendable, Hashable {
    case empty
    case notANumber
    case severalNumbers
    /// 112, 3615: only dialled inside one country.
    case shortNumber
    case tooShort
    case tooLong
    /// Nine digits in France: the zero in front is gone.
    case lostZero
    case unknownCountry(String)
    case unknownCallingCode
    case impossible

    package var code: String {
        switch self {
        case .empty: "required"
        case .notANumber: "not_a_phone_number"
        case .severalNumbers: "several_phone_numbers"
        case .shortNumber: "short_phone_number"
        case .tooShort: "phone_too_short"
        case .tooLong: "phone_too_long"
        case .lostZero: "phone_lost_zero"
        case .unknownCountry: "unknown_country"
        case .unknownCallingCode: "unknown_calling_code"
        case .impossible: "impossible_phone_number"
        }
    }

    package var message: Message {
        switch self {
        case .empty: Message("Nothing is written here.")
        case .notANumber:
            Message("This is not a telephone number. Write digits, with + and the country's code if abroad.")
        case .severalNumbers:
            Message("Several telephone numbers are written here. Write one, and add another for the rest.")
        case .shortNumber: Message("This short number works in one country only. Write the full number.")
        case .tooShort: Message("Digits are missing from this telephone number.")
        case .tooLong: Message("This telephone number has too many digits.")
        case .lostZero: Message("This telephone number has lost its leading zero. Write it with the zero.")
        case .unknownCountry(let country):
            Message(
                "{country} is no country with telephones. Write the number with + and its code.",
                ["country": .text(country)])
        case .unknownCallingCode: Message("No country's code begins like this. Check the digits after the +.")
        case .impossible: Message("No telephone in this country can have this number. Check its first digits.")
        }
    }
}
