/// Small drawings from the sprite `Public/vendor/icons.svg`, named as in assets/icons.txt. They never speak for
/// themselves: text or `aria-label` beside them does.
extension HTML {
    package enum IconSize: Sendable { case small, normal, large }

    package mutating func icon(_ name: String, _ size: IconSize = .normal) {
        let look =
            switch size {
            case .small: "icon small"
            case .normal: "icon"
            case .large: "icon large"
            }
        element("svg", [.class(look), .aria("hidden", "true")]) { html in
            html.element("use", [.attribute("href", "\(html.sprite)#\(name)")], text: "")
        }
    }
}
