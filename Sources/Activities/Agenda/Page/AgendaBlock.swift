import Localisation
import Records
import Web

/// One activity among the hours: it can be dragged, made longer, moved by Shift and arrows, or by its form.
struct AgendaBlock: Sendable {
    let item: AgendaItem
    let page: AgendaPage

    private var t: Translator { page.t }

    func render(_ html: inout HTML, _ place: AgendaLanes.Place, on day: Day) {
        let minutes = place.minutes
        if item.isSecret { return secret(&html, place) }
        var style =
            "--from:\(minutes.lowerBound);--to:\(minutes.upperBound);--lane:\(place.lane);--lanes:\(place.lanes)"
        if page.isTeam, let person = item.people.first { style += ";--tint:var(--hue-\(page.people.hue(person)))" }
        let length = minutes.upperBound - minutes.lowerBound
        html.div(
            .class(AgendaChip.classes(item, page) + (length <= 30 ? " short" : "")), .id("item-\(item.id)-\(day.iso)"),
            .style(style), .data("item", String(item.id)), .data("name", item.subject),
            .data("minutes", String(item.minutes)),
            .data("from", String(minutes.lowerBound)), .data("whole", if: item.firstDay(in: page.zone) == day)
        ) { html in
            html.a(
                .class("agenda-link"), .href("/activities/\(item.id)"), .attribute("draggable", "false"),
                .aria("label", AgendaChip.spoken(item, page))
            ) { html in
                html.b(.class("cut")) { html in
                    html.icon(AgendaChip.icon(item, page), .small)
                    html.text(item.subject)
                }
                html.span(.class("cut agenda-when")) { html in
                    html.time(AgendaChip.hours(item, page))
                    if let detail = item.aboutTitle ?? item.place { html.text(" · " + detail) }
                }
            }
            AgendaChip.mover(item, page, &html)
            html.element("i", [.class("agenda-grip"), .data("grip")], text: "")
        }
    }

    /// Taken, and no more is said.
    private func secret(_ html: inout HTML, _ place: AgendaLanes.Place) {
        let minutes = place.minutes
        html.div(
            .class(minutes.count <= 30 ? "agenda-item secret short" : "agenda-item secret"),
            .style(
                "--from:\(minutes.lowerBound);--to:\(minutes.upperBound);--lane:\(place.lane);--lanes:\(place.lanes)")
        ) { html in
            html.div(.class("agenda-link")) { html in
                html.b(.class("cut")) { html in
                    html.icon("lock", .small)
                    html.text(t("Busy"))
                }
                html.time(AgendaChip.hours(item, page), .class("cut agenda-when"))
            }
        }
    }
}

/// One activity in a day’s cell: above the hours, in a month, in a team’s week.
struct AgendaChip: Sendable {
    let item: AgendaItem
    let page: AgendaPage

    func render(_ html: inout HTML, on day: Day) {
        if item.isSecret { return secret(&html) }
        var style: String?
        if page.isTeam, let person = item.people.first { style = "--tint:var(--hue-\(page.people.hue(person)))" }
        html.div(
            .class(AgendaChip.classes(item, page) + " chip-item"), .id("item-\(item.id)-\(day.iso)"), .style(style),
            .data("item", String(item.id)), .data("name", item.subject), .data("whole", if: true)
        ) { html in
            html.a(
                .class("agenda-link cut"), .href("/activities/\(item.id)"), .attribute("draggable", "false"),
                .aria("label", AgendaChip.spoken(item, page))
            ) { html in
                html.icon(AgendaChip.icon(item, page), .small)
                if let start = item.startsAt { html.time(page.t.time(start), .class("muted")) }
                html.span(item.subject, .class("cut"))
            }
            AgendaChip.mover(item, page, &html)
        }
    }

    private func secret(_ html: inout HTML) {
        html.div(.class("agenda-item chip-item secret")) { html in
            html.div(.class("agenda-link cut")) { html in
                html.icon("lock", .small)
                if let start = item.startsAt { html.time(page.t.time(start), .class("muted")) }
                html.span(page.t("Busy"), .class("cut"))
            }
        }
    }

    static func classes(_ item: AgendaItem, _ page: AgendaPage) -> String {
        var classes = "agenda-item \(item.type.rawValue)"
        if item.isDone { classes += " done" }
        if isLate(item, page) { classes += " late" }
        if item.isSecret { classes += " secret" }
        return classes
    }

    static func isLate(_ item: AgendaItem, _ page: AgendaPage) -> Bool {
        !item.isDone && !item.isSecret && item.lastDay(in: page.zone) < page.context.today
    }

    static func icon(_ item: AgendaItem, _ page: AgendaPage) -> String {
        if item.isSecret { return "lock" }
        if item.isDone { return "check" }
        if isLate(item, page) { return "alarm-clock" }
        return item.isSeries ? "repeat" : item.type.icon
    }

    /// `9:00 – 10:30`
    static func hours(_ item: AgendaItem, _ page: AgendaPage) -> String {
        guard let start = item.startsAt, let end = item.endsAt else { return page.t("All day") }
        return item.minutes == 0 ? page.t.time(start) : "\(page.t.time(start)) – \(page.t.time(end))"
    }

    /// All of it, for those who listen.
    static func spoken(_ item: AgendaItem, _ page: AgendaPage) -> String {
        let t = page.t
        var words = [item.subject, t(item.type.label), t.longDay(item.firstDay(in: page.zone)), hours(item, page)]
        if let about = item.aboutTitle { words.append(about) }
        if let place = item.place { words.append(place) }
        if page.isTeam { words += item.people.compactMap { page.people.name($0) } }
        if item.isDone { words.append(t("Done")) } else if isLate(item, page) { words.append(t("Late")) }
        return words.joined(separator: ", ")
    }

    /// “Move to”: the same by a form, for whoever does not drag.
    static func mover(_ item: AgendaItem, _ page: AgendaPage, _ html: inout HTML) {
        let link = "/activities/\(item.id)/move?back=" + percentEncoded(page.address.link)
        html.a(
            .class("agenda-mover"), .href(link), .data("sheet", link),
            .aria("label", page.t(Message("Move “{name}”", ["name": .text(item.subject)])))
        ) { $0.icon("ellipsis", .small) }
    }
}
