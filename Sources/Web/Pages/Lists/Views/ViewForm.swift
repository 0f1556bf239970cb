import Localisation
import Records

/// The sheet that names a view, shares it, changes what it shows, or takes it away.
struct ViewForm: Sendable {
    let state: ListState
    /// Nil for a new one.
    let view: ListViews.View?
    let context: Context

    private var t: Translator { context.t }
    private var address: String { "/\(state.kind.plural)/list/views" }
    var title: String { view.map { t(Message("View “{name}”", ["name": .text($0.name)])) } ?? t("Save the view") }

    func render(_ html: inout HTML) {
        if let view, !view.isMine {
            html.notice(t("Somebody shared this view with you. Save it under a name of your own to change it."))
            return
        }
        if let own = state.view, view == nil, own.isMine { overwrite(own, &html) }
        html.form(
            .method("post"), .action(view.map { "\(address)/\($0.id)" } ?? address), .data("ajax"), .class("stack")
        ) { html in
            hidden(&html)
            html.refusals(nil, [], t)
            var name = FormField(
                FieldSpec(
                    name: "name", label: Message("Name of the view"), shape: .text, traits: [.required, .max(80)]))
            name.text = view?.name ?? ""
            name.hasFocus = true
            html.field(name, t)
            var shared = FormField(
                FieldSpec(name: "is_shared", label: Message("Everybody may use this view"), shape: .boolean))
            shared.text = view?.isShared == true ? "true" : "false"
            html.field(shared, t)
            if view == nil {
                html.field(
                    FormField(
                        FieldSpec(name: "default", label: Message("Open this list with this view"), shape: .boolean)), t
                )
            }
            html.action(Action(t("Save"), look: .primary, submit: true))
        }
        if let view { manage(view, &html) }
    }

    private func overwrite(_ view: ListViews.View, _ html: inout HTML) {
        html.form(.method("post"), .action("\(address)/\(view.id)"), .data("ajax"), .class("stack")) { html in
            hidden(&html)
            html.input(.type("hidden"), .name("content"), .value("1"))
            html.action(
                Action(
                    t(Message("Save the changes to “{name}”", ["name": .text(view.name)])), icon: "save",
                    look: .primary, submit: true))
        }
        html.heading(t("Or save as a new view"))
    }

    private func manage(_ view: ListViews.View, _ html: inout HTML) {
        html.form(.method("post"), .action("\(address)/\(view.id)/delete"), .data("ajax")) { html in
            hidden(&html)
            html.action(Action(t("Delete this view"), icon: "trash-2", look: .danger, submit: true))
        }
    }

    private func hidden(_ html: inout HTML) {
        html.csrfField(context.csrfToken ?? "")
        html.input(.type("hidden"), .name("state"), .value(state.address.firstPage.query.encoded))
    }
}
