import Foundation
import Jobs
import Records
import Storage

/// Letters on their way: written down in the transaction that wants them, handed over by the queue, tried again with
/// growing waits. The same name is never sent twice, however often it is asked for; only a server killed between
/// handing over and noting it sends again, under the same Message-ID. What waits is sealed, and forgotten once sent.
package enum Post {
    static let job = "mail.send"
    static let keptDays = 30

    package static let table = TableSpec(
        "mail",
        [
            .init("id", .integer), .init("name", .text), .init("recipient", .text), .init("subject", .text),
            .init("content", .text), .init("job_id", .integer), .init("created_at", .instant),
            .init("sent_at", .instant, required: false),
        ], primaryKey: ["id"], indexes: [.init("mail_name", ["name"], unique: true)],
        merging: .stays("letters of the house to its users, on their way"))

    package static func register(in jobs: inout JobBook) {
        jobs.add(job, "Send a mail", maximumAttempts: 10) { try await send($0) }
        jobs.add("mail.housekeeping", "Forget mails sent long ago") { try await forget($0) }
        jobs.schedule("mail.housekeeping", everySeconds: 86_400)
    }

    /// Queues a letter, once for its name. Returns false where it was queued before.
    @discardableResult
    package static func queue(_ mail: Mail, in transaction: Transaction) throws -> Bool {
        let known = try transaction.connection.integer("SELECT id FROM mail WHERE name = \(mail.name)")
        if known != nil { return false }
        let id = transaction.ids.next()
        let content = try Seal.of(transaction).close(mail.json.string)
        // The house sends it, not whoever caused it: only administrators see what became of it.
        let house = transaction.seen(by: .house)
        let job = try JobQueue.enqueue(Post.job, .record(["mail": .text(String(id))]), in: house)
        let recipients = mail.to.map(\.address).joined(separator: ", ")
        try transaction.connection.execute(
            """
            INSERT INTO mail (id, name, recipient, subject, content, job_id, created_at)
            VALUES (\(id), \(mail.name), \(recipients), \(MimeText.oneLine(mail.subject)), \(content), \(job),
                    \(transaction.now))
            """)
        return true
    }

    private static func send(_ context: JobContext) async throws -> JSON {
        guard let id = context.job.arguments["mail"]?.text.flatMap({ Int64($0) }) else { throw Post.gone }
        let row = try await context.workspace.database.read {
            try $0.first("SELECT content, sent_at FROM mail WHERE id = \(id)", .text, .instant)
        }
        guard let row else { throw Post.gone }
        if row[1].instant != nil { return .record(["sent": true]) }
        let settings = MailSettings(context.workspace.settings)
        guard let server = try settings.server() else { throw Post.notSetUp }
        guard
            let mail = try row[0].text.flatMap({ Seal(context.workspace.settings)?.open($0) }).flatMap({
                Mail(try JSON(parsing: $0))
            })
        else { throw Post.gone }
        try await server.send(mail, at: context.workspace.clock(), trust: settings.trust)
        let now = context.workspace.clock()
        try await context.workspace.database.write {
            _ = try $0.execute("UPDATE mail SET sent_at = \(now), content = '' WHERE id = \(id)")
        }
        return .record(["sent": true])
    }

    private static func forget(_ context: JobContext) async throws -> JSON {
        let limit = context.workspace.clock().adding(seconds: -keptDays * 86_400)
        let count = try await context.workspace.database.write {
            try $0.execute("DELETE FROM mail WHERE created_at < \(limit)")
        }
        return .record(["removed": .number(String(count))])
    }

    package static let notSetUp = Refusal(
        .unavailable, code: "mail_not_set_up",
        Message("No mail server is set up. An administrator names one under Settings, Mail."))

    private static let gone = Refusal(
        code: "mail_gone", Message("This mail is no longer kept, or was sealed with another secret. Write it anew."))
}

/// A letter as administrators see it: to whom, and what became of it.
package struct PostedMail: Sendable {
    package let recipient: String
    package let subject: String
    package let at: Instant
    package let sentAt: Instant?
    package let job: JobState?

    /// The newest first.
    package static func list(limit: Int, in transaction: Transaction) throws -> [PostedMail] {
        let rows = try transaction.connection.rows(
            "SELECT recipient, subject, created_at, sent_at, job_id FROM mail ORDER BY id DESC LIMIT \(limit)",
            .text, .text, .instant, .instant, .integer)
        let house = transaction.seen(by: .house)
        return try rows.map { row in
            PostedMail(
                recipient: row[0].text ?? "", subject: row[1].text ?? "", at: row[2].instant ?? transaction.now,
                sentAt: row[3].instant,
                job: try row[3].isNull ? row[4].integer.flatMap { try JobQueue.find($0, in: house) } : nil)
        }
    }
}
