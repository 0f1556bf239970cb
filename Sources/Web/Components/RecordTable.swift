import Localisation
import Records

/// A list of records as a table: sorted by its headers, walked by J and K, selected by X, opened by Enter.
///
/// `lists.js` expects: `table[data-list]`, each `tr[data-id]` with `data-href` (open) and `data-peek` (fragment for the
/// side panel), a checkbox in `.select`, and on `[data-list]` the address of the whole list for live updates.
package struct RecordTable: Sendable {
    package struct Column: Sendable {
        package enum Sort: Sendable { case none, ascending, descending }
        package var label: String
        /// Where the list sorted by this column is; nil where it cannot be sorted.
        package var sortHref: String?
        package var sort: Sort
        package var isAmount: Bool
        package init(_ label: String, sortHref: String? = nil, sort: Sort = .none, amount: Bool = false) {
            self.label = label
            self.sortHref = sortHref
            self.sort = sort
            isAmount = amount
        }
    }

    package struct Row: Sendable {
        package var id: Int64
        package var title: String
        package var href: String
        package var peek: String?
        package var avatar: Avatar?
        /// One for each column after the title.
        package var cells: [Cell]
        package init(
            id: Int64, title: String, href: String, peek: String? = nil, avatar: Avatar? = nil, cells: [Cell]
        ) {
            self.id = id
            self.title = title
            self.href = href
            self.peek = peek
            self.avatar = avatar
            self.cells = cells
        }
    }

    /// What the table holds, for those who cannot see it: “Accounts”.
    package var label: String
    /// The title's column first.
    package var columns: [Column]
    package var rows: [Row]
    package var isSelectable: Bool

    package init(label: String, columns: [Column], rows: [Row], selectable: Bool = true) {
        self.label = label
        self.columns = columns
        self.rows = rows
        isSelectable = selectable
    }
}

extension HTML {
    package mutating func recordTable(_ table: RecordTable, _ t: Translator) {
        self.table(.class("table"), .data("list"), .aria("label", table.label)) { html in
            html.thead { html in
                html.tr { html in
                    if table.isSelectable { html.selectAllHead(t) }
                    for column in table.columns { html.head(column, t) }
                    html.th(.class("does")) { $0.span(t("Actions"), .class("unseen")) }
                }
            }
            html.tbody(.id("rows"), .data("live-rows")) { html in
                for row in table.rows { html.row(row, of: table, t) }
            }
        }
    }

    private mutating func selectAllHead(_ t: Translator) {
        th(.class("select")) { html in
            html.input(.type("checkbox"), .data("select-page"), .aria("label", t("Select this page")))
        }
    }

    private mutating func head(_ column: RecordTable.Column, _ t: Translator) {
        let sorts: [RecordTable.Column.Sort: String] = [.ascending: "ascending", .descending: "descending"]
        th(
            .attribute("scope", "col"), .class(column.isAmount ? "amount" : nil), .aria("sort", sorts[column.sort])
        ) { html in
            guard let href = column.sortHref else { return html.text(column.label) }
            html.a(.href(href)) { html in
                html.text(column.label)
                switch column.sort {
                case .none: break
                case .ascending: html.icon("arrow-up", .small)
                case .descending: html.icon("arrow-down", .small)
                }
            }
        }
    }

    private mutating func row(_ row: RecordTable.Row, of table: RecordTable, _ t: Translator) {
        tr(
            .id("row-\(row.id)"), .data("id", String(row.id)), .data("href", row.href), .data("peek", row.peek),
            .tabindex(-1)
        ) { html in
            if table.isSelectable {
                html.td(.class("select")) { html in
                    let label = t(Message("Select {name}", ["name": .text(row.title)]))
                    html.input(.type("checkbox"), .name("id"), .value(String(row.id)), .aria("label", label))
                }
            }
            html.td(.class("title")) { html in
                html.div(.class("row")) { html in
                    if let avatar = row.avatar { html.avatar(avatar) }
                    html.a(row.title, .class("cut"), .href(row.href))
                }
            }
            for (index, cell) in row.cells.enumerated() {
                let isAmount = table.columns[index + 1].isAmount
                // On the phone a row shows its first three facts.
                let look = index < 3 ? "fact" : "fact less"
                html.td(.class(isAmount ? look + " amount" : look)) { $0.cell(cell) }
            }
            html.rowActions(row, t)
        }
    }

    private mutating func rowActions(_ row: RecordTable.Row, _ t: Translator) {
        td(.class("does")) { html in
            guard row.peek != nil else { return }
            let label = t(Message("Peek at {name}", ["name": .text(row.title)]))
            html.action(
                Action(
                    label, icon: "panel-right", look: .quiet, small: true, iconOnly: true,
                    [.data("peek-open"), .tabindex(-1)]))
        }
    }

    /// The panel beside the list that Space fills; `peek.js` puts the fragment of `data-peek` inside.
    package mutating func peekPanel(_ t: Translator) {
        aside(.class("peek"), .id("peek"), .hidden(), .tabindex(-1), .aria("label", t("Beside the list"))) { _ in }
    }

    /// What `data-peek` answers: who it is, a link to the whole page, then `content`.
    package mutating func peekFragment(title: String, href: String, _ t: Translator, content: (inout HTML) -> Void) {
        header { html in
            html.h2(title, .class("cut grow"))
            html.action(Action(t("Open", context: "verb"), icon: "arrow-up-right", small: true, href: href))
            html.action(Action(t("Close"), icon: "x", look: .quiet, small: true, iconOnly: true, [.data("peek-close")]))
        }
        div(.class("inside"), content: content)
    }
}
