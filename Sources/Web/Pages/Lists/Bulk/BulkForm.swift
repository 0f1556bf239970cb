import Localisation
import Records

/// The sheets that ask what a mass action shall do, and say to how many records.
struct BulkForm: Sendable {
    let kind: Kind
    let selection: BulkSelection
    let count: Int
    let context: Context

    private var t: Translator { context.t }
    private var records: Message.Argument { .message(Message("{count} record", "{count} records", count: count)) }

    /// Fields that may hold the same value in many records.
    static func editable(_ kind: Kind, _ viewer: Viewer) -> [FieldSpec] {
        kind.declared.filter { viewer.mayWrite($0, of: kind) && !$0.isUnique && $0.name != kind.title }
    }

    func answer(_ request: Request, _ content: (inout HTML) -> Void) -> Response {
        if request.isFetched { return .fragment { content(&$0) } }
        return PageFrame(request, context).page(t("Selection")) { html in
            html.topbar(parent: t(kind.pluralLabel), href: "/\(kind.plural)", title: t("Selection"), t)
            html.div(.class("content padded narrow"), content: content)
        }
    }

    func edit(_ html: inout HTML) {
        html.sheetFragment(title: t(Message("Change {records}", ["records": records])), t) { html in
            html.form(.method("post"), .action("/\(kind.plural)/list/edit/apply"), .data("ajax"), .class("stack")) {
                html in
                hidden(&html)
                html.refusals(nil, [], t)
                html.p(
                    t(
                        "Ticked fields get the value beside them; an empty value empties them. Everything can be "
                            + "undone."
                    ), .class("s muted"))
                for field in BulkForm.editable(kind, context.viewer) { row(field, &html) }
                html.action(Action(t(Message("Change {records}", ["records": records])), look: .primary, submit: true))
            }
        }
    }

    private func row(_ spec: FieldSpec, _ html: inout HTML) {
        var relaxed = FieldSpec(name: spec.name, label: spec.label, shape: spec.shape)
        relaxed.maxLength = spec.maxLength
        var field = FormField(relaxed)
        field.isLabelHidden = true
        if let target = spec.shape.linkTarget { field.picker = "/pick/\(target)" }
        if spec.shape == .reference { field.picker = "/pick/any" }
        if spec.shape == .money { field.unit = context.workspace.settings.currency }
        html.details { html in
            html.summary(t(spec.label))
            html.label(.class("tick")) { html in
                html.input(.type("checkbox"), .name("set"), .value(spec.name))
                html.span(t(Message("Change {field}", ["field": .message(spec.label)])))
            }
            html.field(field, t)
        }
    }

    func delete(_ html: inout HTML) {
        html.sheetFragment(title: t(Message("Delete {records}", ["records": records])), t) { html in
            html.form(.method("post"), .action("/\(kind.plural)/list/delete/apply"), .data("ajax"), .class("stack")) {
                html in
                hidden(&html)
                html.p(t("What belongs to them goes too. It can all be undone afterwards, in one action."))
                html.action(
                    Action(
                        t(Message("Delete {records}", ["records": records])), icon: "trash-2", look: .danger,
                        submit: true))
            }
        }
    }

    private func hidden(_ html: inout HTML) {
        html.csrfField(context.csrfToken ?? "")
        selection.hidden(&html)
    }
}
