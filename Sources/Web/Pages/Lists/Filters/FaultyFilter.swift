import Localisation
import Records

/// A filter that cannot be used: why, where in it, and all that was typed, to put it right.
struct FaultyFilter: Sendable {
    let page: ListPage

    func render(_ html: inout HTML) {
        let t = page.t, address = page.state.address
        html.emptyState(t("This filter cannot be used, so nothing is shown."), icon: "list-filter")
        for fault in page.state.faults {
            html.notice(
                t(Message("{place}: {reason}", ["place": .text(fault.field), "reason": .message(fault.message)])), .bad)
        }
        html.form(.method("get"), .action("/\(page.kind.plural)"), .class("stack")) { html in
            for item in address.firstPage.query.items where item.name != "where" {
                html.input(.type("hidden"), .name(item.name), .value(item.value))
            }
            html.label(t("Condition as JSON"), .for("where"))
            html.textarea(
                address.condition ?? page.state.view?.condition ?? "", .id("where"), .name("where"), .class("input"),
                .attribute("rows", "6"), .attribute("spellcheck", "false"))
            html.div(.class("row wrap")) { html in
                html.action(Action(t("Try again"), look: .primary, submit: true))
                html.action(Action(t("Clear the filters"), icon: "x", href: address.link { $0.set(.everything) }))
            }
        }
    }
}
