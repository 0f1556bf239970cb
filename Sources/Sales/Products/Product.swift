import Records

/// Something we sell.
package struct CatalogueProduct: Entity {
    package static let name = "product", plural = "products"
    package static let label = "Product", pluralLabel = "Products"
    package static let icon = "package"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var reference: String?
    package var family: String?
    package var price: Money?
    package var isActive = true
    package var description: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(200), .searched, .listed, .sorted),
        Field(
            "reference", \.reference, "Reference", .max(80), .searched, .listed, .sorted, .unique,
            .matched(.reference)),
        Field("family", \.family, "Family", .max(120), .listed, .sorted),
        Field("price", \.price, "Price", .listed, .sorted),
        Field("is_active", \.isActive, "Active", .required, .listed),
        Field("description", \.description, "Description", .shape(.longText)),
    ]
}
