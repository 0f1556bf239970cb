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

@Suite("The telephone")
struct CallTests {
    @Test("knows everybody by every number they have, however it is typed", arguments: BusinessWorld.backends)
    func known(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            let marie = try await world.contact("Marie Martin", at: acme, phone: "01 44 55 66 77")
            _ = try await world.contact("Jean Martin", at: nil, phone: "+33144556677")
            _ = try await world.sale("Capteurs", 1000, account: acme)
            for typed in ["0144556677", "+33 1 44 55 66 77", "01.44.55.66.77"] {
                let caller = try await world.look { try Caller.find(typed, in: $0) }
                #expect(caller.number == "+33144556677")
                #expect(Set(caller.known.map(\.title)) == ["Marie Martin", "Jean Martin"])
                #expect(caller.known.first { $0.reference.id == marie.number }?.company == "Acme")
            }
            let page = await world.get("/call?number=0144556677").text
            #expect(page.contains("2 records have this number") && page.contains("Marie Martin"))
            #expect(await world.get("/call?number=12").text.contains("is not a telephone number"))
        }
    }

    @Test("a stranger’s three fields make contact, call and opportunity at once", arguments: BusinessWorld.backends)
    func stranger(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            #expect(await world.get("/call?number=0611223344").text.contains("Create contact, call and opportunity"))
            let typed: KeyValuePairs = [
                "number": "06 11 22 33 44", "name": "Paul Neuf", "company": "Neuf SA", "need": "Deux bras", "word": "1",
            ]
            let answer = await world.post("/call", typed)
            #expect(answer.status == 303, "\(answer.text)")
            #expect(await world.post("/call", typed).headers["Location"] == answer.headers["Location"])
            let (contacts, sales, calls, accounts) = try await world.look { transaction in
                (
                    try transaction.all(Contact.self), try transaction.all(Opportunity.self),
                    try transaction.all(Activity.self), try transaction.all(Account.self)
                )
            }
            #expect(contacts.map(\.name) == ["Paul Neuf"] && contacts[0].phones.map(\.number) == ["+33611223344"])
            #expect(accounts.map(\.name) == ["Neuf SA"] && sales.map(\.title) == ["Deux bras"])
            #expect(calls.count == 1 && calls[0].isDone && calls[0].type == .call)
            #expect(calls[0].about == Reference(kind: "opportunity", id: sales[0].id.number))
            #expect(await world.post("/call", ["number": "06 11 22 33 44", "name": " "]).status == 422)
        }
    }

    @Test("a known caller’s call opens a sale in the same press, once", arguments: BusinessWorld.backends)
    func opening(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            let marie = try await world.contact("Marie Martin", at: acme, phone: "01 44 55 66 77")
            #expect(await world.get("/call?number=0144556677").text.contains(#"name="opportunity""#))
            let about = "contact:\(marie.number)"
            func press(_ word: String) async -> Response {
                await world.post(
                    "/call/log",
                    ["about": about, "said": "Veut deux bras", "opportunity": "Deux bras", "word": word])
            }
            // The same page sent twice at once.
            async let first = press("a"), second = press("a")
            let answers = await [first, second]
            #expect(
                answers.allSatisfy { $0.status == 303 && $0.headers["Location"]?.hasPrefix("/opportunities/") == true })
            let third = await world.post("/call/log", ["about": about, "said": "Rappeler", "word": "b"])
            #expect(third.headers["Location"] == "/contacts/\(marie.number)")
            let (sales, calls) = try await world.look {
                (try $0.all(Opportunity.self), try $0.all(Activity.self))
            }
            #expect(sales.map(\.title) == ["Deux bras"] && sales[0].contact == marie && sales[0].account == acme)
            #expect(sales[0].owner?.number == world.ann && sales[0].source == "Appel entrant")
            #expect(
                Set(calls.map(\.about)) == [
                    Reference(kind: "opportunity", id: sales[0].id.number),
                    Reference(kind: "contact", id: marie.number),
                ])
            #expect(calls.count == 2 && calls.allSatisfy(\.isDone))
        }
    }

    @Test("a sale that is refused leaves no call behind", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            let title = String(repeating: "x", count: 201)
            let answer = await world.post(
                "/call/log",
                ["about": "account:\(acme.number)", "number": "0144556677", "opportunity": title, "word": "a"])
            #expect(answer.status == 422)
            // Ben does not see Acme.
            let body = #"{"about":{"kind":"account","id":"\#(acme.number)"},"opportunity":"Capteurs"}"#
            func program(_ user: String) async -> Response {
                await world.send(
                    .post, "/api/v1/calls/log", headers: ["Content-Type": "application/json"], body: Array(body.utf8),
                    as: user)
            }
            #expect(await program("ben").status == 422)
            #expect(try await world.look { try $0.all(Activity.self).isEmpty && $0.all(Opportunity.self).isEmpty })
            #expect(await program("ann").status == 201)
            #expect(try await world.look { try $0.all(Opportunity.self).map(\.account) } == [acme])
        }
    }

    @Test("a lead that calls and asks for something is converted", arguments: BusinessWorld.backends)
    func converting(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let lead = try await world.lead("Durand", company: "Durand SA", phone: "01 44 55 66 77", of: world.ann)
            let items: KeyValuePairs = ["about": "lead:\(lead.number)", "opportunity": "Capteurs", "word": "a"]
            let answer = await world.post("/call/log", items)
            #expect(answer.status == 303, "\(answer.text)")
            #expect(await world.post("/call/log", items).headers["Location"] == answer.headers["Location"])
            let sales = try await world.look { try $0.all(Opportunity.self) }
            #expect(sales.map(\.title) == ["Capteurs"] && sales[0].lead?.id == lead.number)
            #expect(try await world.lead(lead).status == .converted)
            #expect(
                await world.post(
                    "/call/log", ["about": "lead:\(lead.number)", "opportunity": "Encore", "word": "b"],
                    headers: ["Accept": "application/json"]
                ).status == 409)
        }
    }

    @Test("rings once, for whoever has the line", arguments: BusinessWorld.backends)
    func ring(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.change { transaction in
                try transaction.save(
                    Draft(id: world.ben, fields: ["phone": [.text("01 40 00 00 12")]]),
                    as: transaction.schema.kind("user"))
            }
            func ring(_ body: String) async -> Response {
                await world.send(
                    .post, "/api/v1/calls/incoming", headers: ["Content-Type": "application/json"],
                    body: Array(body.utf8))
            }
            let first = await ring(#"{"number":"0144556677","line":"+33140000012","external_id":"a1"}"#)
            #expect(first.status == 201 && first.text.contains(#""user":"\#(world.ben)""#), "\(first.text)")
            let again = await ring(#"{"number":"0144556677","line":"+33140000012","external_id":"a1"}"#)
            #expect(again.status == 200 && again.text.contains(#""is_new":false"#))
            let desk = await ring(#"{"number":"0144556677","line":"12","external_id":null}"#)
            #expect(desk.status == 201 && desk.text.contains(#""user":"\#(world.ben)""#))
            #expect(await ring(#"{"number":"xyz"}"#).status == 422)
            #expect(await ring(#"{"direction":"up"}"#).status == 422)
            let told = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM outbox WHERE name = 'call.incoming'")
            }
            #expect(told == 2)
        }
    }
}
