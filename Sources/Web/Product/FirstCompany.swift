import Records

/// What the first-run page asks: the company, and who looks after it.
package struct FirstCompany: Sendable {
    package let company: String
    package let name: String
    package let email: String
    package let password: String
    /// `fr` or `en`
    package let language: String

    package init(company: String, name: String, email: String, password: String, language: String) {
        self.company = company
        self.name = name
        self.email = email
        self.password = password
        self.language = language
    }
}

/// A page of the settings, and who may open it: everybody, or holders of a permission.
package struct SettingsEntry: Sendable {
    package let label: Message
    package let icon: String
    package let path: String
    package let permission: String?

    package init(label: Message, icon: String, path: String, permission: String? = nil) {
        self.label = label
        self.icon = icon
        self.path = path
        self.permission = permission
    }
}
