import Foundation
import Localisation
import Messaging
import Records
import Storage
import Web

/// What a visitor does with a meeting they booked, at its secret address: look, put it into a calendar, move, cancel.
enum BookedSite {
    static func register(in registry: inout Registry, reading: RateLimiter, writing: RateLimiter) {
        let path = Booking.path + ":secret"
        registry.routes.get(path, .anonymous) { try await show($0, $1, reading) }
        registry.routes.get(path + "/meeting.ics", .anonymous) { try await calendar($0, $1, reading) }
        registry.routes.get(path + "/move", .anonymous) { try await times($0, $1, reading) }
        registry.routes.get(path + "/move/:start", .anonymous) { try await ask($0, $1, reading) }
        registry.routes.post(path + "/move/:start", .anonymous) { try await move($0, $1, writing) }
        registry.routes.post(path + "/cancel", .anonymous) { try await cancel($0, $1, writing) }
    }

    private struct Shown: Sendable {
        let booking: Booking
        /// Nil where it was cancelled.
        let activity: Activity?
        let page: BookingPage?
        let type: BookingType?
        let host: String?
        let slug: String?

        var subject: String { type?.displayName ?? activity?.subject ?? "" }
    }

    private static func load(_ secret: String, _ context: Context) async throws -> Shown {
        let words = context.product.registry.words
        return try await context.workspace.read(.house) { transaction in
            let booking = try BookingDesk(words: words, transaction: transaction).find(secret)
            let activity = try transaction.records([booking.activity], of: transaction.schema.kind(of: Activity.self))
                .values.first.map { try Activity($0, kind: transaction.schema.kind(of: Activity.self)) }
            let page = try transaction.records([booking.page], of: transaction.schema.kind(of: BookingPage.self))
                .values.first.map { try BookingPage($0, kind: transaction.schema.kind(of: BookingPage.self)) }
            let owner = activity?.owner?.number ?? booking.user
            return Shown(
                booking: booking, activity: booking.cancelledAt == nil ? activity : nil, page: page,
                type: page?.types.first { $0.id.number == booking.type },
                host: try transaction.connection.text("SELECT name FROM \"user\" WHERE id = \(owner)"),
                slug: page.flatMap { $0.isOpen ? $0.slug : nil })
        }
    }

    private static func frame(_ request: Request, _ context: Context, _ shown: Shown) -> BookingFrame {
        BookingFrame(request, context, zone: request.query["zone"] ?? shown.booking.zone)
    }

    private static func show(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        if let changed = BookingSite.languageChange(request) { return changed }
        let shown = try await load(request.parameter("secret"), context), frame = frame(request, context, shown)
        let t = frame.t
        guard let activity = shown.activity, let start = activity.startsAt else {
            return frame.page(t("This meeting was cancelled")) { writer in
                let again = shown.slug.map {
                    Action(t("Book another time"), icon: "calendar", href: "\(BookingSite.path)\($0)")
                }
                writer.html.emptyState(
                    t("It takes place no more, and everybody was told."), icon: "calendar", again.map { [$0] } ?? [])
            }
        }
        let isNew = request.query["new"] != nil, address = request.path
        let isMailed = MailSettings(context.workspace.settings).isSet
        return frame.page(isNew ? t("Your meeting is booked") : t("Your meeting")) { writer in
            if isNew {
                writer.html.notice(
                    isMailed
                        ? t("A mail with all of this is on its way to you.")
                        : t("Keep the address of this page: with it you can move or cancel the meeting."), .good)
            }
            if request.query["moved"] != nil { writer.html.notice(t("The meeting was moved."), .good) }
            writer.html.div(.class("card meeting")) { html in
                html.div(.class("inside stack")) { html in
                    html.h2(shown.subject)
                    html.ul(.class("facts-list")) { html in
                        let end = start.adding(seconds: (activity.durationMinutes ?? Activity.usualMinutes) * 60)
                        html.fact("calendar", MeetingLetter.time(start, end, t))
                        if let host = shown.host {
                            html.fact("user", t(Message("With {name}", ["name": .text(host)])))
                        }
                        place(activity.place, &html)
                    }
                }
            }
            actions(
                &writer.html, address, frame, isMovable: shown.type != nil && start > context.now, start > context.now)
        }
    }

    private static func place(_ place: String?, _ html: inout HTML) {
        guard let place, !place.isEmpty else { return }
        guard place.hasPrefix("https://") else { return html.fact("map-pin", place) }
        html.li(.class("row")) { html in
            html.icon("video", .small)
            html.a(place, .class("link cut"), .href(place), .attribute("rel", "noreferrer"))
        }
    }

    private static func actions(
        _ html: inout HTML, _ address: String, _ frame: BookingFrame, isMovable: Bool, _ isToCome: Bool
    ) {
        let t = frame.t, query = "?zone=\(percentEncoded(frame.zone.identifier))"
        html.div(.class("row wrap")) { html in
            html.action(
                Action(t("Add to my calendar"), icon: "calendar-plus", look: .primary, href: address + "/meeting.ics"))
            if isMovable { html.action(Action(t("Move"), icon: "calendar", href: address + "/move" + query)) }
        }
        guard isToCome else { return }
        html.element("details", [.class("cancel")]) { html in
            html.element("summary", [.class("s")], text: t("I cannot come"))
            html.form(.class("row wrap"), .method("post"), .action(address + "/cancel")) { html in
                if let csrf = frame.context.csrfToken { html.csrfField(csrf) }
                html.p(t("The meeting is cancelled for everybody."), .class("s muted grow"))
                html.action(Action(t("Cancel the meeting"), icon: "x", look: .danger, submit: true))
            }
        }
    }

    private static func calendar(
        _ request: Request, _ context: Context, _ limiter: RateLimiter
    ) async throws -> Response {
        try limiter.take(request.remoteAddress)
        let secret = request.parameter("secret"), words = context.product.registry.words
        let text = try await context.workspace.read(.house) { transaction in
            let (_, activity) = try BookingDesk(words: words, transaction: transaction).open(secret)
            var calendar = try MeetingLetter(activity, words, in: transaction)
                .calendar(.publish, transaction.settings, at: transaction.now)
            // A file that was asked for asks nothing back.
            for index in calendar.events.indices { calendar.events[index].attendees = [] }
            return calendar.text
        }
        return Response.bytes(
            Array(text.utf8), contentType: "text/calendar; charset=utf-8", downloadName: "meeting.ics"
        )
        .with("Cache-Control", "no-store")
    }

    private static func times(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        if let changed = BookingSite.languageChange(request) { return changed }
        let secret = request.parameter("secret")
        let shown = try await load(secret, context), frame = frame(request, context, shown)
        guard let activity = shown.activity, let page = shown.page, let type = shown.type else {
            throw BookingDesk.over
        }
        let month = BookingMonth.asked(request, today: context.now.day(in: frame.zone))
        let words = context.product.registry.words
        let starts = try await context.workspace.read(.house) { transaction in
            try BookingDesk(words: words, transaction: transaction).starts(
                page, type, from: month.first, to: month.last, besides: activity.id.number,
                host: activity.owner?.number)
        }
        let choice = BookingMonth(
            month, starts.filter { $0 != activity.startsAt }, zone: frame.zone,
            day: request.query["day"].flatMap { Day(iso: $0) }, now: context.now, horizonDays: type.horizonDays)
        let address = "\(Booking.path)\(secret)/move"
        return frame.page(frame.t("Move the meeting")) { writer in
            if request.query["taken"] != nil { writer.notice(BookingDesk.taken.message, .warn) }
            if let start = activity.startsAt {
                let end = start.adding(seconds: type.minutes * 60)
                writer.html.p(
                    frame.t(Message("Now: {time}", ["time": .text(MeetingLetter.time(start, end, frame.t))])),
                    .class("muted"))
            }
            writer.times(choice, address: address) { "\(address)/\(BookingSite.address(of: $0))" }
            writer.zones()
        }
    }

    /// A link must not move anything: what was chosen is shown once more.
    private static func ask(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        let secret = request.parameter("secret")
        let shown = try await load(secret, context), frame = frame(request, context, shown)
        let zone = percentEncoded(frame.zone.identifier)
        let start = try BookingSite.start(request), t = frame.t
        guard let page = shown.page, let type = shown.type, shown.activity != nil else { throw BookingDesk.over }
        return frame.page(t("Move the meeting")) { writer in
            writer.meeting(page, type, [shown.host].compactMap(\.self), when: start)
            writer.html.form(.class("row wrap"), .method("post"), .action(request.path)) { html in
                if let csrf = frame.context.csrfToken { html.csrfField(csrf) }
                html.input(.type("hidden"), .name("zone"), .value(frame.zone.identifier))
                html.action(Action(t("Move it there"), icon: "check", look: .primary, submit: true))
                html.action(
                    Action(
                        t("Another time"), look: .quiet,
                        href:
                            "\(Booking.path)\(secret)/move?zone=\(zone)"
                    ))
            }
        }
    }

    private static func move(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        let form = try await request.form(limit: 20_000), secret = request.parameter("secret")
        let start = try BookingSite.start(request), words = context.product.registry.words
        let zone = "zone=\(percentEncoded(form["zone"] ?? context.t.timeZone.identifier))"
        do {
            try await context.seen(by: .house).write { transaction in
                try BookingDesk(words: words, transaction: transaction).move(secret, to: start)
            }
        } catch let refusal as Refusal where refusal.code == BookingDesk.taken.code && !request.wantsJSON {
            return .redirect("\(Booking.path)\(secret)/move?taken=1&\(zone)")
        }
        return .redirect("\(Booking.path)\(secret)?moved=1&\(zone)")
    }

    private static func cancel(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response
    {
        try limiter.take(request.remoteAddress)
        let secret = request.parameter("secret"), words = context.product.registry.words
        try await context.seen(by: .house).write { transaction in
            try BookingDesk(words: words, transaction: transaction).cancel(secret)
        }
        return .redirect("\(Booking.path)\(secret)")
    }
}
