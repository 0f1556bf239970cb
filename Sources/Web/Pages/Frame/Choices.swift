import Records

/// What somebody chose for their own screens: kept with the user, and in cookies so that each page knows at once.
package struct Choices: Sendable {
    package var theme: Theme
    /// Single-key shortcuts may be turned off (WCAG 2.1.4).
    package var hasShortcuts: Bool

    package init(_ request: Request, _ context: Context) {
        let kept = context.person?.preferences
        theme = (request.cookie("theme") ?? kept?["theme"]?.text).flatMap { Theme(rawValue: $0) } ?? .automatic
        hasShortcuts = (request.cookie("shortcuts") ?? kept?["shortcuts"]?.text) != "off"
    }

    /// The cookies that carry stored choices, given when somebody signs in.
    package static func cookies(_ stored: JSON) -> [Cookie] {
        names.compactMap { name in stored[name]?.text.map { cookie(name, $0) } }
    }

    static let names = ["theme", "shortcuts"]

    static func cookie(_ name: String, _ value: String) -> Cookie {
        Cookie(name, value, maxAgeSeconds: 365 * 86_400)
    }
}
