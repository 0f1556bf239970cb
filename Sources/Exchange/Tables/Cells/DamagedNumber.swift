import Records

/// A long number that a spreadsheet shortened to `8,12E+13`: its digits are gone, and must not be made up.
package enum DamagedNumber {
    package static func isDamaged(_ text: String) -> Bool {
        let parts = text.trimmingSpaces.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let exponent = Int(parts[1]), (6...99).contains(exponent), parts[1].hasPrefix("+")
        else {
            return false
        }
        let digits = parts[0].split(omittingEmptySubsequences: false) { $0 == "," || $0 == "." }
        return digits.count <= 2 && digits.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
    }

    package static func refusal(of text: String, field: String) -> FieldRefusal {
        FieldRefusal(
            field, code: "damaged_number",
            Message(
                """
                The spreadsheet shortened this number to {text}: its last digits are lost. Set the column to \
                text in the spreadsheet, enter the number again and export anew.
                """,
                ["text": .text(text)]))
    }
}
