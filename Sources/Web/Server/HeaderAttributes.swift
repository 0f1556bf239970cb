import Foundation

/// A header value with attributes: `form-data; name="photo"; filename*=UTF-8''caf%C3%A9.png`.
struct HeaderAttributes {
    /// What stands before the first semicolon, in lower case.
    let value: String
    private var attributes: [String: String] = [:]

    /// The extended form (`filename*`, RFC 5987) wins over the plain one.
    subscript(_ name: String) -> String? { attributes[name + "*"] ?? attributes[name] }

    init(_ line: String) {
        var rest = Substring(line)
        value = trimmed(rest.prefix { $0 != ";" }).lowercased()
        rest = rest.drop { $0 != ";" }.dropFirst()
        while let equals = rest.firstIndex(of: "=") {
            let name = trimmed(rest[..<equals]).lowercased()
            rest = rest[rest.index(after: equals)...].drop { $0 == " " }
            let text = rest.first == "\"" ? HeaderAttributes.quoted(&rest) : trimmed(rest.prefix { $0 != ";" })
            rest = rest.drop { $0 != ";" }.dropFirst()
            attributes[name] = name.hasSuffix("*") ? HeaderAttributes.extended(text) : text
        }
    }

    /// A text in quotes. Browsers write a quote inside as `%22`, other programs as `\"`.
    private static func quoted(_ rest: inout Substring) -> String {
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                text.append(next)
                rest.removeFirst()
            } else {
                text.append(character)
            }
        }
        return text.replacing("%22", with: "\"")
    }

    /// `UTF-8''caf%C3%A9`
    private static func extended(_ text: String) -> String? {
        let parts = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].lowercased() == "utf-8" else { return nil }
        return percentDecoded(parts[2].utf8)
    }

    /// `attachment; filename="cafe.png"; filename*=UTF-8''caf%C3%A9.png` (RFC 6266): old programs read the first, the
    /// others the second.
    static func disposition(_ kind: String, fileName: String) -> String {
        let safe = String(
            String.UnicodeScalarView(fileName.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
        let ascii = String(
            safe.decomposedStringWithCanonicalMapping.unicodeScalars
                .filter { $0.properties.canonicalCombiningClass == .notReordered }
                .map { $0.isASCII && !"\"\\/%".unicodeScalars.contains($0) ? Character($0) : "_" })
        return "\(kind); filename=\"\(ascii)\"; filename*=UTF-8''\(percentEncoded(safe))"
    }
}
