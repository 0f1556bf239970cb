import Foundation

/// A name in the internet's directory: `example.fr`. Accents stay accents: `xn--caf-dma.fr` becomes `café.fr`, so that
/// both ways of writing it are one.
package enum DomainName {
    /// Lower case, no final dot. Nil unless it has two labels or more, each of letters, digits and inner hyphens, the
    /// last not a number.
    package static func normalised(_ typed: some StringProtocol) -> String? {
        let bytes = typed.utf8
        guard bytes.count <= 254 else { return nil }
        let isPlain = bytes.allSatisfy { $0 < 128 }
        var name = isPlain ? typed.lowercased() : typed.lowercased().precomposedStringWithCanonicalMapping
        if name.utf8.last == UInt8(ascii: ".") { name.removeLast() }
        if name.utf8.count > 4, name.contains("xn--") {
            guard let decoded = decoded(name) else { return nil }
            name = decoded
        }
        return holds(name) ? name : nil
    }

    /// For the wire, which knows ASCII only: `café.fr` becomes `xn--caf-dma.fr`.
    package static func ascii(_ normalised: String) -> String {
        if normalised.utf8.allSatisfy({ $0 < 128 }) { return normalised }
        return normalised.split(separator: ".").map { label in
            label.utf8.allSatisfy { $0 < 128 } ? String(label) : "xn--" + Punycode.encoded(label)
        }
        .joined(separator: ".")
    }

    private static func decoded(_ name: String) -> String? {
        var labels: [String] = []
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard label.hasPrefix("xn--") else {
                labels.append(String(label))
                continue
            }
            guard let decoded = Punycode.decoded(label.dropFirst(4)) else { return nil }
            labels.append(decoded.lowercased().precomposedStringWithCanonicalMapping)
        }
        return labels.joined(separator: ".")
    }

    private static func holds(_ name: String) -> Bool {
        guard lettersHold(name) else { return false }
        var labels = 1
        var length = 0
        var lastIsNumber = true
        var previous = UInt8(ascii: ".")
        for byte in name.utf8 {
            if byte == UInt8(ascii: ".") {
                guard length > 0, previous != UInt8(ascii: "-") else { return false }
                labels += 1
                length = 0
                lastIsNumber = true
            } else {
                guard byte != UInt8(ascii: "-") || length > 0 else { return false }
                length += 1
                guard length <= 63 else { return false }
                if !ASCII.isDigit(byte) { lastIsNumber = false }
            }
            previous = byte
        }
        return labels >= 2 && length >= 2 && previous != UInt8(ascii: "-") && !lastIsNumber
    }

    private static func lettersHold(_ name: String) -> Bool {
        var isPlain = true
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), 48...57, UInt8(ascii: "-"), UInt8(ascii: "."): continue
            case 128...255: isPlain = false
            default: return false
            }
        }
        return isPlain
            || name.unicodeScalars.allSatisfy { scalar in
                if scalar.value < 128 { return true }
                if scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal { return true }
                return scalar.properties.canonicalCombiningClass != .notReordered
            }
    }
}
