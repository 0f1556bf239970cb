import Foundation
import Identity
import Jobs
import Messaging
import Records
import Storage

/// A time that somebody outside chose on a booking page. Who they are stands in the meeting and in the contact; here is
/// only what belongs to the choice: which page, whose time and why, the consent they gave, the secret that changes it.
package struct Booking: Sendable, Hashable {
    package let id: Int64
    package let page: Int64
    package let type: Int64
    package let activity: Int64
    package let user: Int64
    package let contact: Int64?
    package let zone: String
    package let language: String
    /// Why this person of a team.
    package let reason: Message?
    package let consentAt: Instant?
    package let cancelledAt: Instant?
    /// The secret of its address, closed; letters of the house begin with it.
    let sealed: String

    static let table = TableSpec(
        "booking",
        [
            .init("id", .integer), .init("page_id", .integer), .init("type_id", .integer),
            .init("activity_id", .integer), .init("user_id", .integer, references: "user"),
            .init("contact_id", .integer, required: false), .init("zone", .text), .init("language", .text),
            .init("reason", .text, required: false), .init("fingerprint", .text), .init("secret", .text),
            .init("consent_text", .text, required: false), .init("consent_at", .instant, required: false),
            .init("consent_origin", .text, required: false), .init("created_at", .instant),
            .init("cancelled_at", .instant, required: false),
        ], primaryKey: ["id"],
        indexes: [
            .init("booking_secret", ["fingerprint"], unique: true),
            // From the meeting to its booking; whose turn it is; those of a page, the newest first.
            .init("booking_activity", ["activity_id"]), .init("booking_user", ["user_id", "created_at"]),
            .init("booking_of_page", ["page_id", "id"]), .init("booking_contact", ["contact_id"]),
        ],
        merging: .moves([
            RecordPointer("contact_id", of: "contact"), RecordPointer("activity_id", of: "activity"),
            RecordPointer("page_id", of: "booking_page"), RecordPointer("type_id", of: "booking_page_type"),
        ]))

    /// Five minutes of somebody's time that a booking has taken. The key makes booking it twice impossible, whatever
    /// two visitors, two processes or two servers do at once.
    static let cells = TableSpec(
        "booking_cell",
        [.init("user_id", .integer, references: "user"), .init("cell", .integer), .init("booking_id", .integer)],
        primaryKey: ["user_id", "cell"], indexes: [.init("booking_cell_of", ["booking_id"])],
        merging: .stays("is time of a user; users are not merged"))

    static let path = "/booking/"

    static func find(_ condition: SQL, in transaction: Transaction) throws -> [Booking] {
        try transaction.connection.rows(
            """
            SELECT id, page_id, type_id, activity_id, user_id, contact_id, zone, language, reason, consent_at,
            cancelled_at, secret FROM booking WHERE \(condition)
            """, .integer, .integer, .integer, .integer, .integer, .integer, .text, .text, .text, .instant, .instant,
            .text
        ).map { row in
            Booking(
                id: row[0].integer ?? 0, page: row[1].integer ?? 0, type: row[2].integer ?? 0,
                activity: row[3].integer ?? 0, user: row[4].integer ?? 0, contact: row[5].integer,
                zone: row[6].text ?? "", language: row[7].text ?? "",
                reason: try row[8].text.flatMap { Message(try JSON(parsing: $0)) },
                consentAt: row[9].instant, cancelledAt: row[10].instant, sealed: row[11].text ?? "")
        }
    }

    static func of(_ activity: Int64, in transaction: Transaction) throws -> Booking? {
        try find("activity_id = \(activity)", in: transaction).first
    }

    /// The visitor's own address for it, after the server's; nil where the workspace's secret was changed since.
    func address(_ settings: WorkspaceSettings) -> String? {
        Seal(settings)?.open(sealed).map { Booking.path + $0 }
    }

    // Time

    /// Takes the time, or returns false where somebody has some of it.
    static func take(_ booking: Int64, of user: Int64, _ time: Range<Instant>, in transaction: Transaction) throws
        -> Bool
    {
        let cells = cellNumbers(time)
        let rows = SQL.joined(cells.map { "(\(user), \($0), \(booking))" as SQL }, ", ")
        let count = try transaction.connection.execute(
            "INSERT INTO booking_cell (user_id, cell, booking_id) VALUES \(rows) ON CONFLICT (user_id, cell) DO NOTHING"
        )
        return count == cells.count
    }

    static func release(_ bookings: [Int64], in transaction: Transaction) throws {
        try transaction.connection.execute("DELETE FROM booking_cell WHERE booking_id IN (\(SQL.set(bookings)))")
    }

    static func cellNumbers(_ time: Range<Instant>) -> ClosedRange<Int64> {
        let length: Int64 = 300_000_000
        return time.lowerBound.microseconds / length...(time.upperBound.microseconds - 1) / length
    }
}
