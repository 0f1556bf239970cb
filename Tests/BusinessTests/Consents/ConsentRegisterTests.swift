import Foundation
import Messaging
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import People

/// What is kept of consents: never changed, with proof, united by a merge, changed by the person through a link.
@Suite("The register of consents")
struct ConsentRegisterTests {
    @Test("refuses to change or remove what was said", arguments: BusinessWorld.backends)
    func fixed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents()
            let line = try await world.says(.given, .email, "lea@gmail.com", purposes["Newsletter"])
            func code(_ work: @escaping @Sendable (Transaction, Kind) throws -> Void) async throws -> String? {
                do {
                    try await world.change { try work($0, $0.schema.kind(of: Consent.self)) }
                    return nil
                } catch let refusal as Refusal {
                    return refusal.code
                }
            }
            let changed = try await code { transaction, kind in
                _ = try transaction.save(Draft(id: line.number, fields: ["state": [.text("refused")]]), as: kind)
            }
            let removed = try await code { try $0.delete([line.number], of: $1) }
            #expect(changed == "append_only" && removed == "append_only")
            let kept = try await world.look { try $0.find(line) }
            #expect(kept.text != nil && kept.expiresAt == Instant(iso: "2029-11-21T23:00:00Z"))
        }
    }

    @Test("wants proof of imported consents, and the whole chain of a bought list", arguments: BusinessWorld.backends)
    func chain(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents()
            func code(_ source: ConsentSource, _ proof: String?) async throws -> String? {
                do {
                    try await world.says(
                        .given, .email, "lea@gmail.com", purposes["Newsletter"], source: source, proof: proof)
                    return nil
                } catch let refusal as Refusal {
                    return refusal.code
                }
            }
            #expect(try await code(.import, nil) == "proof_required")
            #expect(try await code(.purchased, "bought") == "chain_required")
            #expect(try await code(.import, "Paper form of the 2025 fair") == nil)
        }
    }

    @Test("a consent that is too old does not count, and the night writes it down", arguments: BusinessWorld.backends)
    func expiry(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents()
            try await world.says(.given, .email, "lea@gmail.com", purposes["Newsletter"], at: "2023-11-01T10:00:00Z")
            #expect(try await world.gate(.email, "lea@gmail.com") == "expired")
            let noted = try await world.change { try ConsentJobs.expire(in: $0) }
            let again = try await world.change { try ConsentJobs.expire(in: $0) }
            #expect(noted == 1 && again == 0)
        }
    }

    @Test("a merge keeps the stricter word, and taking it back restores both", arguments: BusinessWorld.backends)
    func merging(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents(), acme = try await world.account("Acme")
            let first = try await world.contact("Jean Petit", at: acme, email: "jean@acme.fr")
            let second = try await world.contact("Jean Petit", at: acme, email: "j.petit@acme.fr")
            let offers = purposes["Commercial offers"]
            try await world.says(
                .withdrawn, .call, about: contactReference(second), offers, at: "2026-05-01T10:00:00Z")
            try await world.says(.given, .call, about: contactReference(first), offers, at: "2026-10-01T10:00:00Z")
            func word() async throws -> ConsentState? {
                try await world.look { transaction in
                    let words = try ConsentWords.load(contactReference(first), keys: [], in: transaction)
                    let purpose = try #require(try ConsentPurpose.active(in: transaction).first { $0.id == offers })
                    return words.word(on: purpose, by: .call)?.state
                }
            }
            #expect(try await word() == .given)
            let merge = try await world.change { transaction in
                try transaction.merge(
                    [second.number], into: first.number, of: transaction.schema.kind(of: Contact.self)
                ).id
            }
            #expect(try await word() == .withdrawn)
            _ = try await world.change { try $0.unmerge(merge) }
            #expect(try await word() == .given)
        }
    }

    @Test(
        "the page behind the link changes only by its button, and one click ends advertising",
        arguments: BusinessWorld.backends)
    func preferences(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents(), acme = try await world.account("Acme")
            let jean = try await world.contact("Jean Petit", at: acme, email: "jean@acme.fr")
            let path = try await world.change { try Preferences.path(for: "jean@acme.fr", in: $0) }
            try await world.workspace.reload()
            func lines() async throws -> Int { try await world.look { try $0.all(Consent.self).count } }
            let page = await world.get(path)
            #expect(page.status == 200 && page.text.contains("Newsletter"))
            #expect(try await lines() == 0)
            let letter = try #require(purposes["Newsletter"])
            let agreed = await world.post(path, ["p\(letter.number)_email": "yes"])
            #expect(agreed.status == 303)
            #expect(try await lines() == 1)
            let clicked = await world.post(path, ["List-Unsubscribe": "One-Click"])
            #expect(clicked.status == 200)
            #expect(try await world.gate(.email, "jean@acme.fr", about: contactReference(jean)) == "opposed")
            let repeated = await world.post(path, ["List-Unsubscribe": "One-Click"])
            #expect(repeated.status == 200)
            #expect(try await lines() == 2, "saying it twice is one line")
            let wrong = await world.get("/preferences/nonsense")
            #expect(wrong.status == 404)
        }
    }

    @Test("a consent that must be confirmed counts once the link was followed", arguments: BusinessWorld.backends)
    func doubleOptIn(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents(), letter = try #require(purposes["Newsletter"])
            let words = world.product.registry.words
            let token = try await world.change { transaction in
                let kind = transaction.schema.kind(of: ConsentPurpose.self)
                try transaction.save(Draft(id: letter.number, fields: ["is_confirmed": [.boolean(true)]]), as: kind)
                try WorkspaceSettings.save(PublicAddress.name, .text("https://crm.example.com"), in: transaction)
                var consent = Consent()
                (consent.address, consent.purpose, consent.source) = ("lea@gmail.com", letter, .form)
                let line = try DoubleOptIn.collect(consent, language: .english, words: words, in: transaction)
                return try Preferences.token(
                    "confirm",
                    [
                        "consent": .text(String(line.number)),
                        "until": .text(transaction.now.adding(seconds: 3600).iso),
                    ], transaction)
            }
            try await world.workspace.reload()
            #expect(try await world.gate(.email, "lea@gmail.com") == "no_consent")
            let page = await world.get("/preferences/confirm/\(token)")
            #expect(page.status == 200)
            #expect(try await world.gate(.email, "lea@gmail.com") == "no_consent")
            for _ in 0..<2 {
                let done = await world.post("/preferences/confirm/\(token)")
                #expect(done.status == 303)
            }
            #expect(try await world.gate(.email, "lea@gmail.com") == nil)
            #expect(try await world.look { try $0.all(Consent.self).count } == 2)
        }
    }
}
