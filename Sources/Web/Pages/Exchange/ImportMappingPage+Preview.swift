import Exchange
import Localisation
import Records

/// The first twenty lines as they will be understood, under a choice of what each column fills.
extension ImportMappingPage {
    func preview(_ html: inout HTML, _ context: Context) {
        let t = context.t
        let targets = ImportTargets(kind, context)
        html.div(
            .class("card scroll"), .tabindex(0), .role("region"), .aria("label", t("The first lines of the file"))
        ) { html in
            html.table(.class("table plain")) { html in
                html.thead { html in
                    html.tr(.class("tall")) { html in
                        html.th(t("Row"), .attribute("scope", "col"))
                        for (index, column) in guess.columns.enumerated() {
                            html.th(.attribute("scope", "col")) { head(column, index, targets, &$0, t) }
                        }
                    }
                }
                let readings = guess.columns.map { CellReading($0, mapping, targets) }
                html.tbody { html in
                    for row in guess.rows { line(row, readings, &html, t) }
                }
            }
        }
    }

    private func head(
        _ column: ColumnGuess, _ index: Int, _ targets: ImportTargets, _ html: inout HTML, _ t: Translator
    ) {
        let chosen = mapping.columns.first { $0.name == column.name }?.paths.joined(separator: " + ") ?? ""
        html.div(.class("stack s")) { html in
            html.div(.class("row")) { html in
                html.span(column.name, .class("strong cut"))
                html.badge(Badge(column.kind.word(t)))
            }
            html.select(
                .class("input"), .name("path[\(index)]"),
                .aria("label", t(Message("What “{column}” fills", ["column": .text(column.name)])))
            ) { html in
                html.option(t("(not imported)"), .value(""), .selected(chosen.isEmpty))
                for group in targets.groups {
                    html.element("optgroup", [.attribute("label", group.label)]) { html in
                        for option in group.options {
                            html.option(option.label, .value(option.path), .selected(option.path == chosen))
                        }
                    }
                }
                if !chosen.isEmpty, !targets.knows(chosen) { html.option(chosen, .value(chosen), .selected()) }
            }
            for note in column.notes { html.small(t(note), .class("muted")) }
        }
    }

    private func line(_ row: TableRow, _ readings: [CellReading], _ html: inout HTML, _ t: Translator) {
        html.tr { html in
            html.td(t.number(row.number), .class("number muted"))
            if let problem = row.problem {
                html.td(.attribute("colspan", String(guess.columns.count))) { html in
                    html.badge(Badge(t("Failed"), .bad))
                    html.span(t(problem.message))
                }
            } else {
                for (cell, reading) in zip(row.cells, readings) { reading.show(cell, &html, t) }
            }
        }
    }
}

/// How the cells of one column are understood for the field they fill.
struct CellReading {
    private var style: CellStyle
    private let shape: Shape?
    private let isImported: Bool
    private let words: [String: String]

    init(_ column: ColumnGuess, _ mapping: ImportMapping, _ targets: ImportTargets) {
        let paths = mapping.columns.first { $0.name == column.name }?.paths ?? []
        style = column.style
        if let dates = mapping.dates { style.order = dates }
        if let decimal = mapping.decimal { style.mark = decimal }
        if let currency = mapping.currency { style.currency = currency }
        shape = paths.count == 1 ? targets.shape(paths[0]) : nil
        isImported = !paths.isEmpty
        words = mapping.values[column.name] ?? [:]
    }

    func show(_ cell: String, _ html: inout HTML, _ t: Translator) {
        guard isImported else { return html.td(String(cell.prefix(120)), .class("muted")) }
        guard let text = style.text(words[cell] ?? cell) else { return html.td("") }
        guard let understood = understood(text, t) else {
            return html.td(.class("bad-cell")) { html in
                html.icon("circle-alert", .small)
                html.span(String(text.prefix(120)))
                html.span(t("cannot be read"), .class("unseen"))
            }
        }
        html.td(String(understood.prefix(120)))
    }

    /// As it will be written; nil where it is not what the field holds.
    private func understood(_ text: String, _ t: Translator) -> String? {
        switch shape {
        case .day: style.day(text).map(t.day) ?? style.instant(text).map { t.day($0.day(in: t.timeZone)) }
        case .instant: style.instant(text).map(t.instant)
        case .money: style.money(text).map(t.money)
        case .exact: style.exact(text).map(t.exact)
        default: text
        }
    }
}
