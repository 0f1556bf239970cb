import Localisation
import Records

/// A month of records, each on its day.
struct ListCalendar: Sendable {
    let page: ListPage
    /// A day shows this many; the rest are one click away.
    private static let perDay = 5

    private var t: Translator { page.t }

    func render(_ html: inout HTML) {
        guard let day = page.state.day else { return }
        let span = ListSpan(page.state.address.month, layout: .calendar, today: page.context.today)
        page.spanBar(span, title: t.monthOfYear(span.month), &html)
        let byDay = Dictionary(grouping: page.content.records) { page.day(of: $0, day) ?? span.last }
        html.table(
            .class("table plain calendar"), .style("table-layout:fixed"), .aria("label", t.monthOfYear(span.month))
        ) { html in
            html.thead { html in
                html.tr { html in
                    for weekday in 1...7 {
                        html.th(t.shortWeekdayName(weekday), .attribute("scope", "col"), .title(t.weekdayName(weekday)))
                    }
                }
            }
            html.tbody(.id("rows"), .data("live-rows")) { html in
                for week in 0..<span.dayCount / 7 {
                    html.tr(.id("week-\(span.first.adding(days: week * 7).iso)")) { html in
                        for weekday in 0..<7 {
                            let date = span.first.adding(days: week * 7 + weekday)
                            cell(
                                date, byDay[date] ?? [], day, isOutside: date.parts.month != span.month.parts.month,
                                &html)
                        }
                    }
                }
            }
        }
    }

    private func cell(_ date: Day, _ records: [Record], _ day: FieldSpec, isOutside: Bool, _ html: inout HTML) {
        let isToday = date == page.context.today
        html.td(.style("vertical-align:top;height:96px;white-space:normal"), .aria("current", isToday ? "date" : nil)) {
            html in
            html.time(
                String(date.parts.day), .class(isToday ? "badge accent" : isOutside ? "xs muted" : "xs strong"),
                .attribute("datetime", date.iso))
            html.ul { html in
                for record in records.prefix(ListCalendar.perDay) {
                    html.li(.class("cut xs")) {
                        $0.a(page.row.name(of: record), .class("link"), .href("/\(page.kind.plural)/\(record.id)"))
                    }
                }
            }
            guard records.count > ListCalendar.perDay else { return }
            let condition = page.state.condition.and(.test(path: [day.name], .equals(.text(date.iso)))).flattened
            let link = page.state.address.link { address in
                address.set(condition)
                address.layout = "list"
            }
            let rest = records.count - ListCalendar.perDay
            html.a(t(Message("{count} more", "{count} more", count: rest)), .class("link xs"), .href(link))
        }
    }
}

extension ListPage {
    /// The day a record stands on, on the reader's clock.
    func day(of record: Record, _ field: FieldSpec) -> Day? {
        switch record.value(field.name, in: kind) {
        case .day(let day): day
        case .instant(let instant): instant.day(in: t.timeZone)
        default: nil
        }
    }

    /// Which days are shown, which field they are of, and the way to those before and after.
    func spanBar(_ span: ListSpan, title: String, _ html: inout HTML) {
        html.div(.class("toolbar")) { html in
            html.action(
                Action(
                    t("Earlier"), icon: "chevron-left", look: .quiet, small: true, iconOnly: true,
                    href: state.address.link { $0.month = span.previous }))
            html.h2(title)
            html.action(
                Action(
                    t("Later"), icon: "chevron-right", look: .quiet, small: true, iconOnly: true,
                    href: state.address.link { $0.month = span.next }))
            html.action(Action(t("Today"), small: true, href: state.address.link { $0.month = nil }))
            html.span("", .class("grow"))
            html.form(.method("get"), .action("/\(kind.plural)"), .class("row")) { html in
                for item in state.address.firstPage.query.items where item.name != "by" {
                    html.input(.type("hidden"), .name(item.name), .value(item.value))
                }
                html.label(t("By"), .for("by"), .class("xs muted"))
                html.select(.class("input"), .id("by"), .name("by"), .data("submit-on-change")) { html in
                    for field in kind.days(seenBy: context.viewer) {
                        html.option(t(field.label), .value(field.name), .selected(field.name == state.day?.name))
                    }
                }
                html.element("noscript", []) { $0.action(Action(t("Show"), small: true, submit: true)) }
            }
        }
        if content.isCut {
            html.notice(
                t(
                    Message(
                        "Only the first {limit} records of these days are shown. Filter to see the others.",
                        ["limit": .number(ListSpan.limit)])), .warn)
        }
    }
}
