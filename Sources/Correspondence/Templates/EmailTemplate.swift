import Identity
import Records

/// Words kept to be used again in mails or short messages, in each language the company writes.
package struct EmailTemplate: Entity {
    package static let name = "email_template", plural = "email_templates"
    package static let label = "Mail template", pluralLabel = "Mail templates"
    package static let icon = "file-text"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var channel = TemplateChannel.email
    package var purpose = EmailPurpose.service
    package var isActive = true
    package var versions: [TemplateVersion] = []
    package var documents: [TemplateDocument] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .unique, .searched, .listed, .sorted),
        Field("channel", \.channel, "Channel", .required, .listed),
        Field("purpose", \.purpose, "Purpose", .required, .listed),
        Field("is_active", \.isActive, "Offered", .required, .listed),
    ]

    package static let parts: [Part<Self>] = [
        Part("versions", \.versions, "Versions"), Part("documents", \.documents, "Sales documents"),
    ]
}

/// A document of the library that goes with every mail made from the template.
package struct TemplateDocument: PartItem, Hashable {
    package static let name = "document"
    package var id = ID<Self>()
    package var document: ID<LibraryDocument>?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("document", \.document, "Sales document", .required, .reverse("template_documents"))
    ]
}

/// The words of a template in one language.
package struct TemplateVersion: PartItem, Hashable {
    package static let name = "version"
    package var id = ID<Self>()
    package var language = UserLanguage.french
    package var subject: String?
    package var text: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("language", \.language, "Language", .required),
        Field("subject", \.subject, "Subject", .max(500)),
        Field("text", \.text, "Text", .shape(.longText), .required, .max(50_000)),
    ]
}

package enum TemplateChannel: String, Choice {
    case email, sms

    package var label: String {
        switch self {
        case .email: "Mail"
        case .sms: "Short message"
        }
    }
}
