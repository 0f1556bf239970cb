import Exchange
import Records
import Storage

/// Whether a cell is what its column holds, and whether its letters are whole.
struct CellJudge: Sendable {
    let country: String

    func isValid(_ text: String, _ kind: ColumnKind, _ style: CellStyle) -> Bool {
        switch kind {
        case .empty, .text: !text.contains("\u{FFFD}")
        case .boolean: style.boolean(text) != nil
        case .integer: style.integer(text) != nil
        case .decimal: style.exact(text) != nil
        case .money: style.money(text) != nil
        case .day: style.day(text) != nil || style.instant(text) != nil
        case .moment: style.instant(text) != nil
        case .email: EmailAddress.normalised(text) != nil
        case .telephone: PhoneNumber.normalised(text, country: country) != nil
        case .postcode: isPostcode(text)
        case .siren: SIREN.normalised(text) != nil
        case .siret: SIRET.normalised(text) != nil
        case .url: Website.host(text) != nil
        }
    }

    /// Five digits in France; elsewhere three to ten letters and digits.
    private func isPostcode(_ text: String) -> Bool {
        let signs = text.filter { !$0.isWhitespace && $0 != "-" }
        guard signs.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return false }
        if country == "FR", signs.allSatisfy(\.isNumber) { return signs.count == 5 }
        return (3...10).contains(signs.count)
    }

    /// `CafÃ©`, `l’Ã©tÃ©`, `â‚¬`: UTF-8 read as Windows-1252, or a letter that nothing could read.
    static func isMangled(_ text: String) -> Bool {
        if text.utf8.allSatisfy({ $0 < 128 }) { return false }
        var before: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\u{FFFD}" { return true }
            if let before, before == "Ã" || before == "Â",
                (0x80...0xBF).contains(scalar.value) || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".unicodeScalars.contains(scalar)
            {
                return true
            }
            if let before, before == "â", "€‚\u{80}".unicodeScalars.contains(scalar) { return true }
            before = scalar
        }
        return false
    }
}
