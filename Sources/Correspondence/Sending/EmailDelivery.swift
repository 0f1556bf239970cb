import Activities
import Foundation
import Identity
import Jobs
import Localisation
import Messaging
import Records
import Storage
import Web

/// Hands a queued letter to the mail server: tried again with growing waits, told where it ends. Before the last of its
/// text leaves, that is noted: a letter of which it is not known afterwards whether it was taken is never sent again by
/// itself, but shown to its writer.
enum EmailDelivery {
    static let maximumAttempts = 10

    static func register(in registry: inout Registry) {
        registry.storage.tables.append(OutgoingEmail.table)
        let words = registry.words
        registry.jobs.add(OutgoingEmail.job, "Send a mail to a customer", maximumAttempts: maximumAttempts) {
            try await deliver($0, words)
        }
    }

    private struct Parcel: Sendable {
        let email: Email
        let mail: Mail
        let sender: MailSender
        let files: [(name: String, type: String, key: String)]
    }

    private static func deliver(_ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        guard let id = context.job.arguments["email"]?.text.flatMap({ Int64($0) }) else { throw Refusal.notFound() }
        let t = words.translator(
            Language(rawValue: context.workspace.settings.language) ?? .french,
            timeZone: context.workspace.settings.timeZone)
        do {
            guard let parcel = try await context.write(.job, { try pack(id, job: context.job.id, words, in: $0) })
            else {
                return .record(["sent": false])
            }
            var mail = parcel.mail
            mail.attachments = try parcel.files.map { file in
                let bytes = try Data(contentsOf: URL(fileURLWithPath: context.files.path(of: file.key)))
                return Mail.Attachment(name: file.name, type: file.type, bytes: bytes)
            }
            try await parcel.sender.server.send(
                mail, at: context.workspace.clock(), trust: parcel.sender.trust,
                handing: { try await context.write(.job) { try hand(id, context.job.id, in: $0) } })
            try await context.write(.job) { try settle(id, .sent, nil, in: $0) }
            return .record(["sent": true])
        } catch is Doubtful {
            let reason = t(doubt)
            try await context.write(.job) { try settle(id, .uncertain, reason, in: $0) }
            return .record(["sent": false, "code": "uncertain"])
        } catch let refusal as Refusal {
            // Asked again, it would be refused again: somebody has to look at it.
            let reason = t(refusal.fields.first?.message ?? refusal.message)
            try await context.write(.job) { transaction in
                try settle(id, .failed, reason, in: transaction)
                try UndeliverableAddress.note(refusal, of: ID(id), in: transaction)
            }
            return .record(["sent": false, "code": .text(refusal.code)])
        } catch let failure as MailFailure {
            let isLast = context.job.attempt >= maximumAttempts || failure.isDoubtful
            let reason = failure.isDoubtful ? "\(t(doubt)) (\(failure.description))" : failure.description
            try await context.write(.job) { transaction in
                if isLast {
                    return try settle(id, failure.isDoubtful ? .uncertain : .failed, reason, in: transaction)
                }
                try note(id, failure.description, in: transaction)
            }
            if isLast { return .record(["sent": false]) }
            throw failure
        }
    }

    /// A server before this one handed it over, and did not live to hear the answer.
    private struct Doubtful: Error {}

    private static let doubt = Message(
        "This mail was handed over, but the mail server’s answer was lost: it may have arrived. Ask, then send it "
            + "again or say that it has arrived.")

    /// The last moment in which it is known that it has not left.
    private static func hand(_ id: Int64, _ job: Int64, in transaction: Transaction) throws {
        let mine = try transaction.connection.execute(
            "UPDATE email_delivery SET handed_at = \(transaction.now) WHERE email = \(id) AND job_id = \(job)")
        guard mine == 1 else { throw OutgoingEmail.alreadySent }
    }

    /// Nil where it was taken back, or is sent already.
    private static func pack(
        _ id: Int64, job: Int64, _ words: CatalogueShelf, in transaction: Transaction
    ) throws -> Parcel? {
        var email = try transaction.find(ID<Email>(id))
        guard email.state == .queued else { return nil }
        let handedAt = try transaction.connection.first(
            "SELECT handed_at FROM email_delivery WHERE email = \(id) AND job_id = \(job)", .instant)?[0].instant
        if handedAt != nil { throw Doubtful() }
        let mine = try transaction.connection.execute(
            "UPDATE email_delivery SET started_at = \(transaction.now) WHERE email = \(id) AND job_id = \(job)")
        guard mine == 1 else { return nil }
        // Somebody may have objected since it was written.
        try OutgoingEmail.gate(email, in: transaction)
        // A newer version may have come since.
        let written = email.files
        try LibraryFiles.settle(&email, in: transaction)
        if email.files != written { try transaction.save(email) }
        let (to, cc) = try OutgoingEmail.recipients(email)
        let sender = try MailSender.of(email.owner?.number, in: transaction)
        var mail = Mail("email.\(id)", to: to.addresses, subject: email.subject, text: "")
        mail.cc = cc.addresses
        mail.from = sender.from
        mail.replyTo = sender.replyTo
        mail.isAutomatic = false
        mail.identity = email.messageID
        mail.inReplyTo = email.inReplyTo
        mail.references = OutgoingEmail.references(email.references)
        let letter = try EmailLetter(email, words, in: transaction)
        (mail.text, mail.html) = (letter.plain, letter.html)
        mail.exactHeaders = letter.headers
        try transaction.save(
            Draft(
                id: id,
                fields: [
                    "html": [.text(letter.html)], "from_address": [.text(MailAddresses(list: [sender.from]).text)],
                ]),
            as: transaction.schema.kind(of: Email.self))
        return Parcel(email: email, mail: mail, sender: sender, files: try files(email, in: transaction))
    }

    private static func files(_ email: Email, in transaction: Transaction) throws
        -> [(name: String, type: String, key: String)]
    {
        let attachments = try email.files.compactMap { $0.attachment }.map { try transaction.find($0) }
        return attachments.map { ($0.name, $0.contentType, $0.file) }
    }

    private static func note(_ id: Int64, _ reason: String, in transaction: Transaction) throws {
        try transaction.connection.execute("UPDATE email SET failure = \(reason) WHERE id = \(id)")
        // Until the next attempt it can be called back.
        try transaction.connection.execute(
            "UPDATE email_delivery SET started_at = NULL, handed_at = NULL WHERE email = \(id)")
    }

    /// Sent, or not and why.
    private static func settle(_ id: Int64, _ state: EmailState, _ failure: String?, in transaction: Transaction) throws
    {
        guard let email = try transaction.records([id], of: transaction.schema.kind(of: Email.self))[id] else { return }
        let kind = transaction.schema.kind(of: Email.self)
        guard email.value("state", in: kind).text == EmailState.queued.rawValue else { return }
        var fields: [String: [Value]] = ["failure": [failure.map(Value.text) ?? .null]]
        fields["state"] = [.text(state.rawValue)]
        if state == .sent { fields["sent_at"] = [.instant(transaction.now)] }
        try transaction.save(Draft(id: id, fields: fields), as: kind)
        try transaction.connection.execute("DELETE FROM email_delivery WHERE email = \(id)")
        let event = try EmailEvent.payload(transaction.find(ID<Email>(id)))
        try transaction.emit(
            Event("email.\(state.rawValue)", Reference(kind: Email.name, id: id), event))
    }
}

/// What events of mails say, for plans, webhooks and live pages.
package enum EmailEvent {
    package static func payload(_ email: Email) -> JSON {
        .record([
            "about": email.about.map { .record(["kind": .text($0.kind), "id": .text(String($0.id))]) } ?? .null,
            "contact": email.contact.map { .text(String($0.number)) } ?? .null,
            "from": .text(email.fromAddress ?? ""), "thread": .text(email.thread ?? ""),
        ])
    }
}
