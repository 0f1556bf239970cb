import Foundation

/// Where mail reaches a person. What was typed is kept beside; this is the form that is compared and written to.
package enum EmailAddress {
    /// Lower case, without spaces around, without the name in front: `Anne <Anne@Example.FR>` gives `anne@example.fr`.
    /// Nil when no mail could ever arrive: the check is practical, so no quotes, comments or bare host names.
    package static func normalised(_ typed: String) -> String? {
        let address = lowered(inner(trimmed(typed)))
        let bytes = address.utf8
        guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        guard localPartHolds(bytes[..<at]) else { return nil }
        let rest = address[bytes.index(after: at)...]
        guard let domain = DomainName.normalised(rest) else { return nil }
        return domain == rest ? address : String(address[...at]) + domain
    }

    /// The name that stood before the address: `Anne` of `"Anne" <a@b.fr>`. Nil when there is none.
    package static func displayName(_ typed: String) -> String? {
        guard let open = typed.utf8.lastIndex(of: UInt8(ascii: "<")), open > typed.startIndex else { return nil }
        var name = trimmed(String(typed[..<open]))
        if name.utf8.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") {
            name = String(name.dropFirst().dropLast())
        }
        return name.isEmpty ? nil : name
    }

    /// What follows the @ of a normalised address.
    package static func domain(of normalised: String) -> Substring? {
        normalised.utf8.lastIndex(of: UInt8(ascii: "@")).map { normalised[normalised.utf8.index(after: $0)...] }
    }

    /// `Anne <a@b.fr>` → `a@b.fr`; `mailto:` in front and a comma or semicolon behind, left over from a list, go too.
    private static func inner(_ typed: String) -> Substring {
        var found = typed[...]
        if found.utf8.last == UInt8(ascii: ">"), let open = found.utf8.lastIndex(of: UInt8(ascii: "<")) {
            found = found[found.utf8.index(after: open)...].dropLast()
        }
        while let last = found.utf8.last, last == UInt8(ascii: ",") || last == UInt8(ascii: ";") {
            found = found.dropLast()
        }
        if found.utf8.count > 7, found.prefix(7).lowercased() == "mailto:" {
            found = found.dropFirst(7).prefix { $0 != "?" }
        }
        return trimmed(String(found))[...]
    }

    private static func lowered(_ text: Substring) -> String {
        text.utf8.allSatisfy { $0 < 128 } ? text.lowercased() : text.lowercased().precomposedStringWithCanonicalMapping
    }

    /// RFC 5322's dot-atom, letters of other scripts allowed (RFC 6531): no dot first, last or twice, at most 64 bytes.
    private static func localPartHolds(_ bytes: Substring.UTF8View) -> Bool {
        guard !bytes.isEmpty, bytes.count <= 64 else { return false }
        var previous = UInt8(ascii: ".")
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard previous != byte else { return false }
            } else if !isAtom(byte) {
                return false
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), 48...57, 128...255: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
