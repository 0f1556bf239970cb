import Records

extension Exact {
    /// Reads a number as people write it: `1 234,5`, `-1,234.5`, `(12,5)`, `12,5 %` (which is 12.5). Never through a
    /// Double.
    package init?(cell text: String, mark: DecimalMark) {
        var text = text.trimmingSpaces
        if text.hasSuffix("%") { text = String(text.dropLast()).trimmingSpaces }
        guard let plain = plainNumber(text, mark) else { return nil }
        self.init(plain)
    }
}

extension Int64 {
    /// Reads a whole number; `12,00` is one, `12,5` is not.
    package init?(cell text: String, mark: DecimalMark) {
        guard let plain = plainNumber(text.trimmingSpaces, mark), let whole = scaledInteger(plain, decimals: 0) else {
            return nil
        }
        self = whole
    }
}

/// A number in plain notation (`-1234.5`), from one with thousands apart and any of the two marks. Thousands must be
/// whole groups of three with one kind of sign between them, so that `1,5` with a point as mark is refused, not 15.
func plainNumber(_ text: String, _ mark: DecimalMark) -> String? {
    var body = text[...]
    let isNegative = takeSign(&body)
    guard let first = body.first, first.isASCIIDigit || first == Character(mark.rawValue) else { return nil }
    var whole = "", decimals = "", group: Character?, groupLength = 0, inDecimals = false
    for character in body {
        if character.isASCIIDigit {
            if inDecimals { decimals.append(character) } else { whole.append(character) }
            groupLength += 1
        } else if character == Character(mark.rawValue), !inDecimals {
            guard group == nil || groupLength == 3 else { return nil }
            inDecimals = true
        } else if isGroupSign(character, mark), !inDecimals {
            let kind: Character = character == "'" || character == "’" ? "'" : character.isWhitespace ? " " : character
            guard group == nil ? (1...3).contains(groupLength) : group == kind && groupLength == 3 else { return nil }
            group = kind
            groupLength = 0
        } else {
            return nil
        }
    }
    guard inDecimals ? !decimals.isEmpty : group == nil || groupLength == 3 else { return nil }
    if whole.isEmpty { whole = "0" }
    return (isNegative ? "-" : "") + whole + (decimals.isEmpty ? "" : "." + decimals)
}

/// `-12`, `−12`, `12-`, `(12)`.
private func takeSign(_ body: inout Substring) -> Bool {
    if body.hasPrefix("("), body.hasSuffix(")") {
        body = body.dropFirst().dropLast()
        return true
    }
    if let first = body.first, "+-−".contains(first) {
        body = body.dropFirst().drop { $0.isWhitespace }
        return first != "+"
    }
    if body.count > 1, body.last == "-" {
        body = body.dropLast()
        return true
    }
    return false
}

private func isGroupSign(_ character: Character, _ mark: DecimalMark) -> Bool {
    " \u{a0}\u{202f}\u{2009}'’".contains(character) || character == Character(mark.other.rawValue)
}

extension Character {
    var isASCIIDigit: Bool { isASCII && isNumber }
}

extension String {
    /// Without white space at both ends, the kinds that do not break lines included.
    package var trimmingSpaces: String {
        guard let start = firstIndex(where: { !$0.isWhitespace && $0 != "\u{feff}" }),
            let end = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[start...end])
    }
}
