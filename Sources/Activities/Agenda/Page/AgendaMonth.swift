import Localisation
import Records
import Web

/// A month: a cell for each day, its holidays named.
struct AgendaMonth: Sendable {
    let page: AgendaPage
    private static let perDay = 4

    private var t: Translator { page.t }

    func render(_ html: inout HTML) {
        html.div(.class("agenda-scroll")) { html in
            html.table(.class("agenda-month"), .aria("label", page.title)) { html in
                html.thead { html in
                    html.tr { html in
                        for weekday in 1...7 {
                            html.th(t.shortWeekdayName(weekday), .attribute("scope", "col"))
                        }
                    }
                }
                html.tbody { html in
                    let days = page.days
                    for week in stride(from: 0, to: days.count, by: 7) {
                        html.tr { html in for day in days[week..<week + 7] { cell(day, &html) } }
                    }
                }
            }
            html.div(.class("agenda-list agenda-chosen phone-only")) { AgendaList(page: page).section(chosen, &$0) }
        }
    }

    /// On a phone, the day that stands below the month.
    private var chosen: Day {
        let today = page.context.today, first = page.address.firstOfMonth
        return page.address.day == first && today.parts.month == first.parts.month
            && today.parts.year == first.parts.year ? today : page.address.day
    }

    /// On a phone the whole cell chooses its day.
    private func touch(_ day: Day, _ count: Int, _ html: inout HTML) {
        let said = t(Message("{count} activity", "{count} activities", count: count))
        html.a(
            String(day.parts.day), .class("number phone-only agenda-touch"),
            .href(page.address.with(.month, on: day).link), .aria("label", "\(t.longDay(day)), \(said)"),
            .aria("current", day == chosen ? "true" : nil))
    }

    /// A mark for each of the first few, in its colour.
    private func dots(_ items: [AgendaItem], _ html: inout HTML) {
        guard !items.isEmpty else { return }
        html.div(.class("agenda-dots phone-only"), .aria("hidden", "true")) { html in
            for item in items.prefix(AgendaMonth.perDay) {
                html.element("i", [.class(AgendaChip.classes(item, page))], text: "")
            }
        }
    }

    private func cell(_ day: Day, _ html: inout HTML) {
        let items = page.items.filter { $0.isOn(day, in: page.zone) }
        let isOutside = day.parts.month != page.address.day.parts.month
        let time = page.people.shown.first?.time ?? page.context.workspace.settings.workingTime
        var classes = isOutside ? "outside" : ""
        if !time.isOpen(day) { classes += " free" }
        if day == page.context.today { classes += " today" }
        html.td(
            .class(classes), .data("day", day.iso), .aria("current", day == page.context.today ? "date" : nil)
        ) { html in
            html.div(.class("agenda-number")) { html in
                html.a(
                    String(day.parts.day), .class("number desk-only"), .href(page.address.with(.day, on: day).link),
                    .aria("label", t.longDay(day)))
                touch(day, items.count, &html)
                if let closure = page.closures[day] {
                    html.span(t(closure), .class("agenda-holiday cut"), .title(t(closure)))
                }
            }
            dots(items, &html)
            for item in items.prefix(AgendaMonth.perDay) { AgendaChip(item: item, page: page).render(&html, on: day) }
            let rest = items.count - AgendaMonth.perDay
            if rest > 0 {
                html.a(
                    t(Message("{count} more", "{count} more", count: rest)), .class("agenda-rest desk-only"),
                    .href(page.address.with(.day, on: day).link))
            }
        }
    }
}

/// A team’s week: a line for each person, a cell for each day.
struct AgendaTeam: Sendable {
    let page: AgendaPage

    private var t: Translator { page.t }

    func render(_ html: inout HTML) {
        html.div(.class("agenda-scroll"), .tabindex(0), .role("region"), .aria("label", page.title)) { html in
            html.table(.class("agenda-team"), .aria("label", page.title)) { html in
                html.thead { html in
                    html.tr { html in
                        html.th(t("Person"), .attribute("scope", "col"))
                        for day in page.days {
                            html.th(
                                .attribute("scope", "col"), .class(day == page.context.today ? "today" : nil)
                            ) { AgendaGrid.dayName(day, page, &$0) }
                        }
                    }
                }
                html.tbody { html in for person in page.people.shown { line(person, &html) } }
            }
        }
        if page.people.shown.isEmpty {
            html.emptyState(t("Nobody works in this team."), icon: "users")
        }
    }

    private func line(_ person: AgendaPeople.Person, _ html: inout HTML) {
        let own = page.items.filter { $0.people.contains(person.id) }
        html.tr { html in
            html.th(.attribute("scope", "row")) { html in
                var address = page.address
                address.whose = .person(person.id)
                html.a(.class("row"), .href(address.link)) { html in
                    html.avatar(Avatar(person.name))
                    html.span(person.name, .class("cut"))
                }
            }
            for day in page.days {
                html.td(
                    .class(person.time.isOpen(day) ? nil : "free"), .data("day", day.iso),
                    .data("person", String(person.id)), .title(person.time.closure(on: day).map { t($0) })
                ) { html in
                    for item in own where item.isOn(day, in: page.zone) {
                        AgendaChip(item: item, page: page).render(&html, on: day)
                    }
                }
            }
        }
    }
}
