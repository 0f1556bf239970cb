import Foundation

/// Text without case or accents, for sorting, searching and comparing: `Éric Lœwe` becomes `eric loewe`.
/// The same function makes stored keys and folds what a person types, so both databases agree.
package func folded(_ text: String) -> String {
    var plain = true
    for byte in text.utf8 where byte >= 128 {
        plain = false
        break
    }
    if plain { return text.lowercased() }
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
    folded(text).unicodeScalars
        .split { !$0.properties.isAlphabetic && $0.properties.numericType == nil }
        .map { String(String.UnicodeScalarView($0)) }
}
