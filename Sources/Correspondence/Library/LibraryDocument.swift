import Identity
import Records

/// A paper we hand to customers: a brochure, a data sheet, a price list. Its files are its versions; the newest counts.
package struct LibraryDocument: Entity {
    package static let name = "library_document", plural = "library_documents"
    package static let label = "Sales document", pluralLabel = "Sales documents"
    package static let title = "title"
    package static let icon = "folder"
    package var id = ID<Self>(), custom = CustomValues()
    package var title = ""
    package var kind = LibraryKind.brochure
    package var language: UserLanguage?
    package var product: ID<ProductOfLibrary>?
    package var validUntil: Day?
    package var owner: ID<User>?
    package var description: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("title", \.title, "Title", .required, .max(200), .searched, .listed, .sorted),
        Field("kind", \.kind, "Kind of document", .required, .listed),
        Field("language", \.language, "Language", .listed),
        Field("product", \.product, "Product", .listed, .reverse("documents")),
        Field(
            "valid_until", \.validUntil, "Valid until", .listed, .sorted,
            .help("The last day. Afterwards it is marked as expired and no longer offered for mails.")),
        Field("owner", \.owner, "Owner", .listed, .reverse("owned_documents")),
        Field("description", \.description, "Description", .shape(.longText), .max(4000), .searched),
    ]

    /// The last day is still good.
    package func isExpired(on day: Day) -> Bool { validUntil.map { $0 < day } ?? false }
}

/// What a document is about. Products stand to our right; a link needs no more of them than their name.
package enum ProductOfLibrary: Described {
    package static let name = "product"
}

package enum LibraryKind: String, Choice {
    case brochure
    case dataSheet = "data_sheet"
    case priceList = "price_list"
    case reference, presentation, other

    package var label: String {
        switch self {
        case .brochure: "Brochure"
        case .dataSheet: "Data sheet"
        case .priceList: "Price list"
        case .reference: "Customer reference"
        case .presentation: "Presentation"
        case .other: "Other"
        }
    }
}
