/// An account at a bank, by its international number (ISO 13616): country, two check digits, the rest its bank's.
package struct IBAN: Sendable, Hashable {
    /// Without spaces, in capitals.
    package let number: String

    package init(_ typed: String) throws(IdentifierProblem) {
        var read = compacted(typed)
        if read.starts(with: "IBAN".utf8) { read.removeFirst(read.dropFirst(4).first == UInt8(ascii: ":") ? 5 : 4) }
        guard !read.isEmpty else { throw .empty }
        guard read.count > 4, ASCII.isCapital(read[0]), ASCII.isCapital(read[1]), ASCII.isDigit(read[2]),
            ASCII.isDigit(read[3]),
            read.allSatisfy({ ASCII.isDigit($0) || ASCII.isCapital($0) })
        else { throw .wrongCharacters(.iban) }
        let country = ASCII.text(read.prefix(2))
        guard let length = ibanLengths[country] else { throw .unknownCountry(.iban, country) }
        guard read.count == length else { throw .wrongLength(.iban, expected: String(length), found: read.count) }
        guard IBAN.remainder(read) == 1 else { throw .wrongCheckDigits(.iban) }
        number = ASCII.text(read)
    }

    package static func normalised(_ typed: String) -> String? {
        do { return try IBAN(typed).number } catch { return nil }
    }

    package var country: String { String(number.prefix(2)) }

    /// `FR14 2004 1010 0505 0001 3M02 606`
    package var formatted: String { grouped(number, Array(repeating: 4, count: 9)) }

    /// The first four characters go to the end, letters count from 10, and the whole is 1 modulo 97.
    private static func remainder(_ read: [UInt8]) -> Int {
        var remainder = 0
        for place in 0..<read.count {
            let byte = read[(place + 4) % read.count]
            remainder =
                ASCII.isDigit(byte) ? (remainder * 10 + Int(byte - 48)) % 97 : (remainder * 100 + Int(byte - 55)) % 97
        }
        return remainder
    }
}

/// A bank's address in the world's payment network (ISO 9362): bank, country, place, and a branch if any.
package struct BIC: Sendable, Hashable {
    package let code: String

    package init(_ typed: String) throws(IdentifierProblem) {
        let read = compacted(typed)
        guard !read.isEmpty else { throw .empty }
        guard read.count == 8 || read.count == 11 else {
            throw .wrongLength(.bic, expected: "8, 11", found: read.count)
        }
        guard read.prefix(4).allSatisfy({ ASCII.isCapital($0) || ASCII.isDigit($0) }),
            read[4..<6].allSatisfy(ASCII.isCapital),
            read.allSatisfy({ ASCII.isDigit($0) || ASCII.isCapital($0) })
        else { throw .wrongCharacters(.bic) }
        code = ASCII.text(read)
    }

    package static func normalised(_ typed: String) -> String? {
        do { return try BIC(typed).code } catch { return nil }
    }

    package var country: String { String(code.dropFirst(4).prefix(2)) }
}

/// How long an IBAN is, by country, as the registry of the standard says.
private let ibanLengths: [String: Int] = [
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29,
    "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
    "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
    "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
    "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    "YE": 30,
]
