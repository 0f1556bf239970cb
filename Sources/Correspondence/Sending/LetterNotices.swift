import Activities
import Jobs
import Messaging
import Records
import Storage
import Web

/// A letter that did not arrive, or of which nobody knows, reaches whoever wrote it.
enum LetterNotices {
    static func register(in registry: inout Registry) {
        for event in ["email.failed", "email.bounced", "email.uncertain"] {
            registry.events.on(event, as: "notify \(event)") { try tell($0, event, $1) }
        }
    }

    private static func tell(_ entry: EventEntry, _ event: String, _ transaction: Transaction) throws {
        let kind = transaction.schema.kind(of: Email.self)
        let notices = try transaction.asHouse.records(entry.records, of: kind).values.compactMap { record -> Notice? in
            let email = try Email(record, kind: kind)
            guard let owner = email.owner?.number else { return nil }
            return Notice(
                .letter, to: owner, about: Reference(kind: Email.name, id: email.id.number), text(event, email),
                quotation: email.failure)
        }
        try Notice.tell(notices, in: transaction)
    }

    private static func text(_ event: String, _ email: Email) -> Message {
        let holes: [String: Message.Argument] = [
            "subject": .text(email.subject), "to": .text(MailAddresses(email.toAddresses ?? "").shortNames),
        ]
        switch event {
        case "email.failed": return Message("Your mail “{subject}” to {to} could not be sent.", holes)
        case "email.bounced": return Message("Your mail “{subject}” to {to} came back.", holes)
        default: return Message("Of your mail “{subject}” to {to} it is not known whether it has arrived.", holes)
        }
    }
}
