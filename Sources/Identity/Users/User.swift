import Records

/// Somebody of the company. Without an e-mail address a user can own records but cannot sign in.
package struct User: Entity {
    package static let name = "user", plural = "users"
    package static let label = "User", pluralLabel = "Users"
    package static let icon = "user"
    package var id = ID<Self>(), custom = CustomValues()
    package var name = ""
    package var email: String?
    package var manager: ID<User>?
    package var team: ID<Team>?
    package var role: ID<Role>?
    package var language: UserLanguage?
    package var phone: String?
    package var isActive = true
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("name", \.name, "Name", .required, .max(120), .searched, .listed, .sorted),
        Field("email", \.email, "E-mail", .shape(.email), .unique, .searched, .listed),
        Field("role", \.role, "Role", .listed),
        Field("team", \.team, "Team", .listed, .reverse("members")),
        Field("manager", \.manager, "Manager", .listed, .reverse("reports")),
        Field("language", \.language, "Language"),
        Field("phone", \.phone, "Phone", .shape(.phone)),
        Field("is_active", \.isActive, "Active", .required, .listed),
    ]
}

/// The language of somebody's screens.
package enum UserLanguage: String, Choice {
    case french = "fr"
    case english = "en"

    package var label: String {
        switch self {
        case .french: "French"
        case .english: "English"
        }
    }
}
