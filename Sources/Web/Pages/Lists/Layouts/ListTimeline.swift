import Localisation
import Records

/// Records along three months: a point on their day, or a bar from it to a second day where they have one.
struct ListTimeline: Sendable {
    let page: ListPage

    private var t: Translator { page.t }

    func render(_ html: inout HTML) {
        guard let start = page.state.day else { return }
        let span = ListSpan(page.state.address.month, layout: .timeline, today: page.context.today)
        let title = t(
            Message(
                "{first} to {last}",
                ["first": .text(t.monthOfYear(span.first)), "last": .text(t.monthOfYear(span.last))]))
        page.spanBar(span, title: title, &html)
        let end = self.end(after: start)
        html.table(.class("table plain timeline-table"), .style("table-layout:fixed"), .aria("label", title)) { html in
            html.thead { html in
                html.tr { html in
                    html.th(t(page.kind.label), .attribute("scope", "col"), .style("width:30%"))
                    for month in 0..<3 {
                        html.th(t.monthOfYear(span.month.adding(months: month)), .attribute("scope", "col"))
                    }
                }
            }
            html.tbody(.id("rows"), .data("live-rows")) { html in
                for record in page.content.records { row(record, start, end, span, &html) }
            }
        }
        if page.content.records.isEmpty { html.p(t("Nothing has a day in these months."), .class("toolbar muted")) }
    }

    /// The next day field of the declaration, where there is one: “starts” and “ends”, “opened on” and “closed on”.
    private func end(after start: FieldSpec) -> FieldSpec? {
        let names = ["ends_on", "ends_at", "closed_on", "due_on"]
        return page.kind.days(seenBy: page.context.viewer).first { names.contains($0.name) && $0.name != start.name }
    }

    private func row(_ record: Record, _ start: FieldSpec, _ end: FieldSpec?, _ span: ListSpan, _ html: inout HTML) {
        guard let first = page.day(of: record, start) else { return }
        let last = end.flatMap { page.day(of: record, $0) }.map { max($0, first) } ?? first
        let from = max(0, Int(first.number - span.first.number))
        let length = max(1, Int(min(last, span.last).number - first.number) + 1)
        let left = from * 1000 / span.dayCount, width = max(8, length * 1000 / span.dayCount)
        let words =
            last > first ? t(Message("{first} to {last}", ["first": .day(first), "last": .day(last)])) : t.day(first)
        html.tr(.id("row-\(record.id)")) { html in
            html.td(.class("title")) {
                $0.a(page.row.name(of: record), .class("cut"), .href("/\(page.kind.plural)/\(record.id)"))
            }
            html.td(.attribute("colspan", "3"), .style("position:relative")) { html in
                let place =
                    "position:absolute;left:\(left / 10).\(left % 10)%;width:\(width / 10).\(width % 10)%;"
                    + "min-width:8px;height:12px;top:10px;border-radius:6px;background:var(--accent)"
                html.element("i", [.style(place), .title(words), .aria("hidden", "true")], text: "")
                html.span(words, .class("unseen"))
            }
        }
    }
}
