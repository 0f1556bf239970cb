import Records

/// What modules say about API routes that do not derive from the schema; the OpenAPI description is made from it.
package struct ApiBook: Sendable {
    package struct Entry: Sendable {
        package let method: Method
        /// `/api/v1/pipelines/{id}/board`
        package let path: String
        /// Names that stand in braces, in order.
        package let names: [String]
        package let operation: JSON
    }

    package private(set) var entries: [Entry] = []
    /// Schemas that operations refer to as `#/components/schemas/…`.
    package private(set) var schemas: [JSON.Member] = []

    package init() {}

    /// Describes a route registered elsewhere. `operation` is an OpenAPI operation object with at least a summary;
    /// security, errors, path parameters and the idempotency header are added where it does not speak of them.
    package mutating func describe(_ method: Method, _ pattern: String, _ operation: JSON) {
        var names: [String] = []
        let segments = pattern.split(separator: "/").map { segment -> String in
            guard segment.hasPrefix(":") else { return String(segment) }
            names.append(String(segment.dropFirst()))
            return "{\(segment.dropFirst())}"
        }
        entries.append(
            Entry(method: method, path: "/" + segments.joined(separator: "/"), names: names, operation: operation))
    }

    package mutating func schema(_ name: String, _ schema: JSON) { schemas.append(.init(name, schema)) }
}

extension JSON {
    /// JSON text that stands in our code; a mistake in it is ours.
    package static func code(_ text: String) -> JSON {
        do {
            return try JSON(parsing: text)
        } catch {
            preconditionFailure("a text in our code is no JSON: \(error.reason) at byte \(error.offset) of \(text)")
        }
    }

    /// The object with one member set; nil leaves it as it is.
    func with(_ name: String, _ value: JSON?) -> JSON {
        guard let value else { return self }
        var members = members ?? []
        if let place = members.firstIndex(where: { $0.name == name }) {
            members[place] = Member(name, value)
        } else {
            members.append(Member(name, value))
        }
        return .object(members)
    }

    static func texts(_ texts: some Sequence<String>) -> JSON { .array(texts.map { .text($0) }) }
    static func whole(_ number: Int) -> JSON { .number(String(number)) }
}
