/// Which record of `Model`: a 64-bit, time-ordered number made by the application; a string in JSON and URLs.
package struct ID<Model: Described>: Sendable, Hashable {
    package var number: Int64
    package init(_ number: Int64 = 0) { self.number = number }
}

/// A thing that has a name in the vocabulary: `account`, `email`.
package protocol Described: Sendable {
    static var name: String { get }
}

/// Any record, whatever its entity: what a note, an activity or an attachment is about.
package struct Reference: Sendable, Hashable {
    package var kind: String
    package var id: Int64
    package init(kind: String, id: Int64) {
        self.kind = kind
        self.id = id
    }
}
