/// The header lines of a message, in order. Names compare without case; one name may stand on several lines.
package struct Headers: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    package struct Line: Sendable, Hashable {
        package let name: String
        package let value: String
        fileprivate let key: String

        fileprivate init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
            key = name.lowercased()
        }
    }

    package private(set) var lines: [Line] = []

    package init() {}
    package init(dictionaryLiteral pairs: (String, String)...) { lines = pairs.map { Line($0, $1) } }

    /// The first value of a name. Setting replaces every line of that name; nil removes them.
    package subscript(_ name: String) -> String? {
        get {
            let key = name.lowercased()
            return lines.first { $0.key == key }?.value
        }
        set {
            let key = name.lowercased()
            lines.removeAll { $0.key == key }
            if let newValue { lines.append(Line(name, newValue)) }
        }
    }

    package func all(_ name: String) -> [String] {
        let key = name.lowercased()
        return lines.filter { $0.key == key }.map(\.value)
    }

    package mutating func add(_ name: String, _ value: String) { lines.append(Line(name, value)) }

    /// Sets a header unless the handler already said something better.
    package mutating func setDefault(_ name: String, _ value: String) {
        if self[name] == nil { add(name, value) }
    }

    /// The comma-separated members of a name over all its lines, trimmed: `Accept-Encoding: gzip, br`.
    package func members(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: ",") }.map { trimmed($0) }.filter { !$0.isEmpty }
    }
}

/// A text without the spaces and tabs around it.
func trimmed(_ text: some StringProtocol) -> String {
    var bytes = Substring(text).utf8
    while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
    while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
    return String(Substring(bytes))
}
