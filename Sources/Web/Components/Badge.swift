/// How good or urgent something is; always said by words or an icon as well as by colour.
package enum Tone: String, Sendable, Hashable {
    case neutral, accent, good, warn, bad

    var classes: String? { self == .neutral ? nil : rawValue }
}

/// A word on a coloured ground: a state, a tag.
package struct Badge: Sendable, Hashable {
    package var text: String
    package var tone: Tone
    package var icon: String?
    package var title: String?

    package init(_ text: String, _ tone: Tone = .neutral, icon: String? = nil, title: String? = nil) {
        self.text = text
        self.tone = tone
        self.icon = icon
        self.title = title
    }
}

extension HTML {
    package mutating func badge(_ badge: Badge) {
        let classes = badge.tone.classes.map { "badge " + $0 } ?? "badge"
        span(.class(classes), .title(badge.title)) { html in
            if let icon = badge.icon { html.icon(icon, .small) }
            html.span(badge.text, .class("cut"))
        }
    }

    /// A calm sentence on a coloured ground, in the flow of the page. A bad one is announced at once.
    package mutating func notice(_ text: String, _ tone: Tone = .accent, icon: String? = nil) {
        let icons: [Tone: String] = [.good: "circle-check", .warn: "triangle-alert", .bad: "circle-alert"]
        div(.class("notice \(tone.rawValue)"), .role(tone == .bad ? "alert" : nil)) { html in
            html.icon(icon ?? icons[tone] ?? "info")
            html.p(text, .class("prose"))
        }
    }
}
