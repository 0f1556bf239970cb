import Localisation

/// Writing into the timeline: tabs for note, call, task… each a form of its own.
///
/// `composer.js`: arrow keys walk the tabs; Ctrl+Enter sends; what is typed is kept on this device under `data-draft`
/// until it is sent. The form is sent in place; then `live.js` fetches the page's regions (`#timeline`) again.
package struct Composer: Sendable {
    package struct Tab: Sendable {
        package var id: String
        package var label: String
        package var icon: String
        package var address: String
        package var placeholder: String
        /// The name of the text: `body`.
        package var textName: String
        /// More fields than the text: due day, kind…
        package var fields: [FormField]
        package var send: String
        package init(
            id: String, label: String, icon: String, address: String, placeholder: String, textName: String = "body",
            fields: [FormField] = [], send: String
        ) {
            self.id = id
            self.label = label
            self.icon = icon
            self.address = address
            self.placeholder = placeholder
            self.textName = textName
            self.fields = fields
            self.send = send
        }
    }

    package var tabs: [Tab]
    /// What is written on a page of its own.
    package var links: [Action] = []
    /// Names the drafts: `account-12`.
    package var draft: String
    package var csrf: String
    package init(tabs: [Tab], draft: String, csrf: String) {
        self.tabs = tabs
        self.draft = draft
        self.csrf = csrf
    }
}

extension HTML {
    package mutating func composer(_ composer: Composer, _ t: Translator) {
        div(.class("card composer"), .data("composer")) { html in
            html.div(.class("tab-list")) { html in
                html.div(.class("tabs-only"), .role("tablist"), .aria("label", t("What to add"))) { html in
                    for (index, tab) in composer.tabs.enumerated() { html.composerTab(tab, isFirst: index == 0) }
                }
                for link in composer.links { html.composerLink(link) }
            }
            for (index, tab) in composer.tabs.enumerated() {
                html.composerForm(tab, of: composer, isFirst: index == 0, t)
            }
        }
    }

    private mutating func composerTab(_ tab: Composer.Tab, isFirst: Bool) {
        button(
            .type("button"), .role("tab"), .id("tab-" + tab.id), .aria("controls", "panel-" + tab.id),
            .aria("selected", is: isFirst), .tabindex(isFirst ? 0 : -1)
        ) { html in
            html.icon(tab.icon, .small)
            html.text(tab.label)
        }
    }

    private mutating func composerLink(_ link: Action) {
        a(.class("elsewhere"), .href(link.href)) { html in
            if let icon = link.icon { html.icon(icon, .small) }
            html.text(link.label)
        }
    }

    private mutating func composerForm(_ tab: Composer.Tab, of composer: Composer, isFirst: Bool, _ t: Translator) {
        div(
            .id("panel-" + tab.id), .role("tabpanel"), .aria("labelledby", "tab-" + tab.id), .hidden(!isFirst)
        ) { html in
            let draft = "\(composer.draft)-\(tab.id)"
            html.form(.method("post"), .action(tab.address), .data("ajax"), .data("draft", draft)) { html in
                html.csrfField(composer.csrf)
                html.refusals(nil, [], t)
                html.div(.data("field", tab.textName)) { html in
                    html.textarea(
                        "", .name(tab.textName), .aria("label", tab.label), .placeholder(tab.placeholder),
                        .attribute("rows", "2"))
                    html.refusalPlace(id: nil, nil)
                }
                if !tab.fields.isEmpty {
                    html.div(.class("form two")) { html in for field in tab.fields { html.field(field, t) } }
                }
                html.composerFoot(tab)
            }
        }
    }

    private mutating func composerFoot(_ tab: Composer.Tab) {
        footer { html in
            html.span("", .class("grow xs muted"), .data("draft-note"))
            html.button(.class("button primary small"), .type("submit")) { html in
                html.text(tab.send)
                html.kbd("Ctrl ↵", .class("desk-only"), .aria("hidden", "true"))
            }
        }
    }

    /// Types of entries as chips; plain links that `more.js` loads in place into `#timeline`.
    package mutating func timelineFilter(
        _ types: [(label: String, icon: String?, href: String, isHere: Bool)], _ t: Translator
    ) {
        nav(.class("row wrap"), .aria("label", t("Show in the timeline"))) { html in
            for type in types {
                html.a(.class("chip"), .href(type.href), .aria("current", type.isHere ? "true" : nil)) { html in
                    html.span { html in
                        if let icon = type.icon { html.icon(icon, .small) }
                        html.text(type.label)
                    }
                }
            }
        }
    }
}
