import Foundation
import Identity
import Localisation
import Messaging
import Records
import Storage
import Web

/// Feeds over HTTP: read by calendar programs at their secret address, made and revoked in one's settings.
enum CalendarFeedRoutes {
    static func register(in registry: inout Registry) {
        registry.storage.tables.append(CalendarFeed.table)
        registry.storage.rules.add(to: User.name, deleting: { try forget("user_id", $0, $1) })
        registry.storage.rules.add(to: Team.name, deleting: { try forget("team_id", $0, $1) })
        let limiter = RateLimiter(burst: 30, secondsPerToken: 20, now: { Instant(Date()) })
        registry.routes.get(CalendarFeed.path + ":name", .anonymous) { try await read($0, $1, limiter) }
        CalendarFeedPage.register(in: &registry)
        CalendarFeedApi.register(in: &registry)
    }

    private static func forget(_ column: String, _ records: [Record], _ transaction: Transaction) throws {
        try transaction.connection.execute(
            "DELETE FROM calendar_feed WHERE \(name: column) IN (\(SQL.list(records.map(\.id))))")
    }

    private static func read(_ request: Request, _ context: Context, _ limiter: RateLimiter) async throws -> Response {
        let name = request.parameter("name"), workspace = context.workspace
        let secret = name.hasSuffix(".ics") ? String(name.dropLast(4)) : name
        guard let feed = try await workspace.read(.house, { try CalendarFeed.find(secret, in: $0) }) else {
            // Only wrong addresses cost a try.
            try limiter.take(request.remoteAddress)
            throw Refusal.notFound()
        }
        let viewer = try await Rights.viewer(of: feed.user, in: workspace, registry: context.product.registry)
        let words = context.product.catalogues
        let (calendar, changedAt) = try await workspace.read(viewer) { transaction in
            let language = try transaction.connection.text("SELECT language FROM \"user\" WHERE id = \(feed.user)")
            let t = words.translator(
                (language ?? transaction.settings.language).spokenLanguage, timeZone: transaction.settings.timeZone)
            return try feed.calendar(t, in: transaction)
        }
        context.note(
            Access(
                .exported, user: feed.user, door: .api, origin: request.remoteAddress, kind: Activity.name,
                count: calendar.events.count))
        try await noteRead(feed, context)
        let text = calendar.text
        return Response(
            headers: [
                "Content-Type": "text/calendar; charset=utf-8", "ETag": "\"\(Secret.fingerprint(text).prefix(32))\"",
                "Last-Modified": lastModified(changedAt), "Cache-Control": "private, no-cache",
                "Content-Disposition": "inline; filename=\"calendar.ics\"", "X-Robots-Tag": "noindex",
            ], body: .bytes(Array(text.utf8)))
    }

    /// Shown in the settings; one write an hour is enough for it.
    private static func noteRead(_ feed: CalendarFeed, _ context: Context) async throws {
        if let last = feed.readAt, last > context.now.adding(seconds: -3600) { return }
        let now = context.now
        try await context.workspace.write(.house, .api) { transaction in
            _ = try transaction.connection.execute(
                "UPDATE calendar_feed SET read_at = \(now) WHERE id = \(feed.id)")
        }
    }

    private static func lastModified(_ instant: Instant) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = .gmt
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: instant.date)
    }
}

extension String {
    /// The language of this code; French where we do not speak it.
    var spokenLanguage: Language { Language(rawValue: self) ?? .french }
}
