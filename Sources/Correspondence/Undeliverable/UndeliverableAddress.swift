import Identity
import Messaging
import People
import Records
import Storage

/// An address from which letters come back for good: nobody writes to it any more, until somebody who knows better
/// lifts the block and says why.
package struct UndeliverableAddress: Entity {
    package static let name = "undeliverable_address", plural = "undeliverable_addresses"
    package static let label = "Undeliverable address", pluralLabel = "Undeliverable addresses"
    package static let title = "address", icon = "triangle-alert"
    package var id = ID<Self>(), custom = CustomValues()
    package var about: Reference?
    package var address: String?
    package var addressKey: String?
    package var reason: String?
    package var email: ID<Email>?
    package var cameBackAt: Instant?
    package var liftedAt: Instant?
    package var liftedBy: ID<User>?
    package var liftedBecause: String?
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("about", \.about, "About", .readOnly, .listed, .goesWithLink),
        Field("address", \.address, "Address", .readOnly, .max(254), .listed, .searched),
        Field("address_key", \.addressKey, "Fingerprint of the address", .readOnly, .quiet, .max(64)),
        Field("reason", \.reason, "What the mail server said", .readOnly, .max(500), .listed),
        Field("email", \.email, "Mail that came back", .readOnly, .reverse("returned_addresses")),
        Field("came_back_at", \.cameBackAt, "Came back at", .readOnly, .listed, .sorted),
        Field("lifted_at", \.liftedAt, "Lifted at", .readOnly, .listed),
        Field("lifted_by", \.liftedBy, "Lifted by", .readOnly, .reverse("lifted_addresses")),
        Field("lifted_because", \.liftedBecause, "Lifted because", .readOnly, .max(500)),
    ]

    /// What keeps letters from an address; nil where nothing does.
    static func holding(_ address: String, in transaction: Transaction) throws -> UndeliverableAddress? {
        try holding([address], in: transaction.asHouse).first
    }

    static func holding(_ addresses: [String], in house: Transaction) throws -> [UndeliverableAddress] {
        if addresses.isEmpty { return [] }
        let keys = Set(addresses.map(fingerprint)).sorted().map(Value.text)
        let ids = try house.connection.integers(
            """
            SELECT id FROM undeliverable_address
            WHERE address_key IN (\(SQL.set(keys))) AND lifted_at IS NULL ORDER BY id
            """)
        let kind = house.schema.kind(of: UndeliverableAddress.self), found = try house.records(ids, of: kind)
        return try ids.compactMap { id in try found[id].map { try UndeliverableAddress($0, kind: kind) } }
    }

    private static func fingerprint(_ address: String) -> String {
        Opposition.fingerprint(EmailAddress.normalised(address) ?? address)
    }

    /// A letter came back: no more go there. Said once for an address, however many letters come back.
    static func note(_ recipient: String?, of email: ID<Email>, _ reason: String, in transaction: Transaction) throws {
        let house = transaction.asHouse, letter = try house.find(email)
        let to = MailAddresses(letter.toAddresses ?? "").addresses + MailAddresses(letter.ccAddresses ?? "").addresses
        let known = to.map(\.address)
        // A report that names somebody else, after a redirection, is about the only one it went to.
        guard let address = recipient.flatMap({ known.contains($0) ? $0 : nil }) ?? (known.count == 1 ? known[0] : nil),
            try holding(address, in: house) == nil
        else { return }
        var line = UndeliverableAddress()
        line.about = letter.contact.map { Reference(kind: Contact.name, id: $0.number) } ?? letter.about
        (line.address, line.addressKey) = (address, fingerprint(address))
        line.reason = String(reason.trimmingWhitespace().prefix(500))
        (line.email, line.cameBackAt) = (email, house.now)
        try house.save(line)
    }

    /// The mail server itself said at once that there is no such address.
    static func note(_ refusal: Refusal, of email: ID<Email>, in transaction: Transaction) throws {
        guard refusal.code == MailServer.refused, let reply = refusal.details[MailServer.reply]?.text,
            DeliveryStatus.isDead(reply)
        else { return }
        try note(nil, of: email, reply, in: transaction)
    }

    var refusal: Refusal {
        Refusal(
            .conflict, code: "undeliverable",
            Message(
                "Mail to {address} comes back: {reason}. Correct the address, or lift the block on the page of whoever "
                    + "it belongs to.",
                ["address": .text(address ?? ""), "reason": .text(reason ?? "")]))
    }
}
