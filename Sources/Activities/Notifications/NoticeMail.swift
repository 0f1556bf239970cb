import Identity
import Jobs
import Localisation
import Messaging
import Records
import Storage

/// Writes a notification to somebody by mail, in their language, if it is still unread and still theirs to see.
enum NoticeMail {
    static let job = "notifications.mail"

    static func register(in jobs: inout JobBook, _ words: CatalogueShelf) {
        jobs.add(job, "Write a notification by mail") { try await write($0, words) }
    }

    /// Runs as the person who is told, so it sees what they see. The mail is queued once for its name.
    private static func write(_ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        guard let id = context.job.arguments["notification"]?.text.flatMap({ Int64($0) }) else {
            throw Refusal.notFound()
        }
        return try await context.write { transaction in
            guard let item = try Inbox.find(id, in: transaction), !item.isRead,
                MailSettings(transaction.settings).isSet,
                let row = try transaction.connection.first(
                    """
                    SELECT name, email, language FROM "user"
                    WHERE id = \(transaction.viewer.user) AND is_active = TRUE
                    """,
                    .text, .text, .text),
                let to = row[1].text.flatMap({ MailAddress($0, name: row[0].text) })
            else { return .record(["sent": false]) }
            let house = Language(rawValue: transaction.settings.language) ?? .french
            let t = words.translator(
                row[2].text.flatMap { Language(rawValue: $0) } ?? house,
                timeZone: try Clock.of(transaction.viewer.user, in: transaction))
            let base = PublicAddress.of(transaction.settings)
            let sentence = t(item.text)
            let letter = Letter(
                greeting: t(Message("Hello {name},", ["name": .text(row[0].text ?? "")])), [sentence],
                quotation: item.quotation,
                link: base.flatMap { base in
                    item.link == nil ? nil : (t("Open", context: "verb"), "\(base)/notifications/\(item.id)")
                },
                closing: base.map {
                    t(
                        Message(
                            "You choose under {address} what is written to you.",
                            ["address": .text("\($0)/settings/notifications")]))
                } ?? t("You choose in your settings what is written to you."))
            var mail = Mail("notification.\(item.id)", to: [to], subject: sentence, text: letter.text)
            mail.html = letter.html
            try Post.queue(mail, in: transaction)
            return .record(["sent": true])
        }
    }
}
