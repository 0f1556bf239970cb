import Localisation
import Records
import Web

/// Four weeks as a list, day by day; days without anything are left out, holidays are not.
struct AgendaList: Sendable {
    let page: AgendaPage

    private var t: Translator { page.t }

    func render(_ html: inout HTML) {
        let days = page.days.filter { day in
            page.closures[day] != nil || page.items.contains { $0.isOn(day, in: page.zone) }
        }
        html.div(.class("agenda-scroll agenda-list"), .tabindex(0)) { html in
            for day in days { section(day, &html) }
            if days.isEmpty {
                html.emptyState(
                    t("Nothing is planned in these four weeks."), icon: "calendar-check",
                    page.mayPlan
                        ? [Action(t("Plan", context: "verb"), icon: "plus", look: .primary, href: page.planLink())] : []
                )
            }
        }
    }

    /// A day with what stands in it.
    func section(_ day: Day, _ html: inout HTML) {
        let isToday = day == page.context.today
        html.section(.id("day-\(day.iso)"), .class(isToday ? "today" : nil)) { html in
            html.h3(.class("heading")) { html in
                html.a(t.longDay(day), .href(page.address.with(.day, on: day).link))
                if isToday { html.badge(Badge(t("Today"), .accent)) }
                if let closure = page.closures[day] { html.badge(Badge(t(closure), .warn, icon: "sun")) }
            }
            html.ul { html in
                for item in page.items where item.isOn(day, in: page.zone) { html.li { line(item, &$0) } }
            }
        }
    }

    private func line(_ item: AgendaItem, _ html: inout HTML) {
        html.div(
            .class(AgendaChip.classes(item, page) + " agenda-line"),
            .style(
                page.isTeam ? item.people.first.map { "--tint:var(--hue-\(page.people.hue($0)))" } : nil)
        ) { html in
            html.time(AgendaChip.hours(item, page), .class("number muted"))
            html.icon(AgendaChip.icon(item, page), .small)
            if item.isSecret {
                html.span(t("Busy"), .class("strong cut"))
            } else {
                html.a(item.subject, .class("strong cut"), .href("/activities/\(item.id)"))
            }
            if let about = item.about, let title = item.aboutTitle, let kind = page.context.schema[about.kind] {
                html.a(title, .class("link cut muted"), .href("/\(kind.plural)/\(about.id)"))
            }
            if let place = item.place {
                html.span(.class("row muted cut desk-only")) { html in
                    html.icon("map-pin", .small)
                    html.span(place, .class("cut"))
                }
            }
            html.span("", .class("grow"))
            if page.isTeam {
                for person in item.people.prefix(4) {
                    html.avatar(Avatar(page.people.name(person) ?? "?", titled: true))
                }
            }
            if !item.isDone, !item.isSecret {
                html.postButton(
                    Action(t("Done"), icon: "check", look: .quiet, small: true),
                    to: "/activities/\(item.id)/done?done=true",
                    csrf: page.context.csrfToken ?? "")
            }
        }
    }
}
