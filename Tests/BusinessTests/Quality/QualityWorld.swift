import Activities
import Foundation
import Jobs
import Localisation
import People
import Quality
import Records
import Storage
import Testing

@testable import Web

extension RightsWorld {
    /// Everything that follows a change: events handed on, queued work done.
    func settle() async throws {
        let dispatcher = OutboxDispatcher(workspace, events: product.registry.events, signal: Signal())
        try await dispatcher.drain()
        try await work()
        try await dispatcher.drain()
    }

    func withCriteria() async throws {
        try await house { try QualityPresets.ensure("en", in: $0) }
        try await workspace.reload()
        try await settle()
    }

    func score(_ kind: String, _ id: Int64) async throws -> Int64? {
        try await workspace.read(.house) {
            try $0.connection.integer("SELECT quality FROM \(name: kind) WHERE id = \(id)")
        }
    }

    func scores(_ kind: String) async throws -> [Int64: Int64?] {
        try await workspace.read(.house) { transaction in
            let rows = try transaction.connection.rows(
                "SELECT id, quality FROM \(name: kind)", .integer, .integer)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0].integer ?? 0, $0[1].integer) })
        }
    }
}

/// What the presets ask, written out by hand and slowly, record by record.
enum SlowReference {
    static func score(_ account: Account, people: Int, spoken: Bool) -> Int64? {
        let isFrench = account.country.map { ["FR", "France", "FRANCE"].contains($0) } ?? true
        var verdicts: [(Int, Bool)] = [
            (15, account.phone != nil), (10, account.email != nil),
            (15, account.street != nil && account.postcode != nil && account.city != nil), (5, account.sector != nil),
            (10, account.owner != nil), (15, people > 0), (10, spoken), (10, true),
        ]
        if isFrench { verdicts.append((15, account.siren != nil)) }
        if account.phone != nil { verdicts.append((5, account.phoneNumber != nil)) }
        return share(verdicts)
    }

    static func score(_ contact: Contact, spoken: Bool) -> Int64? {
        var verdicts: [(Int, Bool)] = [
            (15, !contact.phones.isEmpty), (20, !contact.emails.isEmpty),
            (10, contact.firstName != nil && contact.lastName != nil), (15, contact.account != nil),
            (10, contact.jobTitle != nil), (10, contact.owner != nil), (10, spoken), (10, true),
        ]
        if !contact.phones.isEmpty { verdicts.append((5, contact.phones.contains { $0.number != nil })) }
        if !contact.emails.isEmpty {
            verdicts.append(
                (5, contact.emails.contains { ($0.address ?? "").contains("@") && ($0.address ?? "").contains(".") }))
        }
        return share(verdicts)
    }

    private static func share(_ verdicts: [(weight: Int, isMet: Bool)]) -> Int64? {
        let asked = verdicts.reduce(0) { $0 + $1.weight }
        let met = verdicts.reduce(0) { $0 + ($1.isMet ? $1.weight : 0) }
        return asked == 0 ? nil : Int64((Double(met) * 100 / Double(asked)).rounded(.toNearestOrAwayFromZero))
    }
}
