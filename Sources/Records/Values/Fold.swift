import Foundation

/// Text without case or accents, for sorting, searching and comparing: `Éric Lœwe` becomes `eric loewe`.
/// The same function makes stored keys and folds what a person types, so both databases agree.
package func folded(_ text: String) -> String {
    if let western = westernFolded(text.utf8) { return String(decoding: western, as: UTF8.self) }
    return anyFolded(text)
}

/// The long way, for any script.
func anyFolded(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
        if let replacement = ligatures[scalar] {
            out += replacement
        } else if scalar.properties.canonicalCombiningClass == .notReordered {
            out.unicodeScalars.append(scalar)
        }
    }
    return out
}

private let ligatures: [Unicode.Scalar: String] = [
    "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "’": "'", "‘": "'", "\u{a0}": " ",
    "\u{202f}": " ",
]

/// The words of a text, folded: letters and digits, everything else separates.
package func words(of text: String) -> [String] {
    if let western = westernFolded(text.utf8), western.allSatisfy({ $0 < 128 }) {
        return western.split { !ASCII.isLetterOrDigit($0) }.map { String(decoding: $0, as: UTF8.self) }
    }
    return folded(text).unicodeScalars
        .split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
        .map { String(String.UnicodeScalarView($0)) }
}
