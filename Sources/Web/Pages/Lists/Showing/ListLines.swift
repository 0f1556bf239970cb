import Localisation
import Records

/// The lines of a list. What is the same in each of them is written once, as a stencil; cells the viewer may change are
/// edited where they stand.
struct ListLines {
    private enum Hole {
        static let id = 0, name = 1, quotedName = 2, initials = 3, hue = 4, firstCell = 5
    }

    private let row: ListRow
    private let stencil: Stencil
    /// Lines that are not edited where they stand.
    private let locked: Set<Int64>
    private let lockedStencil: Stencil
    private let name: (Record) -> String
    private let cells: [(Record, inout HTML) -> Void]

    init(_ row: ListRow, locked: Set<Int64> = [], sprite: String) {
        self.row = row
        self.locked = locked
        name = row.naming()
        cells = row.columns.dropFirst().map { row.writing($0) }
        let open = Stencil(sprite: sprite) { ListLines.line(row, &$0) }
        stencil = open
        let looking = row.onlyLooking
        lockedStencil = locked.isEmpty ? open : Stencil(sprite: sprite) { ListLines.line(looking, &$0) }
    }

    func write(_ records: [Record], to html: inout HTML) {
        let isCompany = row.isCompany
        for record in records {
            let name = name(record), id = String(record.id)
            (locked.contains(record.id) ? lockedStencil : stencil).write(to: &html) { hole, html in
                switch hole {
                case Hole.id: html.quoted(id)
                case Hole.name: html.text(name)
                case Hole.quotedName: html.quoted(name)
                case Hole.initials: html.text(Avatar(name, company: isCompany).initials)
                case Hole.hue: html.quoted(String(Avatar(name, company: isCompany).hue))
                default: cells[hole - Hole.firstCell](record, &html)
                }
            }
        }
    }

    private static func line(_ row: ListRow, _ html: inout HTML) {
        let t = row.t, kind = row.kind, id = Stencil.mark(Hole.id)
        let href = "/\(kind.plural)/\(id)\(row.place)"
        let named: [String: Message.Argument] = ["name": .text(Stencil.mark(Hole.quotedName))]
        html.tr(
            .id("row-" + id), .data("id", id), .data("href", href), .data("peek", "/\(kind.plural)/list/peek/\(id)"),
            .tabindex(-1)
        ) { html in
            html.td(.class("select")) { html in
                html.input(
                    .type("checkbox"), .name("id"), .value(id), .aria("label", t(Message("Select {name}", named))))
            }
            html.td(.class("title")) { html in
                html.div(.class("row")) { html in
                    if row.hasAvatar {
                        html.avatar(
                            Avatar("", company: row.isCompany), initials: Stencil.mark(Hole.initials),
                            hue: Stencil.mark(Hole.hue))
                    }
                    html.a(Stencil.mark(Hole.name), .class("cut"), .href(href))
                }
            }
            for (index, column) in row.columns.dropFirst().enumerated() { cell(column, index, row, &html) }
            html.td(.class("does")) { html in
                html.action(
                    Action(
                        t(Message("Peek at {name}", named)), icon: "panel-right", look: .quiet, small: true,
                        iconOnly: true, [.data("peek-open"), .tabindex(-1)]))
            }
        }
    }

    private static func cell(_ column: ListColumn, _ index: Int, _ row: ListRow, _ html: inout HTML) {
        // On the phone a row shows its first three facts.
        let look =
            (index < 3 || column.name == ListColumn.nextActivityName ? "fact" : "fact less")
            + (column.isAmount ? " amount" : "")
        let content = Stencil.mark(Hole.firstCell + index)
        html.td(.class(look)) { html in
            guard let field = column.field, row.isEditable(field) else { return html.text(content) }
            let edit = "/\(row.kind.plural)/\(Stencil.mark(Hole.id))/fields/\(field.name)"
            html.div(.class("fact-value"), .data("inline", edit)) { html in
                html.text(content)
                let label = row.t(Message("Edit {field}", ["field": .message(field.label)]))
                html.button(
                    .class("edit"), .type("button"), .data("inline-edit"), .tabindex(-1), .aria("label", label)
                ) { $0.icon("pencil", .small) }
            }
        }
    }
}
