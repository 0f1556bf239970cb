import Activities
import Foundation
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@testable import Leads

@Suite("Converting a lead")
struct ConversionTests {
    private func post(_ world: BusinessWorld, _ id: ID<Lead>, _ body: String) async -> Response {
        await world.send(
            .post, "/api/v1/leads/\(id.number)/convert", headers: ["Content-Type": "application/json"],
            body: Array(body.utf8))
    }

    @Test("makes account, contact and sale, which keep where it came from", arguments: BusinessWorld.backends)
    func makes(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead(
                "Durand", company: "Neuve SARL", email: "zoe@neuve.fr", phone: "0144556677", source: "Salon",
                of: world.ann
            ) { ($0.campaign, $0.need) = ("Printemps", "Douze capteurs") }
            let answer = await post(world, id, #"{"opportunity":{"amount":{"amount":"1200.00","currency":"EUR"}}}"#)
            #expect(answer.status == 201, "\(answer.text)")
            let lead = try await world.lead(id)
            #expect(lead.status == .converted && lead.convertedAt == BusinessWorld.now && lead.firstRespondedAt != nil)
            let (account, contact, sale) = try await world.look { transaction in
                (
                    try transaction.find(lead.convertedAccount!), try transaction.find(lead.convertedContact!),
                    try transaction.find(lead.convertedOpportunity!)
                )
            }
            #expect(account.name == "Neuve SARL" && account.source == "Salon" && account.campaign == "Printemps")
            #expect(contact.name == "Zoé Durand" && contact.account == account.id && contact.source == "Salon")
            #expect(
                contact.emails.map(\.address) == ["zoe@neuve.fr"] && contact.phones.map(\.number) == ["+33144556677"])
            #expect(sale.title == "Douze capteurs" && sale.amount?.minor == 120_000 && sale.contact == contact.id)
            #expect(sale.source == "Salon" && sale.campaign == "Printemps" && sale.lead?.id == id.number)
            #expect(sale.firstTouchAt == lead.firstTouchAt && sale.firstTouchAt != nil)
        }
    }

    @Test("uses whom we know, overwrites nothing, and completes what was missing", arguments: BusinessWorld.backends)
    func uses(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme Industries")
            let marie = try await world.contact("Marie Martin", at: acme, email: "marie@acme-industries.fr")
            let id = try await world.lead(
                "Martin", company: "Acme Industries", email: "marie@acme-industries.fr", phone: "0144556677",
                source: "Site"
            ) { $0.firstName = "Marie" }
            let answer = await post(world, id, "{}")
            #expect(answer.status == 201, "\(answer.text)")
            let lead = try await world.lead(id)
            #expect(lead.convertedAccount == acme && lead.convertedContact == marie && lead.convertedOpportunity == nil)
            let contact = try await world.look { try $0.find(marie) }
            #expect(contact.phones.map(\.number) == ["+33144556677"] && contact.emails.count == 1)
            #expect(contact.source == "Site")
            #expect(try await world.look { try $0.all(Contact.self).count } == 1)
        }
    }

    @Test("happens once: clicked twice, by two people at once, and by programs", arguments: BusinessWorld.backends)
    func once(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead("Durand", company: "Neuve", of: world.ann)
            let results = try await withThrowingTaskGroup(of: Conversion.Result.self) { group in
                for user in [world.ann, world.ben, world.ann, world.ben] {
                    group.addTask {
                        try await world.change(as: user) { transaction in
                            var conversion = Conversion(lead: id.number)
                            conversion.opportunity = .create([])
                            return try conversion.perform(in: transaction)
                        }
                    }
                }
                var results: [Conversion.Result] = []
                for try await result in group { results.append(result) }
                return results
            }
            #expect(results.count { $0.isNew } == 1 && Set(results.map(\.opportunity)).count == 1)
            let counts = try await world.look { transaction in
                (
                    try transaction.all(Account.self).count, try transaction.all(Contact.self).count,
                    try transaction.all(Opportunity.self).count
                )
            }
            #expect(counts == (1, 1, 1))
            let again = await post(world, id, #"{"account":{"create":true}}"#)
            #expect(again.status == 200 && again.text.contains(#""converted_now":false"#))
        }
    }

    @Test("says all that is wrong with what was asked, and leaves no trace", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead("Durand", company: "Neuve")
            #expect(await post(world, id, #"{"account":{"take":1},"x":1}"#).status == 422)
            #expect(await post(world, id, #"{"account":{"use":"999"}}"#).status == 422)
            #expect(await post(world, id, #"{"account":null,"contact":null}"#).status == 422)
            let wrong = await post(world, id, #"{"opportunity":{"title":"X","nothing":1}}"#)
            #expect(wrong.status == 422 && wrong.text.contains("opportunity.nothing"))
            #expect(try await world.look { try $0.all(Account.self).isEmpty })
            #expect(try await world.lead(id).status == .new)
        }
    }

    @Test("takes what is still to do along, and its past is seen on what it became", arguments: BusinessWorld.backends)
    func history(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead("Durand", company: "Neuve", of: world.ann)
            try await world.change { transaction in
                let about = Reference(kind: "lead", id: id.number)
                var activity = Activity()
                (activity.subject, activity.about, activity.owner) = ("Rappeler", about, ID(world.ann))
                try transaction.save(activity)
                (activity.subject, activity.type, activity.isDone) = ("Premier appel", .call, true)
                try transaction.save(activity)
            }
            let answer = await post(world, id, #"{"opportunity":{}}"#)
            #expect(answer.status == 201, "\(answer.text)")
            let lead = try await world.lead(id), sale = try #require(lead.convertedOpportunity)
            let open = try await world.look { try $0.all(Activity.self).first { !$0.isDone } }
            #expect(open?.about == Reference(kind: "opportunity", id: sale.number))
            for place in [
                "opportunities/\(sale.number)", "contacts/\(lead.convertedContact!.number)",
                "accounts/\(lead.convertedAccount!.number)",
            ] {
                let page = await world.get("/" + place).text
                #expect(page.contains("Premier appel"), "\(place)")
            }
        }
    }

    @Test("is asked on a page that proposes whom we know with the reasons", arguments: BusinessWorld.backends)
    func page(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.account("Acme Industries")
            let id = try await world.lead("Petit", company: "Acme Industries")
            let text = await world.get("/leads/\(id.number)/convert").text
            #expect(text.contains("Use “Acme Industries”") && text.contains("Create “Zoé Petit”"))
            let done = await world.post(
                "/leads/\(id.number)/convert",
                [
                    "decided": "true", "account": "none", "contact": "create", "make_sale": "true", "title": "Vente",
                    "amount": "1 200,50",
                ])
            #expect(done.status == 303, "\(done.text)")
            let lead = try await world.lead(id)
            #expect(lead.convertedAccount == nil && lead.convertedContact != nil)
            let sale = try await world.look { try $0.find(lead.convertedOpportunity!) }
            #expect(sale.title == "Vente" && sale.amount?.minor == 120_050)
        }
    }
}
