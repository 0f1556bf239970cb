import Identity
import Records
import Storage

/// Somebody who does not want to be contacted. Only the fingerprint of their address is kept, so that they stay left
/// alone when their record is gone, and when a later file brings them back. Nothing removes a line by itself: the law
/// wants it for three years at least.
package struct Opposition: Entity {
    package static let name = "opposition", plural = "oppositions"
    package static let label = "Opposition", pluralLabel = "Opposition list"
    package static let title = "fingerprint", icon = "shield-check"
    package var id = ID<Self>(), custom = CustomValues()
    package var fingerprint = ""
    package var channel = ContactChannel.email
    /// Nil: all prospecting.
    package var purpose: ID<ConsentPurpose>?
    package var opposedAt: Instant?
    package var source = ConsentSource.page
    package init() {}

    package static let fields: [Field<Self>] = [
        Field("fingerprint", \.fingerprint, "Fingerprint of the address", .required, .readOnly, .max(64), .listed),
        Field("channel", \.channel, "Channel", .required, .readOnly, .listed),
        Field("purpose", \.purpose, "Consent purpose", .readOnly, .listed),
        Field("opposed_at", \.opposedAt, "Opposed since", .readOnly, .listed, .sorted),
        Field("source", \.source, "Said how", .required, .readOnly, .listed),
    ]

    /// The same address always gives the same word, in every installation; nobody reads the address out of it.
    package static func fingerprint(_ address: String) -> String {
        Secret.fingerprint("entregent opposition " + address)
    }

    static func all(_ keys: some Collection<String>, in transaction: Transaction) throws -> [Opposition] {
        if keys.isEmpty { return [] }
        let ids = try transaction.connection.integers(
            "SELECT id FROM opposition WHERE fingerprint IN (\(SQL.set(keys.sorted().map(Value.text)))) ORDER BY id")
        let kind = transaction.schema.kind(of: Opposition.self)
        let records = try transaction.asHouse.records(ids, of: kind)
        return try ids.compactMap { id in try records[id].map { try Opposition($0, kind: kind) } }
    }

    /// They said no: written down once.
    static func keep(_ consent: Consent, in transaction: Transaction) throws {
        guard let key = consent.addressKey else { return }
        let known = try all([key], in: transaction).contains {
            $0.channel == consent.channel && ($0.purpose == nil || $0.purpose == consent.purpose)
        }
        if known { return }
        var opposition = Opposition()
        (opposition.fingerprint, opposition.channel, opposition.purpose) = (key, consent.channel, consent.purpose)
        (opposition.opposedAt, opposition.source) = (consent.saidAt ?? transaction.now, consent.source)
        try transaction.asHouse.save(opposition)
    }

    /// They said yes themselves: what they said no to before is lifted, for this purpose only.
    static func lift(_ consent: Consent, in transaction: Transaction) throws {
        guard let key = consent.addressKey else { return }
        let kind = transaction.schema.kind(of: Opposition.self)
        let met = try all([key], in: transaction).filter { opposition in
            opposition.channel == consent.channel
                && (opposition.opposedAt ?? transaction.now)
                    <= (consent.saidAt ?? transaction.now)
                && (opposition.purpose == nil || consent.purpose == nil || opposition.purpose == consent.purpose)
        }
        if met.isEmpty { return }
        let wasWhole = met.first { $0.purpose == nil }
        try transaction.connection.execute(
            "DELETE FROM \(name: kind.table) WHERE id IN (\(SQL.set(met.map(\.id.number))))")
        guard let wasWhole, let purpose = consent.purpose else { return }
        for other in try ConsentPurpose.active(in: transaction)
        where other.kind == .prospecting && other.id != purpose && other.channels.contains(consent.channel) {
            var kept = wasWhole
            (kept.id, kept.purpose) = (ID(), other.id)
            try transaction.asHouse.save(kept)
        }
    }
}
