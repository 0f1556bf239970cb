import Localisation
import Records

/// The bar that floats above a list while rows are ticked (`lists.js`). It offers all that match, too, even where their
/// number is known only as “more than a thousand”.
extension ListPage {
    func bulk(_ html: inout HTML) {
        guard !content.records.isEmpty, !bulkActions.isEmpty else { return }
        html.form(
            .class("bulk"), .id("bulk"), .method("post"), .action(bulkAddress("export")), .hidden(),
            .data("total", t.number(content.count.number) + (content.count.isExact ? "" : "+")), .role("region"),
            .aria("label", t("Selection"))
        ) { html in
            html.csrfField(context.csrfToken ?? "")
            html.input(.type("hidden"), .name("where"), .value(state.conditionText ?? ""))
            html.input(.type("hidden"), .name("all"), .value("0"))
            html.span("", .class("strong"), .data("bulk-count"), .role("status"))
            html.action(Action("", look: .quiet, small: true, [.data("bulk-all")]))
            for action in bulkActions { html.action(action) }
            html.action(
                Action(
                    t("Clear the selection"), icon: "x", look: .quiet, small: true, iconOnly: true,
                    [.data("bulk-clear")]))
        }
    }

    /// Only what the viewer may do to records of this kind; each record is asked about anew when it is done.
    private var bulkActions: [Action] {
        var actions: [Action] = []
        if context.viewer.may(.change, kind) {
            let sheet = bulkAddress("edit")
            actions.append(
                Action(t("Change a field"), icon: "pencil", look: .quiet, small: true, [.data("sheet", sheet)]))
        }
        if context.offersMerging(kind) {
            actions.append(
                Action(
                    t("Merge", context: "verb"), icon: "merge", look: .quiet, small: true, submit: true,
                    [.attribute("formaction", "/\(kind.plural)/list/merge")]))
        }
        for action in context.product.registry.listActions where action.applies(kind, context.viewer) {
            actions.append(
                Action(
                    t(action.label), icon: action.icon, look: .quiet, small: true, submit: true,
                    [.attribute("formaction", action.path(kind))]))
        }
        if context.viewer.may(.export, kind) {
            actions.append(Action(t("Export"), icon: "download", look: .quiet, small: true, submit: true))
        }
        if context.viewer.may(.delete, kind) {
            let sheet = bulkAddress("delete")
            actions.append(
                Action(t("Delete"), icon: "trash-2", look: .danger, small: true, [.data("sheet", sheet)]))
        }
        return actions
    }

    /// The searched words go with the address; the form holds the rest.
    private func bulkAddress(_ name: String) -> String {
        let words = state.search.map { "?" + Form([Form.Item("q", $0)]).encoded } ?? ""
        return "/\(kind.plural)/list/\(name)" + words
    }
}
