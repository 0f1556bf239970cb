import Localisation
import Records
import Storage

/// The table of a list, sorted by its headers.
extension ListPage {
    func table(_ html: inout HTML) {
        html.table(.class("table"), .data("list"), .aria("label", title)) { html in
            html.thead { html in
                html.tr { html in
                    html.th(.class("select")) { html in
                        html.input(.type("checkbox"), .data("select-page"), .aria("label", t("Select this page")))
                    }
                    for column in state.columns { head(column, &html) }
                    html.th(.class("does")) { $0.span(t("Actions"), .class("unseen")) }
                }
            }
            html.tbody(.id("rows"), .data("live-rows")) { rows(&$0) }
        }
    }

    /// The rows of this page, and the way to those that follow.
    func rows(_ html: inout HTML) {
        ListLines(row, locked: content.locked, sprite: html.sprite).write(content.records, to: &html)
        guard let next = content.next else { return }
        html.tr(.id("more-rows"), .data("more-place")) { html in
            html.td(.attribute("colspan", String(state.columns.count + 2))) { html in
                html.action(
                    Action(
                        t("Show more"), icon: "chevron-down", look: .quiet, small: true,
                        href: state.address.next(next.text), [.data("more")]))
            }
        }
    }

    func moreRows(_ html: inout HTML) { rows(&html) }

    var row: ListRow {
        ListRow(
            kind: kind, columns: state.columns, pointed: content.pointed, showing: showing, context: context,
            place: "?view=" + percentEncoded(state.address.firstPage.query.encoded))
    }

    private func head(_ column: ListColumn, _ html: inout HTML) {
        let order = state.sort.first { $0.field == column.name }
        let sort = order.map { $0.descending ? "descending" : "ascending" }
        html.th(.attribute("scope", "col"), .class(column.isAmount ? "amount" : nil), .aria("sort", sort)) { html in
            guard let field = column.field, field.isSorted || isSmall && canSort(field) else {
                return html.text(t(column.label))
            }
            html.a(.href(sortLink(field, order)), .attribute("rel", "nofollow")) { html in
                html.text(t(column.label))
                if let order { html.icon(order.descending ? "arrow-down" : "arrow-up", .small) }
            }
        }
    }

    /// Up, then down, then as usual again. Amounts and days begin with the largest.
    private func sortLink(_ field: FieldSpec, _ order: ListQuery.Sort?) -> String {
        let startsDown = field.shape.isOrdered && field.shape != .day
        return state.address.link { address in
            switch order?.descending {
            case nil: address.sort = (startsDown ? "-" : "") + field.name
            case startsDown?: address.sort = (startsDown ? "" : "-") + field.name
            default: address.sort = nil
            }
        }
    }

    /// A short list may be sorted by any field that has an order of its own.
    private var isSmall: Bool { content.count.isExact && content.count.number <= 10_000 }

    private func canSort(_ field: FieldSpec) -> Bool {
        field.shape.linkTarget == nil && field.shape != .reference && field.shape != .longText
    }
}
