import Activities
import Jobs
import Localisation
import Messaging
import People
import Records
import Storage
import Web

/// Short messages to customers: through the gate, through the queue, onto the timeline.
package enum TextMessages {
    static let job = "sms.send"
    static let maximumAttempts = 6
    static let most = 1600

    static func register(in registry: inout Registry) {
        registry.storage.rules.add(to: TextMessage.name, prepare: TextMessage.prepare)
        registry.storage.index(TextMessage.self, "text_message_about", ["about_kind", "about_id"])
        let words = registry.words
        registry.jobs.add(job, "Send a short message", maximumAttempts: maximumAttempts) {
            try await deliver($0, words)
        }
    }

    /// Writes the message down and hands it to the queue. Refused before anything leaves: no permission, no consent, a
    /// number that is none, words without end.
    @discardableResult
    package static func send(
        _ message: TextMessage, words: CatalogueShelf, in transaction: Transaction
    ) throws -> ID<TextMessage> {
        guard transaction.viewer.may(TextMessage.sending) else {
            throw Refusal(
                .forbidden, code: "not_allowed",
                Message("Your role does not allow to send short messages. Ask an administrator."))
        }
        guard let adapter = SmsAdapter.of(transaction.settings) else { throw SmsAdapter.notSetUp }
        var message = message
        if let about = message.about, !transaction.viewer.isHouse {
            guard let kind = transaction.schema[about.kind], kind.owner == nil else { throw Refusal.notFound() }
            _ = try transaction.record(about.id, of: kind)
        }
        message.owner = message.owner ?? transaction.author.map { ID($0) }
        if message.contact == nil, let about = message.about, about.kind == Contact.name {
            message.contact = ID(about.id)
        }
        message.toNumber = try number(message.toNumber, transaction.settings.country)
        message.text = try text(message, adapter, words, transaction)
        message.segments = SmsText(message.text).segments
        try gate(message, in: transaction)
        message.state = .queued
        (message.failure, message.sentAt) = (nil, nil)
        let id = try transaction.asHouse.save(message)
        _ = try JobQueue.enqueue(job, .record(["message": .text(String(id.number))]), in: transaction.seen(by: .house))
        return id
    }

    private static func number(_ typed: String, _ country: String) throws(Refusal) -> String {
        guard let number = PhoneNumber.normalised(typed, country: country) else {
            throw Refusal(fields: [
                FieldRefusal(
                    "to_number", code: "invalid_phone",
                    Message("“{value}” is no telephone number. Write it as +33 6 12 34 56 78.", ["value": .text(typed)])
                )
            ])
        }
        return number
    }

    private static func text(
        _ message: TextMessage, _ adapter: SmsAdapter, _ words: CatalogueShelf, _ transaction: Transaction
    ) throws -> String {
        let language = try RecipientLanguage.of(contact: message.contact, about: message.about, in: transaction)
        let t = words.translator(language, timeZone: transaction.settings.timeZone)
        let fields = try MergeFields(about: message.about, contact: message.contact, t, in: transaction)
        var text = try fields.fill(message.text, field: "text").trimmingWhitespace()
        guard !text.isEmpty else {
            throw Refusal(fields: [
                FieldRefusal("text", code: "required", Message("Write something first: the message is empty."))
            ])
        }
        if message.purpose == .prospecting {
            guard !adapter.stop.isEmpty else {
                throw Refusal(
                    code: "sms_stop_missing",
                    Message(
                        "Advertising by short message must say how to stop it. An administrator writes these words "
                            + "under Settings, Letters and SMS."))
            }
            if !text.hasSuffix(adapter.stop) { text += " " + adapter.stop }
        }
        guard SmsText(text).length <= most else {
            throw Refusal(fields: [
                FieldRefusal(
                    "text", code: "too_long",
                    Message("A short message has at most {limit} letters.", ["limit": .number(most)]))
            ])
        }
        return text
    }

    private static func gate(_ message: TextMessage, in transaction: Transaction) throws {
        try ConsentGate.check(
            .sms, to: message.toNumber,
            about: message.contact.map { Reference(kind: Contact.name, id: $0.number) } ?? message.about,
            purpose: message.purpose == .prospecting ? .prospecting : .service, in: transaction)
    }

    private static func deliver(_ context: JobContext, _ words: CatalogueShelf) async throws -> JSON {
        guard let id = context.job.arguments["message"]?.text.flatMap({ Int64($0) }) else { throw Refusal.notFound() }
        let t = words.translator(
            Language(rawValue: context.workspace.settings.language) ?? .french,
            timeZone: context.workspace.settings.timeZone)
        do {
            let message = try await context.write(.job) { transaction -> TextMessage? in
                let message = try transaction.find(ID<TextMessage>(id))
                guard message.state == .queued else { return nil }
                try gate(message, in: transaction)
                return message
            }
            guard let message else { return .record(["sent": false]) }
            guard let adapter = SmsAdapter.of(context.workspace.settings) else { throw SmsAdapter.notSetUpNow }
            let call = try adapter.call(to: message.toNumber, text: message.text, reference: "sms-\(id)")
            let reply = try await HttpClient().send(call)
            if (400..<500).contains(reply.status), reply.status != 408, reply.status != 429 {
                throw Refusal(
                    code: "sms_refused",
                    Message("The carrier refused this message: {reason}.", ["reason": .text(reason(reply))]))
            }
            guard reply.isSuccess else { throw SmsFailure(description: reason(reply)) }
            let reference = adapter.reference(in: reply)
            try await context.write(.job) { try settle(id, .sent, reference: reference, in: $0) }
            return .record(["sent": true])
        } catch let refusal as Refusal where refusal.type != .unavailable {
            let reason = t(refusal.fields.first?.message ?? refusal.message)
            try await context.write(.job) { try settle(id, .failed, failure: reason, in: $0) }
            return .record(["sent": false, "code": .text(refusal.code)])
        } catch {
            let said = (error as? Refusal).map { t($0.message) } ?? (error as? SmsFailure)?.description ?? ""
            guard context.job.attempt < maximumAttempts, !(error is CancellationError) else {
                try await context.write(.job) { try settle(id, .failed, failure: said, in: $0) }
                return .record(["sent": false])
            }
            throw SmsFailure(description: said)
        }
    }

    private static func reason(_ reply: HttpReply) -> String {
        let words = String(decoding: reply.body.prefix(300), as: UTF8.self).trimmingWhitespace()
        return words.isEmpty ? "HTTP \(reply.status)" : "HTTP \(reply.status), \(words)"
    }

    private static func settle(
        _ id: Int64, _ state: TextMessageState, reference: String? = nil, failure: String? = nil,
        in transaction: Transaction
    ) throws {
        var fields: [String: [Value]] = [
            "state": [.text(state.rawValue)], "failure": [failure.map { .text(String($0.prefix(2000))) } ?? .null],
            "provider_reference": [reference.map { .text(String($0.prefix(255))) } ?? .null],
        ]
        if state == .sent { fields["sent_at"] = [.instant(transaction.now)] }
        try transaction.save(Draft(id: id, fields: fields), as: transaction.schema.kind(of: TextMessage.self))
        let subject = Reference(kind: TextMessage.name, id: id)
        try transaction.emit(Event(state == .sent ? "text_message.sent" : "text_message.failed", subject))
    }
}

/// The carrier did not take it this time.
struct SmsFailure: Error, Sendable, CustomStringConvertible { let description: String }

extension TextMessage {
    /// A new one is its writer's; its parts are counted; what has left stays as it was.
    static func prepare(_ changes: inout [Change], _ transaction: Transaction) throws {
        for index in changes.indices {
            var message = try changes[index].typed(TextMessage.self)
            if changes[index].isNew, message.owner == nil { message.owner = transaction.author.map { ID($0) } }
            message.segments = SmsText(message.text).segments
            changes[index].replace(with: message)
            if let old = try changes[index].typedOld(TextMessage.self), old.state != .draft,
                !transaction.viewer.isHouse,
                changes[index].changes("text") || changes[index].changes("to_number")
            {
                changes[index].refuse(Email.written)
            }
        }
    }

    package static let timeline = TimelineSource("text_message", .mails) { scope, transaction in
        let kind = transaction.schema.kind(of: TextMessage.self), place = ConditionCompiler.Place(kind)
        return try .about(
            "text_message", scope, transaction, at: "created_at", where: "\(place.column("state")) <> 'draft'",
            texts: ["text", "state", "to_number"], numbers: ["segments"])
    } entry: { wording in
        let (row, t) = (wording.row, wording.t)
        let state = row.texts[1].flatMap { TextMessageState(rawValue: $0) } ?? .sent
        let number: Message.Argument = .text(row.texts[2].flatMap { PhoneNumber(stored: $0)?.international } ?? "")
        var entry = wording.frame(
            icon: "message-square", tone: state == .failed ? .bad : .accent,
            t(Message("sent a short message to {number}", ["number": number])), body: row.texts[0].map { .prose($0) })
        if state != .sent {
            entry.badges.append(Badge(t(state.label), state == .failed ? .bad : .neutral))
        }
        entry.does.append(
            Action(t("Open", context: "verb"), look: .quiet, small: true, href: "/text_messages/\(row.id)"))
        return entry
    }

    package static let write = TimelineWriter { about, context in
        guard context.viewer.may(sending), SmsAdapter.of(context.workspace.settings) != nil,
            let kind = context.schema[about.kind], Emails.isWritten(to: kind)
        else { return nil }
        return Action(
            context.t("SMS"), icon: "message-square", href: "/text_messages/new?about=\(about.kind):\(about.id)")
    }
}
