/// Something a person can do here: a button, or a link that looks like one. `key` is the single key that does the same;
/// it is shown inside and heard by `keys.js` (`data-key`).
package struct Action: Sendable {
    package enum Look: String, Sendable { case plain, primary, quiet, danger }

    package var label: String
    package var icon: String?
    package var look: Look
    package var isSmall: Bool
    /// Only the icon is shown, the label is heard.
    package var isIconOnly: Bool
    package var key: String?
    package var attributes: [Attribute]
    package var href: String?
    package var isSubmit: Bool
    /// One more class, for a place with a look of its own.
    package var also: String?

    /// A button; what it does is in its attributes (`.data("dialog", "…")`, `.attribute("popovertarget", "…")`).
    package init(
        _ label: String, icon: String? = nil, look: Look = .plain, small: Bool = false, iconOnly: Bool = false,
        key: String? = nil, href: String? = nil, submit: Bool = false, also: String? = nil,
        _ attributes: [Attribute] = []
    ) {
        self.label = label
        self.icon = icon
        self.look = look
        isSmall = small
        isIconOnly = iconOnly
        self.key = key
        self.href = href
        isSubmit = submit
        self.also = also
        self.attributes = attributes
    }

    var classes: String {
        var names = "button"
        if look != .plain { names += " " + (look == .danger ? "quiet danger" : look.rawValue) }
        if isSmall { names += " small" }
        if isIconOnly { names += " icon-only" }
        if let also { names += " " + also }
        return names
    }
}

extension HTML {
    package mutating func action(_ action: Action) {
        var attributes: [Attribute] = [.class(action.classes)]
        if action.isIconOnly { attributes += [.aria("label", action.label), .title(action.label)] }
        if let key = action.key { attributes += [.data("key", key), .aria("keyshortcuts", key.uppercased())] }
        if let href = action.href {
            element("a", attributes + [.href(href)] + action.attributes) { $0.inside(action) }
        } else {
            let type = action.isSubmit ? "submit" : "button"
            element("button", attributes + [.type(type)] + action.attributes) { $0.inside(action) }
        }
    }

    fileprivate mutating func inside(_ action: Action) {
        if let icon = action.icon { self.icon(icon, action.isSmall ? .small : .normal) }
        guard !action.isIconOnly else { return }
        span(action.label)
        // Assistive technology learns the key from aria-keyshortcuts.
        if let key = action.key { kbd(key.uppercased(), .class("desk-only"), .aria("hidden", "true")) }
    }
}
