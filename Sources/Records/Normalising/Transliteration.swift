/// Names in Cyrillic or Greek letters, written in ours as French does: `Иванов` is `ivanov`, `Παπαδόπουλος`
/// `papadopoulos`. Anything else stays as it is.
package enum Transliteration {
    /// Fold the text first.
    package static func latin(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 128 }) else { return text }
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if let letters = letters[scalar] { out += letters } else { out.unicodeScalars.append(scalar) }
        }
        return out
    }

    private static let letters: [Unicode.Scalar: String] = {
        let cyrillic = Array("абвгдежзийклмнопрстуфхцчшщъыьэюяєіїґђјљњћџ".unicodeScalars)
        let french = [
            "a", "b", "v", "g", "d", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "ou", "f",
            "kh",
            "ts", "tch", "ch", "chtch", "", "y", "", "e", "iou", "ia", "ie", "i", "i", "g", "dj", "j", "lj", "nj", "c",
            "dj",
        ]
        let greek = Array("αβγδεζηθικλμνξοπρσςτυφχψω".unicodeScalars)
        let read = [
            "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "u",
            "f",
            "ch", "ps", "o",
        ]
        precondition(cyrillic.count == french.count && greek.count == read.count, "each letter has its reading")
        return Dictionary(
            Array(zip(cyrillic, french)) + Array(zip(greek, read)), uniquingKeysWith: { first, _ in first })
    }()
}
