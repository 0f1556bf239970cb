import Localisation
import Records

/// The top of a record's page: where it stands in its list, who it is, what can be done.
package struct RecordHead: Sendable {
    package var title: String
    package var avatar: Avatar
    /// A badge, a place, a website: whatever tells who this is.
    package var about: [Cell]
    package var does: [Action]
    package init(title: String, avatar: Avatar, about: [Cell] = [], does: [Action] = []) {
        self.title = title
        self.avatar = avatar
        self.about = about
        self.does = does
    }
}

/// The record's place in the list it was opened from: “3 of 128”, and its neighbours.
package struct Neighbours: Sendable {
    package var position: String?
    package var previous: String?
    package var next: String?
    package init(position: String? = nil, previous: String? = nil, next: String? = nil) {
        self.position = position
        self.previous = previous
        self.next = next
    }
}

extension HTML {
    package mutating func recordHead(_ head: RecordHead) {
        div(.class("record-head")) { html in
            html.avatar(head.avatar)
            html.div { html in
                html.h1(head.title)
                html.div(.class("about")) { html in
                    for cell in head.about where !cell.isEmpty { html.span { $0.cell(cell) } }
                }
            }
            html.div(.class("does")) { html in for action in head.does { html.action(action) } }
        }
    }

    /// The line above every page: its title, then what can be done.
    package mutating func topbar(title: String, content: (inout HTML) -> Void = { _ in }) {
        header(.class("topbar")) { html in
            html.h1(title, .class("cut"))
            content(&html)
        }
    }

    /// The same on a page below another: the way back, this page, the neighbours in the list.
    package mutating func topbar(
        parent: String, href: String, title: String, isHeading: Bool = true, neighbours: Neighbours = Neighbours(),
        _ t: Translator, content: (inout HTML) -> Void = { _ in }
    ) {
        header(.class("topbar")) { html in
            html.nav(.class("breadcrumb"), .aria("label", t("Breadcrumb"))) { html in
                html.a(parent, .href(href), .data("up"))
                html.icon("chevron-right", .small)
                if isHeading {
                    html.h1(title, .class("cut"))
                } else {
                    html.span(title, .class("cut"), .aria("current", "page"))
                }
            }
            html.span("", .class("grow"))
            if let position = neighbours.position { html.span(position, .class("xs muted number desk-only")) }
            html.neighbour(t("Previous record"), "chevron-up", "k", neighbours.previous)
            html.neighbour(t("Next record"), "chevron-down", "j", neighbours.next)
            content(&html)
        }
    }

    private mutating func neighbour(_ label: String, _ icon: String, _ key: String, _ href: String?) {
        guard let href else { return }
        action(
            Action(label, icon: icon, look: .quiet, small: true, iconOnly: true, key: key, href: href))
    }

    /// A record linked to this one, as a quiet card: title and amount, then how far it is.
    package mutating func linkedRecord(
        title: String, href: String, amount: String? = nil, detail: String? = nil, stage: (number: Int, of: Int)? = nil
    ) {
        a(.class("linked"), .href(href)) { html in
            html.div(.class("row")) { html in
                html.span(title, .class("strong cut grow"))
                if let amount { html.span(amount, .class("strong number")) }
            }
            if let stage {
                html.div(.class("stages"), .aria("hidden", "true")) { html in
                    for step in 0..<stage.of { html.element("i", [.class(step < stage.number ? "on" : nil)], text: "") }
                }
            }
            if let detail { html.p(detail, .class("xs muted")) }
        }
    }

    package mutating func personLine(name: String, detail: String?, href: String, badge: Badge? = nil) {
        a(.class("person"), .href(href)) { html in
            html.avatar(Avatar(name, size: .medium))
            html.span(.class("cut grow")) { html in
                html.b(name)
                if let detail { html.small(detail, .class("cut")) }
            }
            if let badge { html.badge(badge) }
        }
    }
}
