import Foundation
import Identity
import Records
import Storage

/// A secret address under which a calendar program reads what somebody has planned, or what a team has. It shows what
/// its maker may see, as long as they may; of the secret only the fingerprint is kept.
package struct CalendarFeed: Sendable, Hashable {
    /// How much of a meeting is told.
    package enum Detail: String, Sendable, CaseIterable {
        case full, subject, busy

        var label: String {
            switch self {
            case .full: "Everything"
            case .subject: "When, and the subject"
            case .busy: "Only that somebody is busy"
            }
        }
    }

    package let id: Int64
    package let user: Int64
    package let team: Int64?
    package let detail: Detail
    package let createdAt: Instant
    package let readAt: Instant?

    static let table = TableSpec(
        "calendar_feed",
        [
            .init("id", .integer), .init("user_id", .integer, references: "user"),
            .init("team_id", .integer, required: false, references: "team"), .init("detail", .text),
            .init("fingerprint", .text), .init("created_at", .instant), .init("read_at", .instant, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("calendar_feed_secret", ["fingerprint"], unique: true),
            // Those of one person, for their settings.
            .init("calendar_feed_user", ["user_id", "id"]),
            .init("calendar_feed_team", ["team_id"]),
        ], merging: .stays("belongs to a user; users are not merged"))

    static let path = "/calendars/"

    /// The address after the server's. Whatever this person had for the same calendar opens nothing any more.
    static func make(team: Int64?, _ detail: Detail, in transaction: Transaction) throws -> (CalendarFeed, String) {
        let user = transaction.viewer.user
        if let team {
            _ = try transaction.find(ID<Team>(team))
            try transaction.connection.execute(
                "DELETE FROM calendar_feed WHERE user_id = \(user) AND team_id = \(team)")
        } else {
            try transaction.connection.execute(
                "DELETE FROM calendar_feed WHERE user_id = \(user) AND team_id IS NULL")
        }
        let secret = Secret.make(), id = transaction.ids.next()
        try transaction.connection.execute(
            """
            INSERT INTO calendar_feed (id, user_id, team_id, detail, fingerprint, created_at)
            VALUES (\(id), \(user), \(team), \(detail.rawValue), \(Secret.fingerprint(secret)), \(transaction.now))
            """)
        let feed = CalendarFeed(
            id: id, user: user, team: team, detail: detail, createdAt: transaction.now, readAt: nil)
        return (feed, path + secret + ".ics")
    }

    static func revoke(_ id: Int64, in transaction: Transaction) throws {
        let count = try transaction.connection.execute(
            "DELETE FROM calendar_feed WHERE id = \(id) AND user_id = \(transaction.viewer.user)")
        if count == 0 { throw Refusal.notFound() }
    }

    /// One's own, the first made first.
    static func list(in transaction: Transaction) throws -> [CalendarFeed] {
        try read("user_id = \(transaction.viewer.user) ORDER BY id", in: transaction)
    }

    /// What a secret opens; nil where nothing, or where its maker is gone.
    static func find(_ secret: String, in transaction: Transaction) throws -> CalendarFeed? {
        try read(
            """
            fingerprint = \(Secret.fingerprint(secret))
            AND user_id IN (SELECT id FROM "user" WHERE is_active = TRUE)
            """, in: transaction
        ).first
    }

    private static func read(_ condition: SQL, in transaction: Transaction) throws -> [CalendarFeed] {
        try transaction.connection.rows(
            "SELECT id, user_id, team_id, detail, created_at, read_at FROM calendar_feed WHERE \(condition)",
            .integer, .integer, .integer, .text, .instant, .instant
        ).map { row in
            CalendarFeed(
                id: row[0].integer ?? 0, user: row[1].integer ?? 0, team: row[2].integer,
                detail: row[3].text.flatMap { Detail(rawValue: $0) } ?? .busy,
                createdAt: row[4].instant ?? transaction.now, readAt: row[5].instant)
        }
    }
}
