import Foundation
import People
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Leads

@Suite("A lead that comes in")
struct LeadReceivingTests {
    @Test(
        "is named, its number and address are in normal form, and its clock runs in hours of work only",
        arguments: BusinessWorld.backends)
    func received(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            // Sunday: an hour of work after it opens on Monday at nine.
            let id = try await world.lead("Durand", email: "Zoe.Durand@Example.FR", phone: "01 44 55 66 77")
            let lead = try await world.lead(id)
            #expect(lead.name == "Zoé Durand" && lead.email == "zoe.durand@example.fr")
            #expect(lead.phoneNumber == "+33144556677" && lead.status == .new)
            #expect(lead.receivedAt == BusinessWorld.now && lead.firstTouchAt == BusinessWorld.now)
            #expect(lead.respondBy == Instant(iso: "2026-11-23T09:00:00Z"))
        }
    }

    @Test("says who it is, or is refused", arguments: BusinessWorld.backends)
    func nameless(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let company = try await world.workspace.write(.house, .api) { transaction in
                var lead = Lead()
                lead.company = "Acme"
                return try Leads.receive(lead, in: transaction)
            }
            #expect(try await world.lead(company).name == "Acme")
            await #expect(throws: Refusal.self) {
                try await world.workspace.write(.house, .api) { try Leads.receive(Lead(), in: $0) }
            }
        }
    }

    @Test(
        "of a customer is known by e-mail, by telephone, by company and by the domain of the mail",
        arguments: BusinessWorld.backends)
    func recognised(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme Industries")
            let marie = try await world.contact(
                "Marie Martin", at: acme, email: "marie@acme-industries.fr", phone: "0144556677", of: world.ben)
            let byMail = try await world.lead(
                try await world.lead("Inconnue", email: "marie@acme-industries.fr"))
            #expect(byMail.contact == marie && byMail.account == acme)
            let byPhone = try await world.lead(
                try await world.lead("Martin", phone: "+33 1 44 55 66 77") { $0.firstName = "Marie" })
            #expect(byPhone.contact == marie)
            let byCompany = try await world.lead(try await world.lead("Petit", company: "ACME Industries SAS"))
            #expect(byCompany.account == acme && byCompany.contact == nil)
            // Who looks after the person gets the lead.
            #expect(byMail.owner?.number == world.ben && byCompany.owner?.number == world.ann)
            let page = await world.get("/leads/\(byMail.id.number)").text
            #expect(page.contains("Known customer") && page.contains("Marie Martin") && page.contains("Known already"))
        }
    }

    @Test("shows while it is typed whom we know", arguments: BusinessWorld.backends)
    func typed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme Industries")
            _ = try await world.contact("Marie Martin", at: acme, email: "marie@acme-industries.fr")
            let answer = await world.post("/leads/duplicates", ["email": "marie@acme-industries.fr"])
            #expect(answer.text.contains("Marie Martin") && answer.text.contains("/contacts/"))
        }
    }

    @Test("becomes converted only by converting it", arguments: BusinessWorld.backends)
    func status(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead("Durand")
            let refused = await world.post(
                "/leads/\(id.number)/status", ["stage": "converted"], headers: BusinessWorld.script)
            #expect(refused.status == 422 && refused.text.contains("/leads/\(id.number)/convert"))
            let moved = await world.post(
                "/leads/\(id.number)/status", ["stage": "qualified"], headers: BusinessWorld.script)
            #expect(moved.status == 200)
            let lead = try await world.lead(id)
            #expect(lead.status == .qualified && lead.firstRespondedAt != nil)
            let board = await world.get("/lead-board").text
            #expect(board.contains("Zoé Durand") && board.contains("data-stage=\"qualified\""))
        }
    }

    @Test("of an import is an old list, unless it says that it was just received", arguments: BusinessWorld.backends)
    func imported(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let crew = try await world.team("North", ["Fanny"])
            try await world.rule("All", to: crew.team)
            let ids = try await world.workspace.write(.house, .import) { transaction in
                try [LeadArrival?.none, .archive, .live].enumerated().map { place, arrival in
                    var lead = Lead()
                    (lead.lastName, lead.arrival) = ("Durand \(place)", arrival)
                    return try Leads.receive(lead, in: transaction)
                }
            }
            let leads = try await world.look { transaction in try ids.map { try transaction.find($0) } }
            #expect(leads.map { $0.respondBy != nil } == [false, false, true])
            #expect(leads.map { $0.owner?.number } == [nil, nil, crew.people[0]])
            let notes = try await world.look { try $0.all(LeadAssignment.self) }
            #expect(notes.map(\.lead) == [ids[2]])
        }
    }
}
