import Foundation
import Records
import Storage
import TestSupport
import Testing

@testable import People

/// The gate that every mail, short message and call for prospecting passes.
@Suite("The gate of consents")
struct ConsentGateTests {
    @Test("lets a professional’s mail pass, and wants consent of private persons", arguments: BusinessWorld.backends)
    func mail(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents(), acme = try await world.account("Acme")
            let jean = try await world.contact("Jean Petit", at: acme, email: "jean@acme.fr")
            let lea = try await world.contact("Léa Noir", at: nil, email: "lea@gmail.com")
            let baker = try await world.contact("Paul Pain", at: acme, email: "paul.pain@orange.fr")
            #expect(try await world.gate(.email, "jean@acme.fr", about: contactReference(jean)) == nil)
            #expect(try await world.gate(.email, "lea@gmail.com", about: contactReference(lea)) == "no_consent")
            #expect(try await world.gate(.email, "lea@gmail.com", about: contactReference(lea), .service) == nil)
            #expect(try await world.gate(.email, "paul.pain@orange.fr", about: contactReference(baker)) == "no_consent")
            try await world.says(.given, .email, about: contactReference(lea), purposes["Newsletter"])
            #expect(try await world.gate(.email, "lea@gmail.com", about: contactReference(lea)) == nil)
            #expect(try await world.gate(.email, "stranger@gmail.com") == "no_consent")
            #expect(try await world.gate(.email, "info@societe.fr") == nil)
            #expect(try await world.gate(.sms, "+33612345678", about: contactReference(jean)) == "no_consent")
        }
    }

    @Test(
        "obeys whoever said no, also when their record is gone and a file brings them back",
        arguments: BusinessWorld.backends)
    func opposed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents(), acme = try await world.account("Acme")
            let jean = try await world.contact("Jean Petit", at: acme, email: "jean@acme.fr")
            try await world.says(.withdrawn, .email, about: contactReference(jean), source: .mail)
            #expect(try await world.gate(.email, "JEAN@acme.fr", about: contactReference(jean)) == "opposed")
            #expect(try await world.gate(.email, "jean@acme.fr", about: contactReference(jean), .service) == nil)
            try await world.change { transaction in
                try transaction.delete([jean.number], of: transaction.schema.kind(of: Contact.self))
            }
            #expect(try await world.look { try $0.all(Consent.self).count } == 0)
            let again = try await world.contact("Jean Petit", at: acme, email: "jean@acme.fr")
            try await world.says(
                .given, .email, about: contactReference(again), purposes["Commercial offers"], source: .purchased,
                proof: "Collected by Lists Ltd on their own site on 3 May 2026")
            #expect(try await world.gate(.email, "jean@acme.fr", about: contactReference(again)) == "opposed")
            // Only they themselves revive it.
            try await world.says(
                .given, .email, about: contactReference(again), purposes["Commercial offers"], source: .page)
            #expect(try await world.gate(.email, "jean@acme.fr", about: contactReference(again)) == nil)
            #expect(
                try await world.gate(
                    .email, "jean@acme.fr", about: contactReference(again), named: purposes["Newsletter"])
                    == "opposed")
        }
    }

    @Test(
        "lets consumers be called with consent, in the hours of the law, four times a month",
        arguments: BusinessWorld.backends)
    func calls(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let purposes = try await world.withConsents(), acme = try await world.account("Acme")
            let lea = try await world.contact("Léa Noir", at: nil, phone: "+33611223344")
            let jean = try await world.contact("Jean Petit", at: acme, phone: "+33144556677")
            let about = contactReference(lea), monday = "2026-11-23T10:30:00Z"
            func call(_ at: String) async throws -> String? {
                try await world.gate(.call, "+33611223344", about: about, at: at)
            }
            #expect(try await call(monday) == "no_consent")
            #expect(try await call("2026-06-01T08:30:00Z") == nil, "consent is needed since 11 August 2026")
            try await world.says(.given, .call, about: about, purposes["Commercial offers"])
            #expect(try await call(monday) == nil)
            #expect(try await call("2026-11-23T12:30:00Z") == "outside_hours", "13:30 in Paris")
            #expect(try await call("2026-11-22T10:30:00Z") == "outside_hours", "a Sunday")
            #expect(try await call("2026-12-25T10:30:00Z") == "outside_hours", "Christmas, a Friday")
            #expect(
                try await world.gate(.call, "+33144556677", about: contactReference(jean), at: "2026-11-22T22:00:00Z")
                    == nil)
            for number in 0..<4 {
                try await world.change { transaction in
                    let kind = transaction.schema.kind("activity")
                    _ = try transaction.save(
                        Draft(fields: [
                            "subject": [.text("Call \(number)")], "type": [.text("call")],
                            "about": [.text("contact"), .integer(lea.number)], "is_done": [.boolean(true)],
                            "done_at": [.instant(BusinessWorld.now)],
                        ]), as: kind)
                }
            }
            #expect(try await call(monday) == "too_many_calls")
            #expect(try await call("2026-12-28T10:30:00Z") == nil)
        }
    }

    @Test("gives sixty days of rest after a refusal", arguments: BusinessWorld.backends)
    func rest(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.withConsents()
            let lea = try await world.contact("Léa Noir", at: nil, phone: "+33611223344"), about = contactReference(lea)
            try await world.says(.refused, .call, about: about, at: "2026-11-20T10:00:00Z")
            #expect(try await world.gate(.call, "+33611223344", about: about, at: "2026-11-23T10:30:00Z") == "resting")
            #expect(try await world.gate(.call, "+33611223344", about: about, at: "2027-03-01T10:30:00Z") == "opposed")
        }
    }

    @Test("writes down what it refuses, without the address", arguments: BusinessWorld.backends)
    func proof(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.withConsents()
            try await world.change { transaction in
                do {
                    try ConsentGate.check(
                        .email, to: "lea@gmail.com", about: nil, purpose: .prospecting, in: transaction)
                    Issue.record("the gate let a stranger's mailbox pass")
                } catch let refusal as Refusal {
                    #expect(try RefusedContact.keep(refusal, in: transaction))
                }
            }
            let lines = try await world.look { try $0.all(RefusedContact.self) }
            #expect(lines.map(\.reason) == [.noConsent])
            #expect(lines.first?.fingerprint == Opposition.fingerprint("lea@gmail.com"))
        }
    }
}
