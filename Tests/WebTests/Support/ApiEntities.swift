import Records

/// Somebody who uses this little company's programs.
struct Clerk: Entity {
    static let name = "user", plural = "users"
    static let label = "Clerk", pluralLabel = "Clerks"
    var id = ID<Self>(), custom = CustomValues()
    var name = ""

    static let fields: [Field<Self>] = [Field("name", \.name, "Name", .required, .searched, .listed, .sorted)]
}

enum ShopSize: String, Choice {
    case small, large
    var label: String { self == .small ? "Small" : "Large" }
}

/// A shop that sells our things, with a field of every shape.
struct Shop: Entity {
    static let name = "shop", plural = "shops"
    static let label = "Shop", pluralLabel = "Shops"
    var id = ID<Self>(), custom = CustomValues()
    var name = ""
    var city: String?
    var note: String?
    var staff: Int?
    var rating: Exact?
    var revenue: Money?
    var margin: Money?
    var isOpen = true
    var size: ShopSize?
    var opensOn: Day?
    var visitedAt: Instant?
    var parent: ID<Shop>?
    var manager: ID<Clerk>?
    var about: Reference?
    var phone: String?
    var phoneNumber: String?
    var emails: [ShopEmail] = []

    static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(80), .searched, .listed, .sorted, .matched(.companyName)),
        Field("city", \.city, "City", .searched, .listed, .sorted),
        Field("note", \.note, "Note", .shape(.longText)),
        Field("staff", \.staff, "Staff", .sorted),
        Field("rating", \.rating, "Rating"),
        Field("revenue", \.revenue, "Revenue", .sorted),
        Field("margin", \.margin, "Margin", .needs("see_margin")),
        Field("is_open", \.isOpen, "Open", .required),
        Field("size", \.size, "Size"),
        Field("opens_on", \.opensOn, "Opens on", .sorted),
        Field("visited_at", \.visitedAt, "Visited"),
        Field("parent", \.parent, "Parent", .reverse("branches")),
        Field("manager", \.manager, "Manager"),
        Field("about", \.about, "About"),
        Field("phone", \.phone, "Phone", .shape(.phone)),
        Field("phone_number", \.phoneNumber, "Phone (E.164)", .readOnly, .matched(.phone)),
    ]
    static let parts: [Part<Self>] = [Part("emails", \.emails, "E-mails")]
}

struct ShopEmail: PartItem, Hashable {
    static let name = "email"
    var id = ID<Self>()
    var address: String?
    var use = ShopSize.small
    var isPrimary = false

    static let fields: [Field<Self>] = [
        Field("address", \.address, "Address", .shape(.email), .required, .searched, .matched(.email)),
        Field("use", \.use, "Use", .required),
        Field("is_primary", \.isPrimary, "Primary", .required),
    ]
}

/// A visit of a shop.
struct Visit: Entity {
    static let name = "visit", plural = "visits"
    static let label = "Visit", pluralLabel = "Visits"
    static let title = "title"
    var id = ID<Self>(), custom = CustomValues()
    var title = ""
    var shop: ID<Shop>?

    static let fields: [Field<Self>] = [
        Field("title", \.title, "Title", .required, .searched, .listed, .sorted),
        Field("shop", \.shop, "Shop", .required, .listed),
    ]
}
