import Foundation
import Identity
import Localisation
import People
import Records
import Storage
import Web

/// Somebody who takes part in a meeting, as mail reaches them: the address, the name and the language.
struct Invited: Sendable, Hashable {
    let participant: ID<ActivityParticipant>
    let address: String
    let name: String?
    let language: Language?
    let answer: ParticipantAnswer
    /// On whose clock they read, where they are of us.
    let zone: TimeZone?

    /// Those of a meeting that have an address, each once; not whoever calls it.
    static func of(_ activity: Activity, in transaction: Transaction) throws -> [Invited] {
        try list(activity.participants, besides: activity.owner?.number, in: transaction)
    }

    static func list(
        _ participants: [ActivityParticipant], besides organiser: Int64?, in transaction: Transaction
    ) throws -> [Invited] {
        let ids = participants.compactMap(\.user?.number)
        let users = try people(ids, in: transaction), zones = try Preferences.timeZones(of: ids, in: transaction)
        let contacts = try contacts(participants.compactMap(\.contact?.number), in: transaction)
        var found: [Invited] = [], known: Set<String> = []
        for one in participants {
            let user = one.user.flatMap { users[$0.number] }, contact = one.contact.flatMap { contacts[$0.number] }
            guard one.user == nil || one.user?.number != organiser,
                let typed = one.email ?? user?.address ?? contact?.address,
                let address = EmailAddress.normalised(typed), known.insert(address).inserted
            else { continue }
            found.append(
                Invited(
                    participant: one.id, address: address, name: one.displayName ?? user?.name ?? contact?.name,
                    language: user?.language ?? contact?.language, answer: one.answer,
                    zone: one.user.flatMap { zones[$0.number] }))
        }
        return found
    }

    /// Somebody of whom only the address is left.
    init(address: String) {
        (participant, self.address, name, language) = (ID(), address, nil, nil)
        (answer, zone) = (.needsAction, nil)
    }

    private init(
        participant: ID<ActivityParticipant>, address: String, name: String?, language: Language?,
        answer: ParticipantAnswer, zone: TimeZone?
    ) {
        (self.participant, self.address, self.name, self.language) = (participant, address, name, language)
        (self.answer, self.zone) = (answer, zone)
    }

    private typealias Known = (name: String?, address: String?, language: Language?)

    private static func people(_ ids: [Int64], in transaction: Transaction) throws -> [Int64: Known] {
        guard !ids.isEmpty else { return [:] }
        let rows = try transaction.connection.rows(
            "SELECT id, name, email, language FROM \"user\" WHERE id IN (\(SQL.set(ids)))", .integer, .text, .text,
            .text)
        return Dictionary(
            rows.map { ($0[0].integer ?? 0, ($0[1].text, $0[2].text, $0[3].text.flatMap { Language(rawValue: $0) })) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A contact's first address, the primary one before others.
    private static func contacts(_ ids: [Int64], in transaction: Transaction) throws -> [Int64: Known] {
        guard !ids.isEmpty else { return [:] }
        let rows = try transaction.connection.rows(
            """
            SELECT c.id, c.name, e.address, c.language FROM contact AS c
            LEFT JOIN contact_email AS e ON e.contact = c.id
            WHERE c.id IN (\(SQL.set(ids))) ORDER BY c.id, e.is_primary DESC, e.position
            """, .integer, .text, .text, .text)
        return Dictionary(
            rows.map { ($0[0].integer ?? 0, ($0[1].text, $0[2].text, $0[3].text.flatMap { Language(rawValue: $0) })) },
            uniquingKeysWith: { first, _ in first })
    }
}
