/// A JSON value read exactly: numbers keep their digits, `true` is not 1, objects keep their order and refuse a key
/// twice.
package enum JSON: Sendable, Hashable {
    case null
    case boolean(Bool)
    case number(String)
    case text(String)
    case array([JSON])
    case object([Member])

    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: JSON
        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    package subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var boolean: Bool? { if case .boolean(let truth) = self { truth } else { nil } }
    package var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    package var members: [Member]? { if case .object(let members) = self { members } else { nil } }
    /// A whole number, if it is one and fits.
    package var integer: Int64? { if case .number(let digits) = self { Int64(digits) } else { nil } }

    /// An object from pairs, for writing.
    package static func record(_ pairs: KeyValuePairs<String, JSON>) -> JSON {
        .object(pairs.map { Member($0.key, $0.value) })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(booleanLiteral truth: Bool) { self = .boolean(truth) }
    package init(integerLiteral number: Int) { self = .number(String(number)) }
}

/// Why a text is not JSON, and where.
package struct JSONError: Error, Sendable, Hashable {
    package let offset: Int
    package let reason: String
}
