import Foundation

/// The words of an HTML letter, as plain text: nothing is run, fetched or trusted. One pass over the bytes, so hostile
/// letters cost no more than long ones.
package enum HtmlText {
    private static let hidden: Set<String> = ["script", "style", "head", "title", "template", "noscript", "svg"]
    private static let blocks: Set<String> = [
        "p", "div", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
        "header", "footer", "pre", "hr",
    ]

    package static func plain(_ html: String) -> String {
        let bytes = Array(html.utf8.prefix(4 << 20))
        var text: [UInt8] = [], at = 0, skipping: String?
        text.reserveCapacity(bytes.count / 2)
        func newline(_ count: Int) {
            while text.last == 32 { text.removeLast() }
            if text.isEmpty { return }
            var have = 0
            while have < text.count, text[text.count - 1 - have] == 10 { have += 1 }
            for _ in 0..<max(0, count - have) { text.append(10) }
        }
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "<"), let tag = tag(bytes, at) {
                at = tag.end
                if let name = skipping {
                    if tag.isClosing, tag.name == name { skipping = nil }
                    continue
                }
                if hidden.contains(tag.name), !tag.isClosing, !tag.isEmpty { skipping = tag.name }
                if tag.name == "br" {
                    while text.last == 32 { text.removeLast() }
                    text.append(10)
                } else if tag.name == "li", !tag.isClosing {
                    newline(1)
                    text += Array("- ".utf8)
                } else if tag.name == "td" || tag.name == "th" {
                    if let last = text.last, last != 32, last != 10 { text.append(32) }
                } else if blocks.contains(tag.name) {
                    newline(tag.name == "p" || tag.name.hasPrefix("h") ? 2 : 1)
                }
                continue
            }
            if skipping != nil {
                at += 1
                continue
            }
            let byte = bytes[at]
            if byte == UInt8(ascii: "&"), let (character, end) = entity(bytes, at) {
                text += Array(character.utf8)
                at = end
            } else if byte <= 32 {
                if let last = text.last, last != 32, last != 10 { text.append(32) }
                at += 1
            } else {
                text.append(byte)
                at += 1
            }
        }
        let whole = String(decoding: text, as: UTF8.self).replacing("\u{a0}", with: " ").replacing("\u{200b}", with: "")
        return whole.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func tag(_ bytes: [UInt8], _ start: Int) -> (name: String, isClosing: Bool, isEmpty: Bool, end: Int)?
    {
        var at = start + 1
        guard at < bytes.count else { return nil }
        if bytes[at] == UInt8(ascii: "!") || bytes[at] == UInt8(ascii: "?") { return comment(bytes, start) }
        let isClosing = bytes[at] == UInt8(ascii: "/")
        if isClosing { at += 1 }
        var name = ""
        while at < bytes.count, name.utf8.count < 20, isLetter(bytes[at]) {
            name.unicodeScalars.append(Unicode.Scalar(bytes[at] | (bytes[at] < 58 ? 0 : 0x20)))
            at += 1
        }
        if name.isEmpty || !isLetter(name.utf8.first ?? 0) { return nil }
        // A quoted value may hold “>”, but no tag is endless: where the quote never ends, the tag ends at once.
        var quote: UInt8?, first: Int?
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: ">") {
                if quote == nil { return (name, isClosing, bytes[at - 1] == UInt8(ascii: "/"), at + 1) }
                if first == nil { first = at + 1 }
                if at - start > 20_000 { break }
            } else if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 34 || byte == 39 {
                quote = byte
            }
            at += 1
        }
        return (name, isClosing, false, first ?? bytes.count)
    }

    private static func comment(
        _ bytes: [UInt8], _ start: Int
    ) -> (name: String, isClosing: Bool, isEmpty: Bool, end: Int) {
        let isComment = start + 3 < bytes.count && bytes[start + 2] == 45 && bytes[start + 3] == 45
        var at = start + (isComment ? 4 : 2)
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: ">"), !isComment || (bytes[at - 1] == 45 && bytes[at - 2] == 45) { break }
            at += 1
        }
        return ("!", false, true, min(bytes.count, at + 1))
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte)
    }

    private static let names: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "’", "nbsp": "\u{a0}", "eacute": "é", "egrave": "è",
        "ecirc": "ê", "euml": "ë", "agrave": "à", "acirc": "â", "ccedil": "ç", "ocirc": "ô", "ucirc": "û",
        "ugrave": "ù", "icirc": "î", "iuml": "ï", "oelig": "œ", "Eacute": "É", "Egrave": "È", "Agrave": "À",
        "Ccedil": "Ç", "euro": "€", "rsquo": "’", "lsquo": "‘", "rdquo": "”", "ldquo": "“", "laquo": "«",
        "raquo": "»", "hellip": "…", "ndash": "–", "mdash": "—", "bull": "•", "middot": "·", "deg": "°",
        "copy": "©", "reg": "®", "trade": "™", "ouml": "ö", "auml": "ä", "uuml": "ü", "szlig": "ß", "zwnj": "",
        "shy": "",
    ]

    private static func entity(_ bytes: [UInt8], _ start: Int) -> (String, Int)? {
        guard let end = bytes[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")), end > start + 1 else {
            return nil
        }
        let inner = String(decoding: bytes[start + 1..<end], as: UTF8.self)
        if inner.hasPrefix("#") {
            let digits = inner.dropFirst(), isHex = digits.first == "x" || digits.first == "X"
            guard let number = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits), number >= 32,
                let scalar = Unicode.Scalar(number)
            else { return nil }
            return (String(Character(scalar)), end + 1)
        }
        return names[inner].map { ($0, end + 1) }
    }
}
