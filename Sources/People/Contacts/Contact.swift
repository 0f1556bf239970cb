import Identity
import Records

/// A person we know, at one or several accounts.
package struct Contact: Entity {
    package static let name = "contact", plural = "contacts"
    package static let label = "Contact", pluralLabel = "Contacts"
    package static let icon = "users"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var firstName: String?
    package var lastName: String?
    package var account: ID<Account>?
    package var jobTitle: String?
    package var owner: ID<User>?
    package var language: UserLanguage?
    package var birthday: Day?
    package var street: String?
    package var postcode: String?
    package var city: String?
    package var state: String?
    package var country: String?
    package var department: Department?
    package var region: Region?
    package var latitude: Exact?
    package var longitude: Exact?
    package var source: String?
    package var campaign: String?
    package var firstTouchAt: Instant?
    package var description: String?
    package var score: Int?
    package var quality: Int?
    package var emails: [ContactEmail] = []
    package var phones: [ContactPhone] = []
    package var accounts: [ContactAccount] = []
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(240), .searched, .listed, .sorted, .matched(.personName)),
        Field("first_name", \.firstName, "First name", .max(120)),
        Field("last_name", \.lastName, "Last name", .max(120)),
        Field("account", \.account, "Account", .listed),
        Field("job_title", \.jobTitle, "Job title", .max(160), .searched, .listed),
        Field("owner", \.owner, "Owner", .listed),
        Field("language", \.language, "Language"),
        Field("birthday", \.birthday, "Birthday"),
        Field("street", \.street, "Street", .shape(.longText), .max(400)),
        Field("postcode", \.postcode, "Postcode", .max(20)),
        Field("city", \.city, "City", .max(120), .searched),
        Field("state", \.state, "State or province", .max(80)),
        Field("country", \.country, "Country", .max(80)),
        Field("department", \.department, "Department", .readOnly),
        Field("region", \.region, "Region", .readOnly),
        Field("latitude", \.latitude, "Latitude", .quiet),
        Field("longitude", \.longitude, "Longitude", .quiet),
        Field("source", \.source, "Source", .max(120)),
        Field("campaign", \.campaign, "Campaign", .max(200)),
        Field("first_touch_at", \.firstTouchAt, "First touch"),
        Field("description", \.description, "Description", .shape(.longText)),
        Field("score", \.score, "Score", .readOnly, .sorted),
        Field("quality", \.quality, "Quality", .readOnly, .quiet, .sorted),
    ]

    package static let parts: [Part<Self>] = [
        Part("emails", \.emails, "E-mails"), Part("phones", \.phones, "Phones"),
        Part("accounts", \.accounts, "Accounts"),
    ]
}

/// One e-mail address: normalised to compare, and as it was typed.
package struct ContactEmail: PartItem, Hashable {
    package static let name = "email"
    package var id = ID<Self>()
    package var address: String?
    package var typed: String?
    package var use = PartUse.work
    package var isPrimary = false
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("address", \.address, "Address", .shape(.email), .required, .searched, .matched(.email)),
        Field("typed", \.typed, "As typed", .readOnly),
        Field("use", \.use, "Use", .required),
        Field("is_primary", \.isPrimary, "Primary", .required),
    ]
}

/// One telephone: E.164 to dial and compare, and as it was typed. What is no number stays as typed.
package struct ContactPhone: PartItem, Hashable {
    package static let name = "phone"
    package var id = ID<Self>()
    package var number: String?
    package var typed: String?
    package var use = PartUse.work
    package var isPrimary = false
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("number", \.number, "Number", .shape(.phone), .searched, .matched(.phone)),
        Field("typed", \.typed, "As typed"),
        Field("use", \.use, "Use", .required),
        Field("is_primary", \.isPrimary, "Primary", .required),
    ]
}

package enum PartUse: String, Choice {
    case work, mobile, home, other

    package var label: String {
        switch self {
        case .work: "Work"
        case .mobile: "Mobile"
        case .home: "Home"
        case .other: "Other"
        }
    }
}

/// At which account, as what, and whether still.
package struct ContactAccount: PartItem, Hashable {
    package static let name = "account"
    package var id = ID<Self>()
    package var account: ID<Account>?
    package var role: String?
    package var isInactive = false
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("account", \.account, "Account", .required, .reverse("contact_links")),
        Field("role", \.role, "Role", .max(120)),
        Field("is_inactive", \.isInactive, "Inactive", .required),
    ]
}
