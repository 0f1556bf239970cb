import Foundation
import Records
import Storage

@testable import Leads
@testable import People

extension BusinessWorld {
    /// With the purposes, texts and calling rules a company starts with.
    func withConsents() async throws -> [String: ID<ConsentPurpose>] {
        try await change { try ConsentPresets.ensure("en", in: $0) }
        try await workspace.reload()
        return try await look { transaction in
            Dictionary(uniqueKeysWithValues: try transaction.all(ConsentPurpose.self).map { ($0.nameEn, $0.id) })
        }
    }

    /// Nil where the gate lets pass; otherwise the code of its refusal.
    func gate(
        _ channel: ContactChannel, _ address: String, about: Reference? = nil, _ purpose: ContactPurpose = .prospecting,
        named: ID<ConsentPurpose>? = nil, at: String? = nil
    ) async throws -> String? {
        try await look { transaction in
            do {
                try ConsentGate.check(
                    channel, to: address, about: about, purpose: purpose, named: named,
                    at: at.flatMap { Instant(iso: $0) }, in: transaction)
                return nil
            } catch let refusal as Refusal {
                return refusal.code
            }
        }
    }

    @discardableResult
    func says(
        _ state: ConsentState, _ channel: ContactChannel = .email, _ address: String? = nil, about: Reference? = nil,
        _ purpose: ID<ConsentPurpose>? = nil, source: ConsentSource = .phone, proof: String? = nil, at: String? = nil
    ) async throws -> ID<Consent> {
        try await change { transaction in
            var consent = Consent()
            (consent.state, consent.channel, consent.address, consent.about) = (state, channel, address, about)
            (consent.purpose, consent.source, consent.proof) = (purpose, source, proof)
            consent.saidAt = at.flatMap { Instant(iso: $0) }
            return try transaction.save(consent)
        }
    }
}

func contactReference(_ id: ID<Contact>) -> Reference { Reference(kind: "contact", id: id.number) }
