import Localisation
import Messaging
import Records
import Storage
import Web

/// On the page of a booking page: its public address. On a booked meeting: that it was booked, and why by whom.
enum BookingPanel {
    static func register(in registry: inout Registry) {
        registry.panel(on: BookingPage.name, Panel("booking-address") { try address($0, $1, $2, $3) })
        registry.panel(on: Activity.name, Panel("booking") { try booked($0, $1, $2, $3) })
    }

    private static func address(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        let t = context.t, page = try BookingPage(record, kind: kind)
        guard let slug = page.slug else { return nil }
        let people = try BookingDiary.people(page, in: transaction.asHouse)
        let count = try transaction.connection.integer(
            "SELECT COUNT(*) FROM booking WHERE page_id = \(record.id) AND cancelled_at IS NULL")
        let base = PublicAddress.of(transaction.settings)
        var html = HTML()
        html.card(t("Public page")) { html in
            html.div(.class("stack")) { html in
                if !page.isOpen {
                    html.notice(t("This page is closed: nobody can book here."), .warn)
                } else if people.isEmpty {
                    html.notice(t("Nobody active is behind this page, so no time is free."), .warn)
                }
                html.input(
                    .class("input"), .type("text"), .id("booking-address"),
                    .value((base ?? "") + BookingSite.path + slug), .attribute("readonly", ""),
                    .aria("label", t("Link")))
                html.div(.class("row wrap")) { html in
                    html.action(
                        Action(
                            t("Copy"), icon: "copy", small: true,
                            [.data("copy", "booking-address"), .data("copied", t("Copied."))]))
                    html.action(
                        Action(
                            t("Open", context: "verb"), icon: "external-link", look: .quiet, small: true,
                            href: BookingSite.path + slug, [.attribute("target", "_blank")]))
                }
                if base == nil { html.p(t(PublicAddress.missing.message), .class("muted s")) }
                html.p(
                    t(
                        Message(
                            "{count} meeting booked here", "{count} meetings booked here", count: Int(count ?? 0))),
                    .class("muted s"))
            }
        }
        return html
    }

    private static func booked(
        _ record: Record, _ kind: Kind, _ context: Context, _ transaction: Transaction
    ) throws -> HTML? {
        guard let booking = try Booking.of(record.id, in: transaction) else { return nil }
        let t = context.t
        let page = Reference(kind: BookingPage.name, id: booking.page)
        let title = try transaction.titles([page])[page]
        var html = HTML()
        html.card(t("Booked")) { html in
            html.div(.class("stack s")) { html in
                html.p(
                    title.map { t(Message("By the visitor on “{page}”.", ["page": .text($0)])) }
                        ?? t("By the visitor on a booking page."))
                if let reason = booking.reason { html.p(t(reason), .class("muted")) }
                html.p(t(Message("The visitor’s time zone: {zone}", ["zone": .text(booking.zone)])), .class("muted"))
                if let at = booking.consentAt {
                    html.p(t(Message("Consent given {instant}.", ["instant": .instant(at)])), .class("muted"))
                }
            }
        }
        return html
    }
}
