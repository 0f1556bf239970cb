import Records

/// A few words of a line that look alike: plain, bold, italic, or leading somewhere.
struct MailSpan: Sendable, Hashable {
    var text: String
    var isBold = false
    var isItalic = false
    var href: String?

    static func spans(of line: String) -> [MailSpan] {
        var spans: [MailSpan] = [], plain = "", rest = line[...]
        func close() {
            if !plain.isEmpty { spans.append(MailSpan(text: plain)) }
            plain = ""
        }
        while !rest.isEmpty {
            if let (span, after) = marked(rest) ?? linked(rest) ?? bare(rest, before: plain.last) {
                close()
                spans.append(span)
                rest = after
            } else {
                plain.append(rest.removeFirst())
            }
        }
        close()
        return spans
    }

    /// `**bold**`, `*italic*`; a mark beside a space is no mark.
    private static func marked(_ rest: Substring) -> (MailSpan, Substring)? {
        for (mark, isBold) in [("**", true), ("*", false)] where rest.hasPrefix(mark) {
            let inside = rest.dropFirst(mark.count)
            guard let end = inside.range(of: mark), end.lowerBound > inside.startIndex else { continue }
            let text = inside[..<end.lowerBound]
            guard text.first?.isWhitespace == false, text.last?.isWhitespace == false, !text.contains("*") else {
                continue
            }
            return (MailSpan(text: String(text), isBold: isBold, isItalic: !isBold), inside[end.upperBound...])
        }
        return nil
    }

    /// `[words](https://…)`
    private static func linked(_ rest: Substring) -> (MailSpan, Substring)? {
        guard rest.first == "[", let middle = rest.range(of: "](") else { return nil }
        let words = rest[rest.index(after: rest.startIndex)..<middle.lowerBound]
        let after = rest[middle.upperBound...]
        guard let end = after.firstIndex(of: ")"), !words.isEmpty, !words.contains("[") else { return nil }
        let address = String(after[..<end])
        guard isAddress(address) else { return nil }
        return (MailSpan(text: String(words), href: address), after[after.index(after: end)...])
    }

    /// An address as it stands in the text; a full stop after it belongs to the sentence.
    private static func bare(_ rest: Substring, before: Character?) -> (MailSpan, Substring)? {
        guard rest.hasPrefix("https://") || rest.hasPrefix("http://"), before.map({ !$0.isLetter }) ?? true else {
            return nil
        }
        var found = rest.prefix { !$0.isWhitespace && !"<>\"«»".contains($0) }
        while let last = found.last, ".,;:!?)”’".contains(last) { found.removeLast() }
        guard isAddress(String(found)) else { return nil }
        return (MailSpan(text: String(found), href: String(found)), rest[found.endIndex...])
    }

    static func isAddress(_ text: String) -> Bool {
        guard let start = ["https://", "http://", "mailto:"].first(where: { text.lowercased().hasPrefix($0) }) else {
            return false
        }
        return text.count > start.count && text.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
    }
}
