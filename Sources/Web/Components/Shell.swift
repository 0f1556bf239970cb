import Localisation
import Records

/// What surrounds every page of a person who is signed in: where they are, who they are, what their browser needs.
/// It is written as a `Stencil`, whose holes each page fills for itself.
package struct Shell: Sendable {
    package var t: Translator
    /// The company's name, as it called itself.
    package var company: String
    package var person: String
    package var personDetail: String?
    package var navigation: [NavigationGroup]
    /// The four places of the phone's bottom tabs; “More” opens the rest.
    package var tabs: [NavigationLink]
    /// What can be made from anywhere, each with its key: O, C, T.
    package var creations: [Action]
    /// The path of this page, to mark its place in the navigation.
    package var path: String
    package var theme: Theme
    /// Single-key shortcuts may be turned off (WCAG 2.1.4).
    package var hasShortcuts: Bool
    /// This page hears what others change.
    package var isLive: Bool
    /// Something has just been done by the form that led here.
    package var hasToast: Bool
    package var assets: PageAssets

    package init(
        t: Translator, company: String, person: String, navigation: [NavigationGroup], tabs: [NavigationLink],
        path: String, assets: PageAssets
    ) {
        self.t = t
        self.company = company
        self.person = person
        self.navigation = navigation
        self.tabs = tabs
        self.path = path
        self.assets = assets
        creations = []
        theme = .automatic
        hasShortcuts = true
        isLive = false
        hasToast = false
    }
}

package enum Theme: String, Sendable, CaseIterable {
    case automatic = "auto"
    case light, dark

    package var label: String {
        switch self {
        case .automatic: "As the system"
        case .light: "Light"
        case .dark: "Dark"
        }
    }

    var icon: String {
        switch self {
        case .automatic: "monitor"
        case .light: "sun"
        case .dark: "moon"
        }
    }
}

package struct NavigationGroup: Sendable {
    package var label: String?
    package var items: [NavigationLink]
    package init(_ label: String? = nil, _ items: [NavigationLink]) {
        self.label = label
        self.items = items
    }
}

/// One place to go. `go` is the letter after G.
package struct NavigationLink: Sendable {
    package var label: String
    package var icon: String
    package var href: String
    package var go: String?
    package var count: Int?
    package var isUrgent: Bool
    package init(
        _ label: String, icon: String, href: String, go: String? = nil, count: Int? = nil, urgent: Bool = false
    ) {
        self.label = label
        self.icon = icon
        self.href = href
        self.go = go
        self.count = count
        isUrgent = urgent
    }
}
