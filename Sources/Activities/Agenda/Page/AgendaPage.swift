import Foundation
import Localisation
import Records
import Storage
import Web

/// The agenda of a person or a team: a day, a week, a month or a list.
struct AgendaPage: Sendable {
    let address: AgendaAddress
    let people: AgendaPeople
    let items: [AgendaItem]
    /// Days the company has free, with the reason.
    let closures: [Day: Message]
    let context: Context

    var t: Translator { context.t }
    var zone: TimeZone { t.timeZone }
    var isTeam: Bool { if case .team = address.whose { true } else { false } }
    var days: [Day] { Day.all(address.days) }
    var mayPlan: Bool { context.schema[Activity.name].map { context.viewer.may(.create, $0) } ?? false }

    /// Seven questions at most, whatever the number of people and of activities.
    static func load(_ address: AgendaAddress, _ context: Context) async throws -> AgendaPage {
        let me = context.person?.id ?? context.viewer.user
        return try await context.read { transaction in
            let people = try AgendaPeople.load(address.whose, me, in: transaction)
            let query = AgendaQuery(
                people: people.shown.map(\.id), days: address.days, zone: context.t.timeZone)
            let time = transaction.settings.workingTime
            let closures = Day.all(address.days).compactMap { day in time.closure(on: day).map { (day, $0) } }
            return AgendaPage(
                address: address, people: people, items: try query.items(in: transaction),
                closures: Dictionary(uniqueKeysWithValues: closures), context: context)
        }
    }

    func render(_ html: inout HTML) {
        html.style(of: "agenda")
        html.topbar(title: t("Agenda")) { html in
            html.span("", .class("grow"))
            html.segments(
                t("View"),
                AgendaAddress.View.allCases.map { view in
                    (t(view.label), view.icon, address.with(view).link, view == address.view)
                })
            if mayPlan {
                html.action(
                    Action(
                        t("Plan", context: "verb"), icon: "plus", look: .primary, key: "n", href: planLink(),
                        [.data("sheet", planLink())]))
            }
        }
        toolbar(&html)
        html.div(
            .class("agenda-frame"), .id("agenda"), .data("live-region"), .data("agenda", address.view.rawValue),
            .data("today", context.today.iso)
        ) { html in
            if people.hidden > 0 {
                html.notice(
                    t(
                        Message(
                            "Only the first {count} people of this team are shown.",
                            ["count": .number(people.shown.count)])), .warn)
            }
            switch address.view {
            case .day, .week: AgendaGrid(page: self).render(&html)
            case .month: AgendaMonth(page: self).render(&html)
            case .list: AgendaList(page: self).render(&html)
            }
        }
        html.div(.hidden(), .data("agenda-keys")) { html in
            // Views by their letter, as the buttons above; heard by agenda.js.
            for view in AgendaAddress.View.allCases {
                html.a("", .href(address.with(view).link), .data("letter", String(view.rawValue.prefix(1))))
            }
        }
    }

    private func toolbar(_ html: inout HTML) {
        html.div(.class("toolbar agenda-bar")) { html in
            html.action(
                Action(
                    t("Earlier"), icon: "chevron-left", look: .quiet, small: true, iconOnly: true, key: "k",
                    href: address.previous.link))
            html.action(
                Action(
                    t("Later"), icon: "chevron-right", look: .quiet, small: true, iconOnly: true, key: "j",
                    href: address.next.link))
            html.action(
                Action(
                    t("Today"), small: true, href: address.with(address.view, on: context.today).link,
                    [.data("letter", "t")]))
            html.h2(title, .class("cut grow"))
            chooser(&html)
        }
    }

    /// “23 – 29 novembre 2026”, “lundi 23 novembre 2026”, “novembre 2026”.
    var title: String {
        switch address.view {
        case .day: return t.longDay(address.day)
        case .month: return t.monthOfYear(address.day)
        case .week, .list:
            let (first, last) = (address.days.lowerBound, address.days.upperBound)
            let begin = t.shortDay(first, today: last), end = t.shortDay(last, today: Day(number: 0))
            return "\(begin) – \(end)"
        }
    }

    /// Mine, a colleague’s, a team’s; sent at once where there is script.
    private func chooser(_ html: inout HTML) {
        guard people.colleagues.count > 1 || !people.teams.isEmpty else { return }
        html.form(.method("get"), .action(Agenda.path), .class("row")) { html in
            html.input(.type("hidden"), .name("view"), .value(address.view.rawValue))
            html.input(.type("hidden"), .name("on"), .value(address.day.iso))
            html.label(t("Whose"), .for("whose"), .class("unseen"))
            html.select(.class("input agenda-whose"), .id("whose"), .name("whose"), .data("submit-on-change")) { html in
                html.option(t("My agenda"), .value("mine"), .selected(address.whose == .mine))
                html.element("optgroup", [.attribute("label", t("Teams"))]) { html in
                    for team in people.teams {
                        html.option(
                            team.name, .value("team-\(team.id)"), .selected(address.whose == .team(team.id)))
                    }
                }
                html.element("optgroup", [.attribute("label", t("Colleagues"))]) { html in
                    for person in people.colleagues where person.id != context.person?.id {
                        html.option(
                            person.name, .value("user-\(person.id)"), .selected(address.whose == .person(person.id)))
                    }
                }
            }
            html.element("noscript", []) { $0.action(Action(t("Show"), small: true, submit: true)) }
        }
    }

    /// The form for something new on this day, perhaps at this hour, for this person.
    func planLink(on day: Day? = nil, hour: Int? = nil, for person: Int64? = nil) -> String {
        var query = "\(Agenda.path)/new?day=\((day ?? defaultDay).iso)"
        if let hour { query += "&start=\(padded(hour, 2)):00" }
        let owner = person ?? (people.shown.count == 1 ? people.shown[0].id : nil)
        if let owner, owner != context.person?.id { query += "&owner=\(owner)" }
        return query + "&back=" + percentEncoded(address.link)
    }

    private var defaultDay: Day { address.days.contains(context.today) ? context.today : address.day }
}
