import Localisation
import Records

/// What opens above the page: dialogs and menus, made of native `<dialog>` and popovers.
extension HTML {
    /// Opened by any element with `data-dialog="ID"`; closed by Escape, its cross, or `<button data-close>`.
    package mutating func dialog(
        id: String, title: String, wide: Bool = false, _ t: Translator, content: (inout HTML) -> Void
    ) {
        dialog(.class(wide ? "sheet wide" : "sheet"), .id(id), .aria("labelledby", id + "-title")) { html in
            html.header { html in
                html.h2(title, .id(id + "-title"))
                html.action(
                    Action(t("Close"), icon: "x", look: .quiet, small: true, iconOnly: true, [.data("close")]))
            }
            html.div(.class("inside"), content: content)
        }
    }

    /// A dialog's content fetched when it is wanted (`data-sheet="ADDRESS"`): the server answers with this fragment and
    /// `sheets.js` puts it into a dialog above whatever is open, so nothing below is lost.
    package mutating func sheetFragment(title: String, _ t: Translator, content: (inout HTML) -> Void) {
        header { html in
            html.h2(title)
            html.action(Action(t("Close"), icon: "x", look: .quiet, small: true, iconOnly: true, [.data("close")]))
        }
        div(.class("inside"), content: content)
    }

    /// A menu opened by a button with `popovertarget="ID"`; `menus.js` places it beside the button.
    package mutating func menu(id: String, label: String, content: (inout HTML) -> Void) {
        div(.class("menu"), .id(id), .flag("popover"), .aria("label", label), content: content)
    }

    package mutating func menuLink(_ label: String, icon: String?, href: String, isCurrent: Bool = false) {
        a(.class("item"), .href(href), .aria("current", isCurrent ? "true" : nil)) { html in
            if let icon { html.icon(icon, .small) }
            html.span(label)
        }
    }

    package mutating func menuButton(_ label: String, icon: String?, danger: Bool = false, _ attributes: [Attribute]) {
        let attributes: [Attribute] = [.class(danger ? "item danger" : "item"), .type("button")] + attributes
        element("button", attributes) { html in
            if let icon { html.icon(icon, .small) }
            html.span(label)
        }
    }

    /// A small form that is one button: it works without script, and `forms.js` sends it in place when `data-ajax`.
    package mutating func postButton(_ action: Action, to address: String, csrf: String, ajax: Bool = true) {
        form(.method("post"), .action(address), .data("ajax", if: ajax)) { html in
            html.csrfField(csrf)
            var action = action
            action.isSubmit = true
            html.action(action)
        }
    }
}

/// A short message at the bottom of the screen, there for at least six seconds; waiting on it pauses the time.
/// It offers to undo instead of asking before. A fetched answer carries it in the header `X-Toast`.
package struct Toast: Sendable {
    package var text: String
    /// Where a POST takes the change back.
    package var undo: String?
    package var tone: Tone
    package init(_ text: String, undo: String? = nil, tone: Tone = .good) {
        self.text = text
        self.undo = undo
        self.tone = tone
    }

    /// What stands in the header: JSON, percent-encoded because headers are ASCII.
    package var header: String {
        var members = [JSON.Member("text", .text(text)), JSON.Member("tone", .text(tone.rawValue))]
        if let undo { members.append(JSON.Member("undo", .text(undo))) }
        return percentEncoded(String(decoding: JSON.object(members).bytes, as: UTF8.self))
    }
}

extension HTML {
    /// The place toasts appear; a popover, so that it stays above dialogs. `toast` shows when the page loads.
    mutating func toasts(_ toast: String?) {
        div(
            .class("toasts"), .id("toasts"), .attribute("popover", "manual"), .role("status"),
            .data("toast", toast)
        ) { _ in }
        div(.class("unseen"), .id("announcements"), .aria("live", "polite")) { _ in }
    }
}
