import Localisation
import Records

/// One record as a line of a list. Cells the viewer may change are edited where they stand.
struct ListRow: Sendable {
    let kind: Kind
    let columns: [ListColumn]
    let pointed: Pointed
    let showing: Showing
    let context: Context
    /// `?view=…`: the list a record is opened from, so that its page knows its neighbours.
    var place = ""

    private var t: Translator { context.t }

    func write(_ record: Record, to html: inout HTML) {
        let title = name(of: record), href = "/\(kind.plural)/\(record.id)\(place)"
        html.element(
            "tr",
            [
                .id("row-\(record.id)"), .data("id", String(record.id)), .data("href", href),
                .data("peek", "/\(kind.plural)/list/peek/\(record.id)"), .tabindex(-1),
            ]
        ) { html in
            html.td(.class("select")) { html in
                let label = t(Message("Select {name}", ["name": .text(title)]))
                html.input(.type("checkbox"), .name("id"), .value(String(record.id)), .aria("label", label))
            }
            html.td(.class("title")) { html in
                html.div(.class("row")) { html in
                    if hasAvatar { html.avatar(Avatar(title, company: kind.titleField.match == .companyName)) }
                    html.a(title, .class("cut"), .href(href))
                }
            }
            for (index, column) in columns.dropFirst().enumerated() { cell(column, record, index, &html) }
            html.td(.class("does")) { html in
                let label = t(Message("Peek at {name}", ["name": .text(title)]))
                html.action(
                    Action(
                        label, icon: "panel-right", look: .quiet, small: true, iconOnly: true,
                        [.data("peek-open"), .tabindex(-1)]))
            }
        }
    }

    /// People and companies are known by their names.
    private var hasAvatar: Bool {
        kind.titleField.match == .companyName || kind.titleField.match == .personName || kind.name == "user"
    }

    func name(of record: Record) -> String {
        let text = showing.text(kind.titleField, record.values(kind.titleField.name, in: kind))
        return text.isEmpty
            ? t(Message("{kind} without a name", ["kind": .message(kind.label)])) : String(text.prefix(200))
    }

    private func cell(_ column: ListColumn, _ record: Record, _ index: Int, _ html: inout HTML) {
        // On the phone a row shows its first three facts.
        let look =
            (index < 3 || column.name == ListColumn.nextActivityName ? "fact" : "fact less")
            + (column.isAmount ? " amount" : "")
        let shown = content(of: column, record)
        html.td(.class(look)) { html in
            guard let field = column.field, isEditable(field) else { return html.cell(shown) }
            let edit = "/\(kind.plural)/\(record.id)/fields/\(field.name)"
            html.div(.class("fact-value"), .data("inline", edit)) { html in
                html.cell(shown)
                let label = t(Message("Edit {field}", ["field": .message(field.label)]))
                html.button(
                    .class("edit"), .type("button"), .data("inline-edit"), .tabindex(-1), .aria("label", label)
                ) { $0.icon("pencil", .small) }
            }
        }
    }

    private func isEditable(_ field: FieldSpec) -> Bool {
        context.viewer.mayWrite(field, of: kind) && field.shape != .longText
    }

    func content(of column: ListColumn, _ record: Record) -> Cell {
        switch column {
        case .field(let field):
            let values = record.values(field.name, in: kind)
            if field.shape == .longText { return .text(String((values.first?.text ?? "").prefix(120))) }
            return showing.cell(field, values)
        case .part(let part):
            guard let text = pointed.parts[part.name]?[record.id] else { return .empty }
            let spec = part.kind.titleField
            return spec.shape.linkTarget == nil ? showing.cell(spec, [.text(text)]) : .text(text)
        case .nextActivity:
            let due = pointed.next[record.id]
            if due == nil, NextActivity.isClosed(record, kind) { return .empty }
            return .badge(NextActivity.badge(due, today: context.today, t))
        }
    }
}
