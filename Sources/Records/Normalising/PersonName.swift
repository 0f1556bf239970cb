/// What a person is called, and the key by which two ways of writing it are one.
package enum PersonName {
    /// Folded, without titles and punctuation, the words in alphabetical order: `M. Jean-Pierre DUPONT` and
    /// `Dupont, Jean Pierre` are both `dupont jean pierre`.
    package static func key(_ name: String) -> String {
        var buffer = WordBuffer(name)
        let kept = buffer.words.filter { word in buffer.packed(word).map { !titles.contains($0) } ?? true }
        if !kept.isEmpty { buffer.words = kept }
        let bytes = buffer.bytes
        return buffer.joined(buffer.words.sorted { bytes[$0].lexicographicallyPrecedes(bytes[$1]) })
    }

    package static func key(given: String, family: String) -> String { key(given + " " + family) }

    /// The words of a name in their order: folded, without titles and punctuation.
    static func untitled(_ name: String) -> [String] {
        let buffer = WordBuffer(name)
        let kept = buffer.words.filter { word in buffer.packed(word).map { !titles.contains($0) } ?? true }
        return (kept.isEmpty ? buffer.words : kept).map { buffer.joined([$0]) }
    }

    /// Parts a full name typed in one cell. Capitals tell the family name (`DUPONT Jean`), a comma ends it
    /// (`Dupont, Jean`); otherwise the first word is the given name.
    package static func split(_ name: String) -> (given: String, family: String) {
        if let comma = name.firstIndex(of: ",") {
            return (withoutTitle(name[name.index(after: comma)...]), withoutTitle(name[..<comma]))
        }
        let words = withoutTitle(name[...]).split(separator: " ")
        guard words.count > 1 else { return ("", words.first.map(String.init) ?? "") }
        let loud = words.filter(isLoud)
        if !loud.isEmpty, loud.count < words.count {
            let quiet = words.filter { !isLoud($0) }
            return (quiet.joined(separator: " "), loud.joined(separator: " "))
        }
        return (String(words[0]), words.dropFirst().joined(separator: " "))
    }

    private static func withoutTitle(_ text: Substring) -> String {
        var words = text.split(whereSeparator: \.isWhitespace)
        while words.count > 1, let first = words.first,
            let packed = WordBuffer.packed(Array(folded(String(first)).utf8.filter { $0 != UInt8(ascii: ".") })),
            titles.contains(packed)
        {
            words.removeFirst()
        }
        return words.joined(separator: " ")
    }

    /// `DUPONT`, `D'ALMEIDA`, `DE`: two letters or more, none of them small.
    private static func isLoud(_ word: Substring) -> Bool {
        word.count > 1 && word.contains(where: \.isUppercase) && !word.contains(where: \.isLowercase)
    }

    private static let titles = WordBuffer.set(
        "m mr mrs ms mme mlle mm monsieur madame mademoiselle dr pr prof me maitre herr frau sr sra")
}
