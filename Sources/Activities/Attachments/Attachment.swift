import Records

/// A file kept with a record. A new file of the same name on the same record is its next version; earlier ones stay.
package struct Attachment: Entity {
    package static let name = "attachment", plural = "attachments"
    package static let label = "Attachment", pluralLabel = "Attachments"
    package static let icon = "paperclip"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var about: Reference?
    package var contentType = ""
    package var bytes = 0
    package var sha256 = ""
    package var file = ""
    package var number = 1
    package var isCurrent = true
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(200), .searched, .listed, .sorted),
        Field("about", \.about, "About", .required, .listed, .goesWithLink),
        Field("content_type", \.contentType, "Content type", .required, .readOnly, .listed),
        Field("bytes", \.bytes, "Size", .required, .readOnly, .listed, .sorted),
        Field("sha256", \.sha256, "Fingerprint", .required, .readOnly),
        Field("file", \.file, "File key", .required, .readOnly, .needs("house.files")),
        Field("number", \.number, "File version", .required, .readOnly, .listed),
        Field("is_current", \.isCurrent, "Current", .required, .readOnly),
    ]
}
