/// How many parts a short message takes on its way: 160 letters of the basic alphabet (GSM 03.38), or 70 where one
/// letter is not in it; a little fewer each where several parts are joined.
package struct SmsText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text.replacing("\r\n", with: "\n") }

    private static let basic = Set(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
            .unicodeScalars
    ).union("abcdefghijklmnopqrstuvwxyzäöñüà".unicodeScalars)
    private static let extended = Set("\u{0c}^{}\\[~]|€".unicodeScalars)

    /// Letters it holds that make each part shorter.
    package var unusual: [Character] {
        var found: [Character] = []
        for character in text
        where !character.unicodeScalars.allSatisfy({ SmsText.basic.contains($0) || SmsText.extended.contains($0) })
            && !found.contains(character)
        {
            found.append(character)
        }
        return found
    }

    package var isBasic: Bool {
        text.unicodeScalars.allSatisfy { SmsText.basic.contains($0) || SmsText.extended.contains($0) }
    }

    /// Seven-bit letters or 16-bit units.
    package var length: Int {
        guard isBasic else { return text.utf16.count }
        return text.unicodeScalars.reduce(0) { $0 + (SmsText.extended.contains($1) ? 2 : 1) }
    }

    package var segments: Int {
        let whole = isBasic ? 160 : 70, part = isBasic ? 153 : 67
        if length <= whole { return 1 }
        // A letter of two units is not torn apart between two parts.
        var parts = 1, used = 0
        for scalar in text.unicodeScalars {
            let units = isBasic ? (SmsText.extended.contains(scalar) ? 2 : 1) : (scalar.value > 0xffff ? 2 : 1)
            if used + units > part {
                parts += 1
                used = 0
            }
            used += units
        }
        return parts
    }
}
