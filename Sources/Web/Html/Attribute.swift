/// One attribute of an element. Those whose value is nil or false are left out, so a page can say what depends on what
/// in place: `.href(link), .disabled(!mayEdit), .aria("current", isHere ? "page" : nil)`.
package struct Attribute: Sendable {
    let prefix: StaticString
    let name: StaticString
    /// Nil for a plain name such as `required`.
    let value: String?
    let isPresent: Bool

    private init(_ prefix: StaticString, _ name: StaticString, value: String?, isPresent: Bool) {
        self.prefix = prefix
        self.name = name
        self.value = value
        self.isPresent = isPresent
    }

    /// Any attribute by its name.
    package static func attribute(_ name: StaticString, _ value: String?) -> Attribute {
        Attribute("", name, value: value, isPresent: value != nil)
    }

    /// An attribute that is there or not: `disabled`, `checked`.
    package static func flag(_ name: StaticString, _ isPresent: Bool = true) -> Attribute {
        Attribute("", name, value: nil, isPresent: isPresent)
    }

    /// `data-name="value"`: what our scripts read.
    package static func data(_ name: StaticString, _ value: String? = "") -> Attribute {
        Attribute("data-", name, value: value, isPresent: value != nil)
    }

    package static func data(_ name: StaticString, if isPresent: Bool) -> Attribute {
        Attribute("data-", name, value: nil, isPresent: isPresent)
    }

    package static func aria(_ name: StaticString, _ value: String?) -> Attribute {
        Attribute("aria-", name, value: value, isPresent: value != nil)
    }

    package static func aria(_ name: StaticString, is truth: Bool) -> Attribute {
        Attribute("aria-", name, value: truth ? "true" : "false", isPresent: true)
    }
}

extension Attribute {
    package static func `class`(_ names: String?) -> Attribute { attribute("class", names) }
    package static func id(_ id: String?) -> Attribute { attribute("id", id) }
    package static func name(_ name: String?) -> Attribute { attribute("name", name) }
    package static func value(_ value: String?) -> Attribute { attribute("value", value) }
    package static func type(_ type: String) -> Attribute { attribute("type", type) }
    package static func title(_ title: String?) -> Attribute { attribute("title", title) }
    package static func role(_ role: String?) -> Attribute { attribute("role", role) }
    package static func style(_ style: String?) -> Attribute { attribute("style", style) }
    package static func placeholder(_ text: String?) -> Attribute { attribute("placeholder", text) }
    package static func `for`(_ id: String?) -> Attribute { attribute("for", id) }
    package static func method(_ method: String) -> Attribute { attribute("method", method) }
    package static func tabindex(_ index: Int) -> Attribute { attribute("tabindex", String(index)) }

    package static func hidden(_ isHidden: Bool = true) -> Attribute { flag("hidden", isHidden) }
    package static func disabled(_ isDisabled: Bool = true) -> Attribute { flag("disabled", isDisabled) }
    package static func required(_ isRequired: Bool = true) -> Attribute { flag("required", isRequired) }
    package static func checked(_ isChecked: Bool = true) -> Attribute { flag("checked", isChecked) }
    package static func selected(_ isSelected: Bool = true) -> Attribute { flag("selected", isSelected) }

    /// Where a link leads. What somebody typed may not run as a script: an unknown scheme leads nowhere.
    package static func href(_ address: String?) -> Attribute { attribute("href", address.map(safeAddress)) }
    package static func action(_ address: String?) -> Attribute { attribute("action", address.map(safeAddress)) }
    package static func src(_ address: String?) -> Attribute { attribute("src", address.map(safeAddress)) }

    private static let schemes: Set<String> = ["http", "https", "mailto", "tel", "sms"]

    static func safeAddress(_ address: String) -> String {
        // Nearly all: an address of ours, a mail, a call.
        if address.utf8.first == UInt8(ascii: "/") { return address }
        for start in ["mailto:", "tel:", "https://"] where address.hasPrefix(start) { return address }
        // Browsers drop tabs, line ends and leading spaces before they look for the scheme; so do we.
        let seen = String(decoding: address.utf8.filter { $0 > 32 }, as: UTF8.self)
        guard let colon = seen.firstIndex(of: ":") else { return address }
        let scheme = seen[..<colon]
        if scheme.contains(where: { "/?#".contains($0) }) { return address }
        return schemes.contains(scheme.lowercased()) ? address : "#"
    }
}
