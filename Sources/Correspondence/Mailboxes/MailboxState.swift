import Messaging
import Records
import Storage

/// How far a mailbox has been read, and how it went: changes with every reading, so it stands beside the record and not
/// in its history. The password is kept under the workspace's seal.
package struct MailboxState: Sendable {
    package let validity: UInt32?
    package let uid: UInt32
    package let readAt: Instant?
    package let messageAt: Instant?
    package let failure: Message?
    package let failures: Int
    package let nextAt: Instant?
    let sealed: String?
    let mayBePrivate: Bool

    package var hasPassword: Bool { sealed != nil }

    static let table = TableSpec(
        "mailbox_state",
        [
            .init("mailbox", .integer), .init("sealed", .text, required: false), .init("may_be_private", .boolean),
            .init("validity", .integer, required: false), .init("uid", .integer),
            .init("read_at", .instant, required: false), .init("message_at", .instant, required: false),
            .init("failure", .text, required: false), .init("failures", .integer),
            .init("next_at", .instant, required: false),
        ], primaryKey: ["mailbox"], merging: .stays("belongs to a mailbox; mailboxes are not merged"))

    static func make(_ mailbox: Int64, mayBePrivate: Bool, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO mailbox_state (mailbox, may_be_private, uid, failures)
            VALUES (\(mailbox), \(mayBePrivate), 0, 0) ON CONFLICT (mailbox) DO NOTHING
            """)
    }

    static func find(_ mailbox: Int64, in connection: any Connection) throws -> MailboxState? {
        try connection.first(
            """
            SELECT validity, uid, read_at, message_at, failure, failures, next_at, sealed, may_be_private
            FROM mailbox_state WHERE mailbox = \(mailbox)
            """, .integer, .integer, .instant, .instant, .text, .integer, .instant, .text, .boolean
        ).map { row in
            MailboxState(
                validity: row[0].integer.map { UInt32(truncatingIfNeeded: $0) },
                uid: UInt32(truncatingIfNeeded: row[1].integer ?? 0), readAt: row[2].instant, messageAt: row[3].instant,
                failure: row[4].text.flatMap { Message(storedText: $0) }, failures: Int(row[5].integer ?? 0),
                nextAt: row[6].instant, sealed: row[7].text, mayBePrivate: row[8].boolean ?? false)
        }
    }

    static func keep(password: String, _ mailbox: Int64, in transaction: Transaction) throws {
        let sealed = try Seal.of(transaction).close(password)
        try transaction.connection.execute(
            """
            UPDATE mailbox_state SET sealed = \(sealed), failure = NULL, failures = 0, next_at = NULL
            WHERE mailbox = \(mailbox)
            """)
    }

    static func forgetServer(_ mailbox: Int64, mayBePrivate: Bool, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            UPDATE mailbox_state SET sealed = NULL, may_be_private = \(mayBePrivate), validity = NULL, uid = 0,
                failure = NULL, failures = 0, next_at = NULL
            WHERE mailbox = \(mailbox)
            """)
    }

    static func startAnew(_ mailbox: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            "UPDATE mailbox_state SET validity = NULL, uid = 0, next_at = NULL WHERE mailbox = \(mailbox)")
    }

    /// After a letter: how far it is now. Never backwards while the numbers mean the same.
    static func advance(_ mailbox: Int64, _ validity: UInt32, _ uid: UInt32, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            UPDATE mailbox_state
            SET uid = CASE WHEN validity = \(Int64(validity)) AND uid > \(Int64(uid)) THEN uid ELSE \(Int64(uid)) END,
                validity = \(Int64(validity))
            WHERE mailbox = \(mailbox)
            """)
    }

    static func succeeded(_ mailbox: Int64, _ validity: UInt32, hasLetters: Bool, in transaction: Transaction) throws {
        let now = transaction.now
        let heard: SQL = hasLetters ? ", message_at = \(now)" : ""
        // A folder without letters since the day: its numbering is known all the same.
        try transaction.connection.execute(
            """
            UPDATE mailbox_state
            SET read_at = \(now), failure = NULL, failures = 0, next_at = NULL,
                uid = CASE WHEN validity = \(Int64(validity)) THEN uid ELSE 0 END, validity = \(Int64(validity))\(heard)
            WHERE mailbox = \(mailbox)
            """)
    }

    /// Waits longer after each failure: two minutes at first, two hours at most; after a refused sign-in at least half
    /// an hour, since servers lock accounts that try too often.
    static func failed(_ mailbox: Int64, _ refusal: Refusal, in transaction: Transaction) throws {
        let state = try find(mailbox, in: transaction.connection)
        let failures = min((state?.failures ?? 0) + 1, 30)
        var wait = min(7200, 120 << min(failures - 1, 6))
        if refusal.code == "mailbox_sign_in" || refusal.code == "mailbox_without_password" { wait = max(wait, 1800) }
        try transaction.connection.execute(
            """
            UPDATE mailbox_state SET failure = \(refusal.message.storedText), failures = \(failures),
                next_at = \(transaction.now.adding(seconds: wait))
            WHERE mailbox = \(mailbox)
            """)
    }
}
