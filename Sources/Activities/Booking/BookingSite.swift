import Foundation
import Identity
import Localisation
import Messaging
import Records
import Storage
import Web

/// The public side of booking pages: choosing a kind of meeting, a day, a time, and saying who one is. Nobody signs in;
/// every step is a plain page with an address.
enum BookingSite {
    static let path = "/book/"
    /// Somebody who reads, chooses and types needs longer than this; what does not is a machine.
    static let leastSeconds = 2
    private static let longestSeconds = 86_400
    private static let tries = 5

    static func register(in registry: inout Registry) {
        let reading = RateLimiter(burst: 240, secondsPerToken: 1, now: { Instant(Date()) })
        let writing = RateLimiter(burst: 15, secondsPerToken: 60, now: { Instant(Date()) })
        registry.routes.get(path + ":slug", .anonymous) { try await kinds($0, $1, reading) }
        registry.routes.get(path + ":slug/:type", .anonymous) { try await times($0, $1, reading) }
        registry.routes.get(path + ":slug/:type/:start", .anonymous) { try await form($0, $1, reading) }
        registry.routes.post(path + ":slug/:type/:start", .anonymous) { try await book($0, $1, writing) }
        BookedSite.register(in: &registry, reading: reading, writing: writing)
    }

    // Reading

    private static func kinds(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        if let changed = languageChange(request) { return changed }
        let words = context.product.registry.words, slug = request.parameter("slug")
        let (page, hosts) = try await context.workspace.read(.house) { transaction in
            let page = try BookingDesk(words: words, transaction: transaction).page(slug)
            return (page, try BookingDiary.people(page, in: transaction).map(\.name))
        }
        if page.types.count == 1 {
            return .redirect("\(path)\(slug)/\(page.types[0].id.number)" + zoneQuery(request))
        }
        return BookingFrame(request, context).page(page.title) { $0.kinds(page, hosts) }
    }

    private static func times(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        if let changed = languageChange(request) { return changed }
        let frame = BookingFrame(request, context)
        let (slug, id) = (request.parameter("slug"), try request.identifier("type"))
        let month = BookingMonth.asked(request, today: context.now.day(in: frame.zone))
        let words = context.product.registry.words
        let (page, type, hosts, starts) = try await context.workspace.read(.house) { transaction in
            let desk = BookingDesk(words: words, transaction: transaction)
            let page = try desk.page(slug), type = try desk.type(id, of: page)
            return (
                page, type, try BookingDiary.people(page, in: transaction).map(\.name),
                try desk.starts(page, type, from: month.first, to: month.last)
            )
        }
        let choice = BookingMonth(
            month, starts, zone: frame.zone, day: request.query["day"].flatMap { Day(iso: $0) },
            now: context.now, horizonDays: type.horizonDays)
        return frame.page(page.title) { html in
            html.meeting(page, type, hosts, when: nil)
            if request.query["taken"] != nil { html.notice(BookingDesk.taken.message, .warn) }
            html.times(choice, address: "\(path)\(slug)/\(id)") { "\(path)\(slug)/\(id)/\(address(of: $0))" }
            html.zones()
        }
    }

    private static func form(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        try limiter.take(request.remoteAddress)
        if let changed = languageChange(request) { return changed }
        return try await showForm(request, context, Form(), nil)
    }

    private static func showForm(
        _ request: Request, _ context: Context, _ filled: Form, _ refusal: Refusal?
    ) async throws -> Response {
        let (slug, id) = (request.parameter("slug"), try request.identifier("type"))
        let frame = BookingFrame(request, context), start = try self.start(request)
        let words = context.product.registry.words
        let (page, type, hosts, isFree) = try await context.workspace.read(.house) { transaction in
            let desk = BookingDesk(words: words, transaction: transaction)
            let page = try desk.page(slug), type = try desk.type(id, of: page)
            let day = start.day(in: transaction.settings.timeZone)
            return (
                page, type, try BookingDiary.people(page, in: transaction).map(\.name),
                try desk.starts(page, type, from: day, to: day).contains(start)
            )
        }
        guard isFree else { return takenAnswer(request, start, frame) }
        let day = start.day(in: frame.zone).iso
        let opened = Seal(context.workspace.settings)?.close(String(context.now.microseconds))
        return frame.page(page.title, status: refusal == nil ? 200 : 422) { html in
            html.meeting(page, type, hosts, when: start)
            html.visitor(
                page, filled, refusal, action: request.path, opened: opened ?? "",
                back: "\(path)\(slug)/\(id)?day=\(day)&zone=\(percentEncoded(frame.zone.identifier))")
        }
    }

    // Booking

    private static func book(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        let form = try await request.form(limit: 50_000)
        let (slug, id) = (request.parameter("slug"), try request.identifier("type"))
        let frame = BookingFrame(request, context, zone: form["zone"]), start = try self.start(request)
        let visitor = visitor(form, frame)
        do {
            try refuseMachines(form, context)
            try visitor.check()
            try limiter.take(request.remoteAddress)
        } catch {
            if request.wantsJSON { throw error }
            return try await showForm(request, context, form, error)
        }
        let words = context.product.registry.words, house = context.seen(by: .house)
        for _ in 0..<tries {
            do {
                let secret = try await house.write { transaction in
                    let desk = BookingDesk(words: words, transaction: transaction)
                    let page = try desk.page(slug)
                    return try desk.book(page, try desk.type(id, of: page), at: start, visitor).secret
                }
                return .redirect("\(Booking.path)\(secret)?new=1&zone=\(percentEncoded(frame.zone.identifier))")
            } catch is BookingDesk.Collision {
                // Another visitor was faster with this person; perhaps somebody else of the team is free.
                continue
            } catch let refusal as Refusal where refusal.code == BookingDesk.taken.code && !request.wantsJSON {
                return takenAnswer(request, start, frame)
            }
        }
        if request.wantsJSON { throw BookingDesk.taken }
        return takenAnswer(request, start, frame)
    }

    static func visitor(_ form: Form, _ frame: BookingFrame) -> BookingVisitor {
        func text(_ name: String) -> String {
            (form[name] ?? "").replacing("\r\n", with: "\n").trimmingWhitespace()
        }
        return BookingVisitor(
            name: text("name"), email: text("email"), phone: text("phone"), company: text("company"),
            message: text("message"), zone: frame.zone.identifier, language: frame.t.language,
            isConsenting: form["consent"] != nil)
    }

    /// A field that people do not see stays empty; and nobody fills a form in no time.
    private static func refuseMachines(_ form: Form, _ context: Context) throws(Refusal) {
        let odd = Refusal(
            code: "looks_automatic",
            Message("This was filled in faster than people write. Wait a moment and send it again."))
        guard (form["website"] ?? "").isEmpty else { throw odd }
        guard let seal = Seal(context.workspace.settings) else { return }
        guard let opened = form["opened"].flatMap({ seal.open($0) }).flatMap({ Int64($0) }) else { throw odd }
        let passed = (context.now.microseconds - opened) / 1_000_000
        guard passed >= Int64(leastSeconds), passed <= Int64(longestSeconds) else { throw odd }
    }

    private static func takenAnswer(_ request: Request, _ start: Instant, _ frame: BookingFrame) -> Response {
        let up = request.path.split(separator: "/").dropLast().joined(separator: "/")
        let zone = percentEncoded(frame.zone.identifier)
        return .redirect("/\(up)?taken=1&day=\(start.day(in: frame.zone).iso)&zone=\(zone)")
    }

    // Addresses

    /// `2026-11-24T09:00Z`
    static func address(of start: Instant) -> String { String(start.iso.prefix(16)) + "Z" }

    static func start(_ request: Request) throws(Refusal) -> Instant {
        guard let start = Instant(iso: request.parameter("start")) else { throw Refusal.notFound() }
        return start
    }

    private static func zoneQuery(_ request: Request) -> String {
        request.query["zone"].map { "?zone=\(percentEncoded($0))" } ?? ""
    }

    static func languageChange(_ request: Request) -> Response? {
        guard let chosen = request.query["language"].flatMap({ Language(rawValue: $0) }) else { return nil }
        let rest = request.query.setting("language", to: nil)
        return Response.redirect(rest.items.isEmpty ? request.path : "\(request.path)?\(rest.encoded)")
            .setting(Cookie("language", chosen.rawValue, maxAgeSeconds: 365 * 86_400))
    }
}
