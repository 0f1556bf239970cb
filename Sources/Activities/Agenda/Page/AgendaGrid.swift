import Foundation
import Localisation
import Records
import Web

/// A day or a week by hours: a column for each day, or for each person of a team on one day; a team’s week has a line
/// for each person.
struct AgendaGrid: Sendable {
    let page: AgendaPage
    private static let hourHeight = 48

    struct Column: Sendable {
        let day: Day
        let person: AgendaPeople.Person?
        let items: [AgendaItem]
    }

    private var t: Translator { page.t }
    private var today: Day { page.context.today }

    private var columns: [Column] {
        if page.isTeam {
            return page.people.shown.map { person in
                Column(
                    day: page.address.day, person: person, items: page.items.filter { $0.people.contains(person.id) })
            }
        }
        return page.days.map { day in
            Column(
                day: day, person: page.people.shown.first,
                items: page.items.filter { $0.isOn(day, in: page.zone) })
        }
    }

    func render(_ html: inout HTML) {
        if page.isTeam, page.address.view == .week { return AgendaTeam(page: page).render(&html) }
        let columns = columns
        if page.address.view == .day { strip(&html) }
        html.div(
            .class(page.isTeam ? "agenda day team" : "agenda \(page.address.view.rawValue)"),
            .style("--columns:\(max(1, columns.count))"),
            .data("scroll"), .tabindex(0), .role("region"), .aria("label", page.title)
        ) { html in
            head(columns, &html)
            untimed(columns, &html)
            html.div(.class("agenda-hours")) { html in
                html.div(.class("agenda-scale"), .aria("hidden", "true")) { html in
                    for hour in 1..<24 { html.span("\(padded(hour, 2)):00", .style("--at:\(hour * 60)")) }
                }
                for column in columns { hours(column, &html) }
            }
        }
    }

    /// On a phone, the days of the week: one tap turns the page.
    private func strip(_ html: inout HTML) {
        html.nav(.class("agenda-strip phone-only"), .aria("label", t("Week"))) { html in
            for day in Day.all(page.address.monday...page.address.monday.adding(days: 6)) {
                html.a(
                    .href(page.address.with(.day, on: day).link), .aria("label", t.longDay(day)),
                    .class(day == today ? "today" : nil), .aria("current", day == page.address.day ? "date" : nil)
                ) { html in
                    html.span(t.shortWeekdayName(day.weekday))
                    html.b(String(day.parts.day), .class("number"))
                }
            }
        }
    }

    // What stands above the hours

    private func head(_ columns: [Column], _ html: inout HTML) {
        html.div(.class("agenda-head")) { html in
            html.span("", .class("corner"))
            for column in columns {
                html.div(
                    .class(column.day == today ? "agenda-title today" : "agenda-title"),
                    .aria("current", column.day == today ? "date" : nil)
                ) { html in
                    if page.isTeam, let person = column.person {
                        html.avatar(Avatar(person.name))
                        html.span(person.name, .class("cut strong"))
                    } else {
                        AgendaGrid.dayName(column.day, page, &html)
                    }
                }
            }
        }
    }

    /// The weekday and the number, which leads to that day; the name of a holiday.
    static func dayName(_ day: Day, _ page: AgendaPage, _ html: inout HTML) {
        let t = page.t
        html.a(
            .href(page.address.with(.day, on: day).link), .aria("label", t.longDay(day)), .class("agenda-day")
        ) { html in
            html.span(t.shortWeekdayName(day.weekday), .class("muted"))
            html.b(String(day.parts.day), .class("number"))
        }
        if let closure = page.closures[day] {
            html.span(t(closure), .class("agenda-holiday cut"), .title(t(closure)))
        }
    }

    private func untimed(_ columns: [Column], _ html: inout HTML) {
        html.div(.class("agenda-untimed")) { html in
            html.span(t("All day"), .class("agenda-label"))
            for column in columns {
                html.div(
                    .class("agenda-cell"), .data("day", column.day.iso),
                    .data("person", page.isTeam ? column.person.map { String($0.id) } : nil)
                ) { html in
                    for item in column.items where item.isUntimed && item.isOn(column.day, in: page.zone) {
                        AgendaChip(item: item, page: page).render(&html, on: column.day)
                    }
                }
            }
        }
    }

    // The hours

    private func hours(_ column: Column, _ html: inout HTML) {
        let person = column.person
        html.div(
            .class(column.day == today ? "agenda-column today" : "agenda-column"), .data("day", column.day.iso),
            .data("column"), .data("person", page.isTeam ? person.map { String($0.id) } : nil), .role("group"),
            .aria("label", page.isTeam ? person?.name : t.longDay(column.day))
        ) { html in
            let time = person?.time ?? page.context.workspace.settings.workingTime
            for closed in AgendaGrid.closed(AgendaGrid.open(time, on: column.day, in: page.zone)) {
                html.element(
                    "i", [.class("closed"), .style("--from:\(closed.lowerBound);--to:\(closed.upperBound)")], text: "")
            }
            if page.mayPlan { slots(column, &html) }
            for place in AgendaLanes.placed(column.items, on: column.day, page.zone) {
                AgendaBlock(item: place.item, page: page).render(&html, place, on: column.day)
            }
            if column.day == today {
                let minute = page.context.now.minute(in: page.zone)
                html.element("i", [.class("agenda-now"), .data("now"), .style("--at:\(minute)")], text: "")
            }
        }
    }

    /// A link for each hour: it opens the form; hidden from the keyboard, which has “Plan”.
    private func slots(_ column: Column, _ html: inout HTML) {
        for hour in 0..<24 {
            let link = page.planLink(on: column.day, hour: hour, for: page.isTeam ? column.person?.id : nil)
            html.a(
                .class("slot"), .href(link), .data("slot"), .tabindex(-1), .attribute("aria-hidden", "true"),
                .style("--from:\(hour * 60)")
            ) { _ in }
        }
    }

    /// When somebody works on a day, in minutes of the clock that the page shows.
    static func open(_ time: WorkingTime, on day: Day, in zone: TimeZone) -> [Range<Int>] {
        if time.zone == zone { return time.periods(on: day) }
        let openings = [-1, 0, 1].flatMap { time.openings(on: day.adding(days: $0)) }
        return openings.compactMap { opening in
            let (first, last) = (opening.from.day(in: zone), opening.to.day(in: zone))
            guard first <= day, last >= day else { return nil }
            let from = first < day ? 0 : opening.from.minute(in: zone)
            let to = last > day ? 1440 : opening.to.minute(in: zone)
            return from < to ? from..<to : nil
        }
    }

    /// What lies between and around the periods of work.
    static func closed(_ periods: [Range<Int>]) -> [Range<Int>] {
        var closed: [Range<Int>] = [], from = 0
        for period in periods {
            if from < period.lowerBound { closed.append(from..<period.lowerBound) }
            from = period.upperBound
        }
        if from < 1440 { closed.append(from..<1440) }
        return closed
    }
}
