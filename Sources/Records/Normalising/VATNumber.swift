/// The number by which a company's VAT is known across Europe: two letters of its country and up to twelve more.
/// France's is checked against its SIREN, the others' for their form and, where that is published, their check digits;
/// only their own tax office knows more.
package struct VATNumber: Sendable, Hashable {
    /// Without spaces, in capitals: `FR44732829320`.
    package let number: String

    package init(_ typed: String) throws(IdentifierProblem) {
        var read = compacted(typed)
        guard read.count > 2 else { throw read.isEmpty ? .empty : .wrongCharacters(.vatNumber) }
        // Greece is EL in VAT numbers and GR everywhere else.
        if read.starts(with: "GR".utf8) { read.replaceSubrange(0..<2, with: "EL".utf8) }
        guard
            read.allSatisfy({
                ASCII.isDigit($0) || ASCII.isCapital($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "*")
            })
        else { throw .wrongCharacters(.vatNumber) }
        let country = ASCII.text(read.prefix(2))
        let body = Array(read.dropFirst(2))
        guard let forms = vatForms[country] else { throw .unknownCountry(.vatNumber, country) }
        guard forms.contains(where: { fits(body, $0) }) else {
            let lengths = forms.map { $0.utf8.count + 2 }
            guard lengths.contains(read.count) else {
                let expected = Set(lengths).sorted().map(String.init).joined(separator: ", ")
                throw .wrongLength(.vatNumber, expected: expected, found: read.count)
            }
            throw .wrongCharacters(.vatNumber)
        }
        if VATNumber.checkHolds(body, of: country) == false { throw .wrongCheckDigits(.vatNumber) }
        number = ASCII.text(read)
    }

    package static func normalised(_ typed: String) -> String? {
        do { return try VATNumber(typed).number } catch { return nil }
    }

    /// ISO 3166, so Greece is `GR` though its numbers begin with `EL`.
    package var country: String {
        switch number.prefix(2) {
        case "EL": "GR"
        case "XI": "GB"
        case let letters: String(letters)
        }
    }

    /// What numbers begin with that VIES knows: the member states and Northern Ireland.
    package static let viesPrefixes = vatForms.keys.filter { $0 != "GB" }.sorted()

    /// The company behind a stored French number.
    package static func siren(of number: String) -> String? {
        do { return try VATNumber(number).siren?.digits } catch { return nil }
    }

    /// The two letters the number begins with: `EL` for Greece.
    package var prefix: String { String(number.prefix(2)) }
    /// What follows them.
    package var body: String { String(number.dropFirst(2)) }

    /// The company behind a French number; Monaco's numbers, which begin with FR and 000, have none.
    package var siren: SIREN? {
        guard number.hasPrefix("FR"), !body.dropFirst(2).hasPrefix("000") else { return nil }
        do { return try SIREN(String(number.suffix(9))) } catch { return nil }
    }

    /// A numeric key is a remainder of the SIREN; newer keys with letters cannot be checked by this rule. Monaco's
    /// numbers begin with FR and a body starting with 000, which is no SIREN.
    static func frenchKeyHolds(_ body: [UInt8]) -> Bool {
        guard ASCII.isDigit(body[0]), ASCII.isDigit(body[1]) else { return true }
        let siren = body.dropFirst(2).reduce(0) { $0 * 10 + Int($1 - 48) }
        let key = Int(body[0] - 48) * 10 + Int(body[1] - 48)
        guard key == (12 + 3 * (siren % 97)) % 97 else { return false }
        return body.dropFirst(2).starts(with: "000".utf8) || luhnHolds(body.dropFirst(2))
    }

    static func belgianKeyHolds(_ body: [UInt8]) -> Bool {
        let number = body.prefix(8).reduce(0) { $0 * 10 + Int($1 - 48) }
        return 97 - number % 97 == Int(body[8] - 48) * 10 + Int(body[9] - 48)
    }
}

/// `9` is a digit, `A` a letter, `X` either, anything in lower case that very letter in capitals.
private func fits(_ body: [UInt8], _ form: String) -> Bool {
    guard body.count == form.utf8.count else { return false }
    return zip(body, form.utf8).allSatisfy { byte, place in
        switch place {
        case UInt8(ascii: "9"): ASCII.isDigit(byte)
        case UInt8(ascii: "A"): ASCII.isCapital(byte)
        case UInt8(ascii: "X"): ASCII.isDigit(byte) || ASCII.isCapital(byte)
        case UInt8(ascii: "?"):
            ASCII.isDigit(byte) || ASCII.isCapital(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "*")
        case UInt8(ascii: "#"):
            ASCII.isDigit(byte) || (ASCII.isCapital(byte) && byte != UInt8(ascii: "I") && byte != UInt8(ascii: "O"))
        default: byte == place - 32
        }
    }
}

/// The forms of the European Commission's own list (VIES); `#` is a key of France, without I and O; `?` also + and *.
private let vatForms: [String: [String]] = [
    "AT": ["u99999999"], "BE": ["9999999999"], "BG": ["999999999", "9999999999"], "CY": ["99999999A"],
    "CZ": ["99999999", "999999999", "9999999999"], "DE": ["999999999"], "DK": ["99999999"], "EE": ["999999999"],
    "EL": ["999999999"], "ES": ["X9999999X"], "FI": ["99999999"], "FR": ["##999999999"],
    "GB": ["999999999", "999999999999", "gd999", "ha999"], "HR": ["99999999999"], "HU": ["99999999"],
    "IE": ["9?99999A", "9999999AA"], "IT": ["99999999999"], "LT": ["999999999", "999999999999"],
    "LU": ["99999999"], "LV": ["99999999999"], "MT": ["99999999"], "NL": ["?????????b99", "????????????"],
    "PL": ["9999999999"], "PT": ["999999999"],
    "RO": ["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"],
    "SE": ["999999999999"], "SI": ["99999999"], "SK": ["9999999999"],
    "XI": ["999999999", "999999999999", "gd999", "ha999"],
]
