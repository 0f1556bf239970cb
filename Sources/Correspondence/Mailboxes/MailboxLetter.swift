import Foundation
import Messaging
import Records
import Storage

/// What became of a letter of a mailbox. A row for each makes sure that none is filed twice, whatever happens between.
package struct MailboxLetter: Sendable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// On the record it belongs to.
        case filed
        /// Kept until somebody files it.
        case unfiled
        case bounce
        /// An answer to an invitation.
        case calendar
        /// Between people of the company: stays in the mailbox.
        case `internal`
        /// Written by a machine, or from an unknown sender where those are not kept.
        case ignored
        /// Came by another mailbox before, or was sent from here.
        case known
        case unreadable

        package var label: Message {
            switch self {
            case .filed: Message("Filed")
            case .unfiled: Message("To be filed")
            case .bounce: Message("Did not arrive")
            case .calendar: Message("Answer to an invitation")
            case .internal: Message("Between colleagues")
            case .ignored: Message("Left in the mailbox")
            case .known: Message("Known already")
            case .unreadable: Message("Could not be read")
            }
        }
    }

    static let table = TableSpec(
        "mailbox_letter",
        [
            .init("mailbox", .integer), .init("key", .text), .init("uid", .integer), .init("at", .instant),
            .init("outcome", .text), .init("email", .integer, required: false),
        ], primaryKey: ["mailbox", "key"],
        indexes: [
            // What became of the letters of the last days.
            .init("mailbox_letter_at", ["mailbox", "at"])
        ], merging: .stays("letters are not merged; each mailbox remembers which it has read"))

    /// The Message-ID; for letters without one, what they are made of.
    static func key(_ mail: IncomingMail?, _ bytes: Data?, _ validity: UInt32, _ uid: UInt32) -> String {
        if let id = mail?.messageID { return id }
        guard let bytes else { return "uid:\(validity):\(uid)" }
        return MimeReader.fingerprint(bytes)
    }

    static func isKnown(_ key: String, _ mailbox: Int64, in connection: any Connection) throws -> Bool {
        try connection.integer("SELECT uid FROM mailbox_letter WHERE mailbox = \(mailbox) AND key = \(key)") != nil
    }

    /// False where another reading was first.
    static func claim(_ key: String, _ mailbox: Int64, _ uid: UInt32, in transaction: Transaction) throws -> Bool {
        try transaction.connection.execute(
            """
            INSERT INTO mailbox_letter (mailbox, key, uid, at, outcome)
            VALUES (\(mailbox), \(key), \(Int64(uid)), \(transaction.now), 'unreadable')
            ON CONFLICT (mailbox, key) DO NOTHING
            """) == 1
    }

    static func settle(
        _ key: String, _ mailbox: Int64, _ outcome: Outcome, email: Int64?, in transaction: Transaction
    ) throws {
        try transaction.connection.execute(
            """
            UPDATE mailbox_letter SET outcome = \(outcome.rawValue), email = \(email)
            WHERE mailbox = \(mailbox) AND key = \(key)
            """)
    }

    /// How many of each since an instant.
    static func counts(_ mailbox: Int64, since: Instant, in connection: any Connection) throws -> [(Outcome, Int)] {
        let rows = try connection.rows(
            """
            SELECT outcome, COUNT(*) FROM mailbox_letter WHERE mailbox = \(mailbox) AND at >= \(since)
            GROUP BY outcome
            """, .text, .integer)
        let known = Dictionary(rows.map { ($0[0].text ?? "", Int($0[1].integer ?? 0)) }) { first, _ in first }
        return Outcome.allCases.compactMap { outcome in known[outcome.rawValue].map { (outcome, $0) } }
    }
}
