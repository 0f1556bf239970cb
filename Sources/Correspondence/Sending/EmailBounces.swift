import Records
import Storage

/// Letters that came back (RFC 3464), as the reader of mailboxes finds them.
package enum EmailBounces {
    /// Marks the letter of this Message-ID; false where it is none of ours, or already known to have come back.
    /// Where the address itself is dead, no more letters go there.
    package static func take(
        messageID: String, recipient: String? = nil, isDead: Bool = false, reason: String, in transaction: Transaction
    ) throws -> Bool {
        let house = transaction.asHouse
        let row = try house.connection.first(
            "SELECT id, state FROM email WHERE message_id = \(messageID) AND direction = 'out' ORDER BY id LIMIT 1",
            .integer, .text)
        guard let id = row?[0].integer else { return false }
        let state = row?[1].text.flatMap { EmailState(rawValue: $0) }
        if isDead { try UndeliverableAddress.note(recipient, of: ID(id), reason, in: house) }
        guard state == .sent || state == .queued || state == .uncertain else { return state == .bounced }
        try house.save(
            Draft(
                id: id,
                fields: [
                    "state": [.text(EmailState.bounced.rawValue)],
                    "failure": [.text(String(reason.trimmingWhitespace().prefix(2000)))],
                ]), as: house.schema.kind(of: Email.self))
        let email = try house.find(ID<Email>(id))
        try house.emit(Event("email.bounced", Reference(kind: Email.name, id: id), EmailEvent.payload(email)))
        return true
    }
}
