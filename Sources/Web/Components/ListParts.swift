import Localisation
import Records

/// The quiet line under a list: how many there are, the page before and the page after.
package struct Pager: Sendable {
    /// “1 240”, or “1 000+” where counting would take too long.
    package var count: String
    /// Where the exact number can be asked for, when `count` is not exact.
    package var countHref: String?
    package var previous: String?
    package var next: String?
    package init(count: String, countHref: String? = nil, previous: String? = nil, next: String? = nil) {
        self.count = count
        self.countHref = countHref
        self.previous = previous
        self.next = next
    }
}

/// A filter as a person reads it: field, operator, value; opened to be changed, or taken away.
package struct FilterChip: Sendable {
    package var field: String
    package var comparison: String
    package var value: String
    package var icon: String?
    /// The fragment with the form that changes it.
    package var edit: String
    package var remove: String
    package init(
        field: String, comparison: String, value: String, icon: String? = nil, edit: String, remove: String
    ) {
        self.field = field
        self.comparison = comparison
        self.value = value
        self.icon = icon
        self.edit = edit
        self.remove = remove
    }
}

extension HTML {
    package mutating func pager(_ pager: Pager, _ t: Translator) {
        nav(.class("list-foot"), .aria("label", t("Pages"))) { html in
            html.span(pager.count, .class("number"), .id("list-count"))
            if let href = pager.countHref { html.a(t("Count exactly"), .class("link"), .href(href)) }
            html.span("", .class("grow"))
            html.pageLink(t("Previous"), "chevron-left", pager.previous, rel: "prev")
            html.pageLink(t("Next"), "chevron-right", pager.next, rel: "next")
        }
    }

    private mutating func pageLink(_ label: String, _ icon: String, _ href: String?, rel: String) {
        guard let href else {
            return action(Action(label, icon: icon, small: true, [.disabled()]))
        }
        action(Action(label, icon: icon, small: true, href: href, [.attribute("rel", rel)]))
    }

    package mutating func filterChip(_ chip: FilterChip, _ t: Translator) {
        span(.class("chip")) { html in
            html.button(.type("button"), .data("popup", chip.edit), .aria("haspopup", "dialog")) { html in
                if let icon = chip.icon { html.icon(icon, .small) }
                html.span(chip.field)
                html.span(chip.comparison, .class("operator"))
                html.span(chip.value)
            }
            let label = t(Message("Remove the filter {field}", ["field": .text(chip.field)]))
            html.a(.href(chip.remove), .aria("label", label)) { $0.icon("x", .small) }
        }
    }

    /// “+ Filter”: opens the fragment `editor`, which lists the fields and then asks operator and value.
    package mutating func addFilter(editor: String, _ t: Translator) {
        button(
            .class("chip add"), .type("button"), .data("popup", editor), .data("key", "f"), .aria("haspopup", "dialog")
        ) { html in
            html.span { html in
                html.icon("plus", .small)
                html.text(t("Filter"))
            }
        }
    }

    /// Says that the list is no longer as the saved view was, and offers to keep or forget that.
    package mutating func unsavedView(save: String, reset: String, _ t: Translator) {
        badge(Badge(t("Changed view"), .warn))
        action(Action(t("Save the view"), icon: "save", look: .quiet, small: true, [.data("sheet", save)]))
        action(Action(t("Reset"), icon: "undo-2", look: .quiet, small: true, href: reset))
    }

    /// Ways to look at the same records, or views saved before.
    package mutating func segments(
        _ label: String, _ links: [(label: String, icon: String, href: String, isHere: Bool)]
    ) {
        nav(.class("segments"), .aria("label", label)) { html in
            for link in links {
                html.a(.href(link.href), .aria("current", link.isHere ? "page" : nil)) { html in
                    html.icon(link.icon, .small)
                    html.span(link.label)
                }
            }
        }
    }

    /// Floats above the list while rows are selected. It is a form: `lists.js` fills `id` (repeated) or `all=1`; each
    /// action posts to its own `formaction`, or opens a sheet (`data-sheet`, posted to) that gets the same selection.
    package mutating func bulkBar(
        total: Int?, where condition: String?, csrf: String, _ actions: [Action], _ t: Translator
    ) {
        form(
            .class("bulk"), .id("bulk"), .method("post"), .hidden(), .data("total", total.map { t.number($0) }),
            .role("region"), .aria("label", t("Selection"))
        ) { html in
            html.csrfField(csrf)
            html.input(.type("hidden"), .name("where"), .value(condition ?? ""))
            html.input(.type("hidden"), .name("all"), .value("0"))
            html.span("", .class("strong"), .data("bulk-count"), .role("status"))
            if total != nil {
                html.action(Action("", look: .quiet, small: true, also: "linkish", [.data("bulk-all"), .hidden()]))
            }
            for action in actions { html.action(action) }
            html.action(
                Action(
                    t("Clear the selection"), icon: "x", look: .quiet, small: true, iconOnly: true,
                    [.data("bulk-clear")]))
        }
    }
}
