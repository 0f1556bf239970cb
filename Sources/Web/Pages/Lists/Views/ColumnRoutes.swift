import Localisation
import Records
import Storage

/// Which columns a list shows, and in what order. A person's choice is remembered; inside a view it is a change of the
/// view.
enum ColumnRoutes {
    static func register(in registry: inout Registry) {
        registry.routes.get("/:plural/list/columns", [], ask)
        registry.routes.post("/:plural/list/columns", [], change)
    }

    @Sendable private static func ask(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let state = try await FilterRoutes.read(kind, request.query["state"], context)
        let chooser = ColumnChooser(state: state, context: context)
        let title = context.t("Columns")
        if request.isFetched {
            return .fragment { html in html.sheetFragment(title: title, context.t) { chooser.render(&$0) } }
        }
        return PageFrame(request, context).page(title) { html in
            html.topbar(parent: context.t(kind.pluralLabel), href: state.address.link, title: title, context.t)
            html.div(.class("content padded narrow")) { chooser.render(&$0) }
        }
    }

    @Sendable private static func change(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        let form = try await request.form()
        let state = try await FilterRoutes.read(kind, form["state"], context)
        let names = form["reset"] == nil ? changed(state.columns.dropFirst().map(\.name), form) : nil
        let all = ListColumn.all(of: kind, schema: context.schema, viewer: context.viewer)
        let known = names.map { names in
            names.filter { name in all.contains { $0.name == name } }.joined(separator: ",")
        }
        guard state.view == nil else { return request.goingTo(state.address.link { $0.columns = known }) }
        try await context.write { try ListPreference.setColumns(known, of: kind, in: $0) }
        return request.goingTo(state.address.link { $0.columns = nil })
    }

    private static func changed(_ columns: [String], _ form: Form) -> [String] {
        var names = columns
        if let added = form["add"], !added.isEmpty, !names.contains(added) { names.append(added) }
        if let removed = form["remove"] { names.removeAll { $0 == removed } }
        if let up = form["up"], let place = names.firstIndex(of: up), place > 0 { names.swapAt(place, place - 1) }
        if let down = form["down"], let place = names.firstIndex(of: down), place < names.count - 1 {
            names.swapAt(place, place + 1)
        }
        // All ticked off one by one at once, where a list of ticks was sent.
        if form["ticked"] != nil {
            let ticked = form.all("column")
            names = names.filter { ticked.contains($0) } + ticked.filter { !names.contains($0) }
        }
        return Array(names.prefix(60))
    }
}

/// The columns that are shown, to move and take away, and a search over all others.
struct ColumnChooser: Sendable {
    let state: ListState
    let context: Context

    private var t: Translator { context.t }
    private var address: String { "/\(state.kind.plural)/list/columns" }

    func render(_ html: inout HTML) {
        html.form(.method("post"), .action(address), .data("ajax")) { html in
            hidden(&html)
            html.fieldset(.class("field"), .data("submit-on-change")) { html in
                html.legend(t("Add a column"))
                var picker = FormField(FieldSpec(name: "add", label: Message("Column"), shape: .link("field")))
                picker.picker = "/\(state.kind.plural)/list/fields?for=columns"
                html.control(picker, t)
            }
        }
        html.form(.method("post"), .action(address), .data("ajax"), .class("stack")) { html in
            hidden(&html)
            html.ol(.class("stack")) { html in
                html.li { $0.text(t(state.columns[0].label)) }
                for column in state.columns.dropFirst() { row(column, &html) }
            }
            html.div(.class("row wrap")) { html in
                html.action(
                    Action(t("Usual columns"), look: .quiet, small: true, submit: true, [.name("reset"), .value("1")]))
            }
        }
        html.details { html in
            html.summary(t("All columns"))
            ticks(&html)
        }
    }

    private func row(_ column: ListColumn, _ html: inout HTML) {
        let label = t(column.label)
        html.li(.class("row")) { html in
            html.span(label, .class("grow cut"))
            for (name, icon, words) in [
                ("up", "arrow-up", t(Message("Move {field} up", ["field": .text(label)]))),
                ("down", "arrow-down", t(Message("Move {field} down", ["field": .text(label)]))),
                ("remove", "x", t(Message("Hide {field}", ["field": .text(label)]))),
            ] {
                html.action(
                    Action(
                        words, icon: icon, look: .quiet, small: true, iconOnly: true, submit: true,
                        [.name(name), .value(column.name)]))
            }
        }
    }

    /// Several at once; also the way without script.
    private func ticks(_ html: inout HTML) {
        let shown = Set(state.columns.map(\.name))
        html.form(.method("post"), .action(address), .data("ajax"), .class("stack")) { html in
            hidden(&html)
            html.input(.type("hidden"), .name("ticked"), .value("1"))
            for column in ListColumn.all(of: state.kind, schema: context.schema, viewer: context.viewer)
            where column.name != state.kind.title {
                html.label(.class("tick")) { html in
                    html.input(
                        .type("checkbox"), .name("column"), .value(column.name), .checked(shown.contains(column.name)))
                    html.span(t(column.label))
                }
            }
            html.action(Action(t("Apply"), look: .primary, submit: true))
        }
    }

    private func hidden(_ html: inout HTML) {
        html.csrfField(context.csrfToken ?? "")
        html.input(.type("hidden"), .name("state"), .value(state.address.firstPage.query.encoded))
    }
}
