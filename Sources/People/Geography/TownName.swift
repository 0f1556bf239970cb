import Records

/// The name of a town as it is compared: without accents, hyphens, apostrophes and capitals, saints written out, and
/// without what stands around it in an address (`CEDEX 07`, `8e arrondissement`).
package struct TownName: Sendable, Hashable {
    /// `saint etienne`
    package let key: String
    /// The number behind the name: `PARIS CEDEX 08`, `Lyon 3e`.
    package let number: Int?
    package let isCedex: Bool

    package init(_ typed: String) {
        var words = words(of: typed)
        var number: Int?
        if let cedex = words.firstIndex(of: "cedex") {
            number = words.dropFirst(cedex + 1).lazy.compactMap { Int($0) }.first
            words.removeSubrange(cedex...)
            isCedex = true
        } else {
            isCedex = false
        }
        if words.count > 1, words.last?.hasPrefix("arr") ?? false { words.removeLast() }
        if words.count > 1, let last = words.last, let ordinal = TownName.ordinal(last) {
            number = number ?? ordinal
            words.removeLast()
        }
        self.number = number
        key = TownName.written(words).joined(separator: " ")
    }

    package var isEmpty: Bool { key.isEmpty }

    /// `St-Étienne s/ Loire` → `saint etienne sur loire`
    private static func written(_ words: [String]) -> [String] {
        words.enumerated().map { place, word in
            switch word {
            case "st": return "saint"
            case "ste": return "sainte"
            case "s" where place > 0 && place < words.count - 1: return "sur"
            case "ss" where place > 0 && place < words.count - 1: return "sous"
            default: return word
            }
        }
    }

    /// `8`, `08`, `8e`, `3eme`, `1er`
    private static func ordinal(_ word: String) -> Int? {
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 2, ["", "e", "er", "eme", "ieme"].contains(word.dropFirst(digits.count))
        else { return nil }
        return Int(digits)
    }
}

/// A French postcode as it was typed: `69 003`, `F-69003`, and `6000` where a spreadsheet lost the zero.
package enum Postcode {
    package static func digits(_ typed: String) -> String? {
        let digits = typed.utf8.filter { (48...57).contains($0) }
        guard digits.count == 4 || digits.count == 5 else { return nil }
        return (digits.count == 4 ? "0" : "") + String(decoding: digits, as: UTF8.self)
    }

    static func number(_ typed: String) -> UInt32? {
        var number: UInt32 = 0, count = 0
        for byte in typed.utf8 where (48...57).contains(byte) {
            guard count < 5 else { return nil }
            number = number * 10 + UInt32(byte - 48)
            count += 1
        }
        return count == 4 || count == 5 ? number : nil
    }

    static func text(_ number: UInt32) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 5 - digits.count) + digits
    }
}
