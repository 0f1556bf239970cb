import Records

/// Named values in the order they were sent: the query of an address, a filled-in form. A name may repeat.
package struct Form: Sendable, Hashable {
    package struct Item: Sendable, Hashable {
        package let name: String
        package let value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var items: [Item]

    package init(_ items: [Item] = []) { self.items = items }

    /// The first value of a name.
    package subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    package func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// The same items with one name set to one value, or removed: for links to the next page or another sort.
    package func setting(_ name: String, to value: String?) -> Form {
        var changed = Form(items.filter { $0.name != name })
        if let value { changed.items.append(Item(name, value)) }
        return changed
    }

    /// `a=1&b=x%20y`
    package var encoded: String {
        items.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }.joined(separator: "&")
    }

    /// Reads `application/x-www-form-urlencoded`. Nil where the bytes are not UTF-8 or hold U+0000.
    package init?(encoded bytes: some Collection<UInt8>) {
        items = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(parts[0], plusIsSpace: true),
                let value = parts.count > 1 ? percentDecoded(parts[1], plusIsSpace: true) : ""
            else { return nil }
            items.append(Item(name, value))
        }
    }
}

/// Text as it may stand in one path segment or query value (RFC 3986 unreserved characters stay).
package func percentEncoded(_ text: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            out.append(byte)
        default: out += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
        }
    }
    return String(decoding: out, as: UTF8.self)
}

private let hexDigits = Array("0123456789ABCDEF".utf8)

/// The inverse. A `%` that starts no escape stays as it is, as browsers do; nil where the result is no text we could
/// keep.
package func percentDecoded(_ bytes: some Collection<UInt8>, plusIsSpace: Bool = false) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "+"), plusIsSpace {
            out.append(32)
        } else if byte == UInt8(ascii: "%"), let value = hexPair(rest.prefix(2)) {
            out.append(value)
            rest = rest.dropFirst(2)
        } else {
            out.append(byte)
        }
    }
    guard !out.contains(0) else { return nil }
    return String(validating: out, as: UTF8.self)
}

private func hexPair(_ pair: some Collection<UInt8>) -> UInt8? {
    guard pair.count == 2, pair.allSatisfy({ (48...57).contains($0) || (65...70).contains($0 & 0xDF) }) else {
        return nil
    }
    return UInt8(String(decoding: pair, as: UTF8.self), radix: 16)
}
