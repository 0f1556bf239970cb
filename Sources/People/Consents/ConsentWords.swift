import Records
import Storage

/// What somebody has said about being contacted, as far as it is known of the record or of the address.
package struct ConsentWords: Sendable {
    /// The last word on one purpose by one way; a purpose of nil stands for all prospecting.
    package struct Word: Sendable {
        package let purpose: ID<ConsentPurpose>?
        package let channel: ContactChannel
        package let state: ConsentState
        package let at: Instant
        package let consent: Consent?
    }

    /// Oldest first.
    package let lines: [Consent]
    let oppositions: [Opposition]
    private let now: Instant

    static func load(_ about: Reference?, keys: [String], in house: Transaction) throws -> ConsentWords {
        var tests: [SQL] = []
        if let about { tests.append("(about_kind = \(about.kind) AND about_id = \(about.id))") }
        if !keys.isEmpty { tests.append("address_key IN (\(SQL.set(keys.map(Value.text))))") }
        let kind = house.schema.kind(of: Consent.self)
        var lines: [Consent] = []
        if !tests.isEmpty {
            let ids = try house.connection.integers(
                "SELECT id FROM consent WHERE \(SQL.joined(tests, " OR ")) ORDER BY said_at, id")
            let records = try house.records(ids, of: kind)
            lines = try ids.compactMap { id in try records[id].map { try Consent($0, kind: kind) } }
        }
        return ConsentWords(lines: lines, oppositions: try Opposition.all(keys, in: house), now: house.now)
    }

    private init(lines: [Consent], oppositions: [Opposition], now: Instant) {
        (self.lines, self.oppositions, self.now) = (lines, oppositions, now)
    }

    /// What holds today for a purpose. The opposition list weighs more than any line: what a file says does not revive
    /// who has said no.
    package func word(on purpose: ConsentPurpose, by channel: ContactChannel) -> Word? {
        let isMet = { (other: ID<ConsentPurpose>?) -> Bool in
            other == purpose.id || (other == nil && purpose.kind == .prospecting)
        }
        let last =
            lines.last { $0.channel == channel && isMet($0.purpose) && $0.state != .asked }
            ?? lines.last { $0.channel == channel && isMet($0.purpose) }
        if let opposition = oppositions.first(where: { $0.channel == channel && isMet($0.purpose) }) {
            let own = last.flatMap { $0.state.isOpposed ? $0 : nil }
            return Word(
                purpose: opposition.purpose, channel: channel, state: own?.state ?? .withdrawn,
                at: opposition.opposedAt ?? now, consent: own)
        }
        return last.map { line in
            let isOver = line.state == .given && line.expiresAt.map { $0 <= now } ?? false
            return Word(
                purpose: line.purpose, channel: channel, state: isOver ? .expired : line.state,
                at: isOver ? line.expiresAt ?? now : line.saidAt ?? now, consent: line)
        }
    }

    /// No to everything by this way, said without naming a purpose.
    package func opposesAll(by channel: ContactChannel) -> Bool {
        if oppositions.contains(where: { $0.channel == channel && $0.purpose == nil }) { return true }
        return lines.last { $0.channel == channel && $0.purpose == nil }?.state.isOpposed ?? false
    }

    /// When they last said no to this way at all.
    func lastRefusal(by channel: ContactChannel) -> Instant? {
        let said = lines.filter { $0.channel == channel && $0.state.isOpposed }.compactMap(\.saidAt)
        return (said + oppositions.filter { $0.channel == channel }.compactMap(\.opposedAt)).max()
    }
}
