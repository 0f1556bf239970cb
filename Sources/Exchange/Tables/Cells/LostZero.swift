import Records

/// The zero that a spreadsheet takes from the front of a code, given back where there can be no doubt.
package enum LostZero {
    /// What was restored, to be reported for its line.
    package struct Repair: Sendable, Hashable {
        package let text: String
        package let note: Message

        fileprivate init(_ was: String, _ text: String) {
            self.text = text
            note = Message(
                "{was} was read as {text}: a spreadsheet had removed the leading zero.",
                ["was": .text(was), "text": .text(text)])
        }
    }

    /// `1000` is `01000` in France. `country` is what the line says; nothing is taken for France.
    package static func postcode(_ text: String, country: String? = nil) -> Repair? {
        let digits = text.trimmingSpaces, place = folded((country ?? "").trimmingSpaces)
        guard digits.count == 4, digits.first != "0", isDigits(digits), fiveDigitCountries.contains(place) else {
            return nil
        }
        return Repair(digits, "0" + digits)
    }

    /// `612345678` is `0612345678` in France.
    package static func telephone(_ text: String, country: String? = nil) -> Repair? {
        let digits = text.trimmingSpaces, place = folded((country ?? "").trimmingSpaces)
        guard digits.count == 9, digits.first != "0", isDigits(digits), frenchNames.contains(place) else { return nil }
        return Repair(digits, "0" + digits)
    }

    /// A SIREN of eight digits or a SIRET of thirteen that is valid with its zero, and only then.
    package static func siren(_ text: String) -> Repair? { company(text, length: 9) }
    package static func siret(_ text: String) -> Repair? { company(text, length: 14) }

    private static func company(_ text: String, length: Int) -> Repair? {
        let digits = text.filter { !$0.isWhitespace }
        guard digits.count < length, digits.count >= length - 2, isDigits(digits) else { return nil }
        let whole = String(repeating: "0", count: length - digits.count) + digits
        return isLuhn(whole) ? Repair(digits, whole) : nil
    }

    private static let frenchNames: Set<String> = ["", "fr", "fra", "france"]
    private static let fiveDigitCountries = frenchNames.union([
        "de", "allemagne", "germany", "deutschland", "it", "italie", "italy", "italia", "es", "espagne", "spain",
        "espana",
        "us", "usa", "etats-unis", "united states",
    ])
}

func isDigits(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } }

/// The check digit of SIREN and SIRET.
func isLuhn(_ digits: String) -> Bool {
    var sum = 0
    for (index, byte) in digits.utf8.reversed().enumerated() {
        let value = Int(byte - 48) * (index % 2 == 1 ? 2 : 1)
        sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0
}
