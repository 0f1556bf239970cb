import Identity
import Records

/// Somebody named in a note by “@”: who it is, however they are called later, and the words that were written.
package struct Mention: PartItem, Hashable {
    package static let name = "mention"
    package var id = ID<Self>()
    package var user: ID<User>?
    package var words = ""
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("words", \.words, "Words", .required, .max(160), .readOnly),
        Field("user", \.user, "User", .required, .readOnly, .reverse("")),
    ]
}
