import Records

// What a text looks like, for guessing what a column holds; the fields of a record check what they are given
// themselves.

func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
        && !parts[1].hasSuffix(".") && !text.contains { $0.isWhitespace || $0 == "," || $0 == ";" }
}

func isURL(_ text: String) -> Bool {
    let plain = text.lowercased()
    guard !plain.contains(where: \.isWhitespace), plain.contains(".") else { return false }
    return plain.hasPrefix("http://") || plain.hasPrefix("https://") || plain.hasPrefix("www.")
}

func isTruth(_ text: String) -> Bool { Bool(cell: text) != nil }

func isSiret(_ text: String) -> Bool { isCompanyNumber(text, length: 14) }
func isSiren(_ text: String) -> Bool { isCompanyNumber(text, length: 9) }

private func isCompanyNumber(_ text: String, length: Int) -> Bool {
    let digits = text.filter { !$0.isWhitespace }
    // La Poste's establishments do not follow the check digit of SIRET.
    return digits.count == length && isDigits(digits) && (isLuhn(digits) || digits.hasPrefix("356000000"))
}

/// `06 12 34 56 78`, `+33 6…`, `(5) 555-4729`; digits alone only in the French way.
func isTelephone(_ text: String) -> Bool {
    let digits = text.filter(\.isASCIIDigit)
    guard (6...15).contains(digits.count), text.allSatisfy({ $0.isASCIIDigit || " \u{a0}\u{202f}+-.()/".contains($0) })
    else {
        return false
    }
    if text.hasPrefix("+") || text.hasPrefix("00") || text.hasPrefix("(") { return true }
    return digits.count == 10 && digits.hasPrefix("0") && !digits.hasPrefix("00")
}

/// A day number of a spreadsheet between 1970 and 2064.
func isSerialDay(_ text: String) -> Bool {
    Day(serial: text) != nil && (Int(text.prefix { $0 != "." }).map { (25_569...60_000).contains($0) } ?? false)
}

/// `postalCode`, `code_postal` and `Code postal` have the same two words.
func wordsWithin(_ title: String) -> [String] {
    var spaced = ""
    for character in title {
        if character.isUppercase, let last = spaced.last, last.isLowercase { spaced.append(" ") }
        spaced.append(character)
    }
    return words(of: spaced)
}
