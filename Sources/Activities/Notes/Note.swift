import Records

/// What somebody wrote down about a record.
package struct Note: Entity {
    package static let name = "note", plural = "notes"
    package static let label = "Note", pluralLabel = "Notes"
    package static let title = "text"
    package static let icon = "sticky-note"
    package var id = ID<Self>(), custom = CustomValues()
    package var text = ""
    package var about: Reference?
    package var mentions: [Mention] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("text", \.text, "Text", .required, .shape(.longText), .max(20_000), .searched, .listed),
        Field("about", \.about, "About", .required, .listed, .goesWithLink),
    ]
    package static let parts: [Part<Self>] = [Part("mentions", \.mentions, "Mentions")]
    /// Where mentions are kept.
    static let mentionTable = "note_mention"
}
