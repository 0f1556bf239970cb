import Foundation
import Localisation
import Records
import Storage
import Web

/// The frame of public booking pages, and the visitor's clock.
struct BookingFrame {
    let context: Context
    let zone: TimeZone
    /// The visitor's language, on the visitor's clock.
    let t: Translator

    init(_ request: Request, _ context: Context, zone asked: String? = nil) {
        self.context = context
        let name = asked ?? request.query["zone"]
        zone = name.flatMap { TimeZone(identifier: $0) } ?? context.workspace.settings.timeZone
        t = context.product.catalogues.translator(context.t.language, timeZone: zone)
    }

    func page(_ title: String, status: Int = 200, content: (inout BookingPageWriter) -> Void) -> Response {
        let frame = BarePage(t: t, csrf: context.csrfToken, assets: PageFrame.assets, wide: true)
        let bytes = frame.page(title: title) { html in
            html.style(of: "booking")
            html.p(context.workspace.settings.company, .class("muted s"))
            var writer = BookingPageWriter(frame: self)
            content(&writer)
            html.div(.class("booking stack"), .data("booking-zone", zone.identifier)) { $0.append(writer.html) }
        }
        // Addresses here are secrets, or times that pass: nothing to keep, nothing to find by searching.
        return Response.html(bytes, status: status).with("Cache-Control", "no-store")
            .with("X-Robots-Tag", "noindex")
    }
}

/// The parts of public booking pages.
struct BookingPageWriter {
    let frame: BookingFrame
    var html: HTML
    private let t: Translator
    private let zoneQuery: String

    init(frame: BookingFrame) {
        self.frame = frame
        html = HTML()
        t = frame.t
        zoneQuery = "zone=\(percentEncoded(frame.zone.identifier))"
    }

    mutating func notice(_ message: Message, _ tone: Tone) {
        let words = t(message)
        html.notice(words, tone)
    }

    // Which kind

    mutating func kinds(_ page: BookingPage, _ hosts: [String]) {
        let t = t, zoneQuery = zoneQuery
        introduction(page)
        if page.types.isEmpty { html.emptyState(t("Nothing can be booked here yet."), icon: "calendar") }
        html.ul(.class("kinds")) { html in
            for type in page.types {
                html.li { html in
                    html.a(
                        .class("card kind"),
                        .href("\(BookingSite.path)\(page.slug ?? "")/\(type.id.number)?\(zoneQuery)")
                    ) { html in
                        html.span(.class("grow")) { html in
                            html.strong(type.displayName)
                            html.span(.class("row wrap muted s")) { html in
                                html.icon("clock", .small)
                                html.span(t(BookingPageWriter.minutes(type.minutes)))
                                if let place = BookingPageWriter.shownPlace(type.place, t) {
                                    html.icon("map-pin", .small)
                                    html.span(place)
                                }
                            }
                        }
                        html.icon("chevron-right")
                    }
                }
            }
        }
    }

    private mutating func introduction(_ page: BookingPage) {
        if let text = page.introduction, !text.isEmpty { html.p(text, .class("prose")) }
    }

    /// What one is about to book, or has booked.
    mutating func meeting(_ page: BookingPage, _ type: BookingType, _ hosts: [String], when start: Instant?) {
        let t = t
        if start == nil { introduction(page) }
        html.div(.class("card meeting")) { html in
            html.div(.class("inside stack")) { html in
                html.h2(type.displayName)
                html.ul(.class("facts-list")) { html in
                    if let start {
                        let end = start.adding(seconds: type.minutes * 60)
                        html.fact("calendar", MeetingLetter.time(start, end, t))
                    } else {
                        html.fact("clock", t(BookingPageWriter.minutes(type.minutes)))
                    }
                    if !hosts.isEmpty, page.team == nil || hosts.count == 1 {
                        html.fact("user", t(Message("With {name}", ["name": .text(hosts[0])])))
                    } else if page.team != nil {
                        html.fact("users", t("With one of our team"))
                    }
                    if let place = BookingPageWriter.shownPlace(type.place, t) { html.fact("map-pin", place) }
                }
            }
        }
    }

    static func minutes(_ count: Int) -> Message { Message("{count} minute", "{count} minutes", count: count) }

    /// A link to a video room is told to whoever has booked, not to everybody.
    static func shownPlace(_ place: String?, _ t: Translator) -> String? {
        guard let place, !place.isEmpty else { return nil }
        return place.contains("://") ? t("By video") : place
    }

    // Which time

    mutating func times(_ month: BookingMonth, address: String, _ choose: (Instant) -> String) {
        let t = t, query = zoneQuery
        html.div(.class("card choosing")) { html in
            html.section(.class("month"), .aria("label", t("Choose a day"))) { html in
                html.header(.class("row")) { html in
                    html.h2(t.monthOfYear(month.first).capitalisedFirst, .class("grow"))
                    html.step(
                        t("Earlier"), "chevron-left",
                        month.hasEarlier
                            ? "\(address)?month=\(month.first.adding(months: -1).isoMonth)&\(query)" : nil)
                    html.step(
                        t("Later"), "chevron-right",
                        month.hasLater ? "\(address)?month=\(month.first.adding(months: 1).isoMonth)&\(query)" : nil)
                }
                html.element("table", [.class("days")]) { html in
                    html.element("thead", []) { html in
                        html.element("tr", []) { html in
                            for weekday in 1...7 {
                                html.element("th", [.attribute("scope", "col")]) { html in
                                    html.span(t.shortWeekdayName(weekday), .aria("hidden", "true"))
                                    html.span(t.weekdayName(weekday), .class("unseen"))
                                }
                            }
                        }
                    }
                    html.element("tbody", []) { html in
                        for week in month.weeks {
                            html.element("tr", []) { html in
                                for day in week { html.day(day, month, "\(address)?\(query)", t) }
                            }
                        }
                    }
                }
            }
            html.section(.class("times"), .aria("label", t("Choose a time"))) { html in
                if let day = month.chosen, let starts = month.days[day] {
                    html.h2(t.longDay(day).capitalisedFirst)
                    html.ul { html in
                        for start in starts {
                            html.li { $0.a(t.time(start), .class("button"), .href("\(choose(start))?\(query)")) }
                        }
                    }
                } else if month.days.isEmpty {
                    html.p(t("No time is free in this month. Look at the next one."), .class("muted"))
                } else {
                    html.p(t("No time is free on this day. Choose another one."), .class("muted"))
                }
            }
        }
    }

    /// The visitor's clock; the script beside it finds it out, the field is for whoever is elsewhere.
    mutating func zones() {
        let t = t, zone = frame.zone.identifier
        let known =
            BookingPageWriter.commonZones.contains(zone)
            ? BookingPageWriter.commonZones : [zone] + BookingPageWriter.commonZones
        html.form(.class("row wrap zone"), .method("get"), .data("booking-zone-form")) { html in
            html.icon("globe", .small)
            html.label(t("Time zone"), .for("zone"), .class("s muted"))
            html.select(.class("input"), .id("zone"), .name("zone")) { html in
                for name in known {
                    html.option(
                        name.replacing("_", with: " ").replacing("/", with: " – "), .value(name),
                        .selected(name == zone))
                }
            }
            html.action(Action(t("Show"), small: true, submit: true))
        }
    }

    private static let commonZones = [
        "Europe/Paris", "Europe/London", "Europe/Brussels", "Europe/Zurich", "Europe/Luxembourg", "Europe/Berlin",
        "Europe/Madrid", "Europe/Rome", "Europe/Lisbon", "Europe/Warsaw", "Europe/Athens", "Europe/Bucharest",
        "Europe/Istanbul", "Africa/Casablanca", "Africa/Algiers", "Africa/Tunis", "Africa/Dakar", "Africa/Abidjan",
        "Africa/Johannesburg", "America/Montreal", "America/New_York", "America/Chicago", "America/Denver",
        "America/Los_Angeles", "America/Sao_Paulo", "America/Guadeloupe", "America/Martinique", "America/Cayenne",
        "Indian/Reunion", "Indian/Mauritius", "Pacific/Noumea", "Pacific/Tahiti", "Asia/Dubai", "Asia/Kolkata",
        "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "UTC",
    ]
}

extension HTML {
    /// A line with its sign.
    mutating func fact(_ icon: String, _ text: String) {
        li(.class("row")) { html in
            html.icon(icon, .small)
            html.span(text)
        }
    }

    fileprivate mutating func step(_ label: String, _ icon: String, _ address: String?) {
        if let address {
            action(Action(label, icon: icon, look: .quiet, iconOnly: true, href: address))
        } else {
            action(Action(label, icon: icon, look: .quiet, iconOnly: true, [.disabled()]))
        }
    }

    fileprivate mutating func day(_ day: Day?, _ month: BookingMonth, _ address: String, _ t: Translator) {
        element("td", []) { html in
            guard let day else { return }
            let number = String(day.parts.day)
            guard let starts = month.days[day] else { return html.span(number, .class("closed")) }
            let label = Message(
                "{day}: {count} free time", "{day}: {count} free times", count: starts.count,
                ["day": .text(t.longDay(day))])
            html.a(
                number, .class("open"), .href("\(address)&day=\(day.iso)"), .aria("label", t(label)),
                .aria("current", day == month.chosen ? "date" : nil))
        }
    }
}

extension String {
    /// A sentence begins with a capital, also where the language writes the word without one.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
