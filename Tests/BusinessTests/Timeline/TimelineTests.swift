import Activities
import Foundation
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@testable import People

@Suite("The timeline")
struct TimelineTests {
    private func entries(_ text: String) -> [String] {
        text.components(separatedBy: "<li class=\"entry\" id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }

    private func contact(_ name: String, at account: ID<Account>, _ world: BusinessWorld, by user: Int64? = nil)
        async throws -> ID<Contact>
    {
        try await world.change(as: user) { transaction in
            var contact = Contact()
            contact.name = name
            var link = ContactAccount()
            link.account = account
            contact.accounts = [link]
            return try transaction.save(contact)
        }
    }

    @Test(
        "an account tells what happened with its people and its sales, newest first", arguments: BusinessWorld.backends)
    func together(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            world.clock.pass(seconds: 60)
            let yanis = try await contact("Yanis", at: acme, world)
            world.clock.pass(seconds: 60)
            let sale = try await world.sale("Licences", 100, in: "Qualification", account: acme)
            for (kind, id, text) in [
                ("account", acme.number, "About Acme"), ("contact", yanis.number, "About Yanis"),
                ("opportunity", sale.number, "About it"),
            ] {
                world.clock.pass(seconds: 60)
                let plural = ["account": "accounts", "contact": "contacts", "opportunity": "opportunities"][kind]!
                #expect(
                    await world.post("/timeline/\(plural)/\(id)/notes", ["text": text], headers: BusinessWorld.script)
                        .status == 204)
            }
            world.clock.pass(seconds: 60)
            let to = try await world.stage("Proposal").number
            #expect(
                await world.post(
                    "/opportunities/\(sale.number)/stage", ["stage": "\(to)"], headers: BusinessWorld.script
                ).status == 200)
            let text = await world.get("/accounts/\(acme.number)").text
            let kinds = entries(text).map { String($0.prefix { $0 != "-" }) }
            #expect(kinds == ["stage_change", "note", "note", "note", "history", "history", "history"], "\(kinds)")
            #expect(text.contains("moved “Licences” from Qualification to Proposal") && text.contains("About Yanis"))
            #expect(text.contains("<b>Ann Arden</b>") && text.contains(">Today<"))
            let own = await world.get("/contacts/\(yanis.number)").text
            #expect(own.contains("About Yanis") && !own.contains("About Acme"))
        }
    }

    @Test("what the viewer may not see is not told, on any page of it", arguments: BusinessWorld.backends)
    func visibility(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let shared = try await world.account("Shared", of: world.ben)
            let hers = try await world.sale("Secret sale", 100, in: "Qualification", account: shared)
            _ = await world.post("/timeline/opportunities/\(hers.number)/notes", ["text": "Secret note"])
            _ = await world.post("/timeline/accounts/\(shared.number)/notes", ["text": "Her note"])
            _ = await world.post("/timeline/accounts/\(shared.number)/notes", ["text": "His note"], as: "ben")
            let page = await world.get("/accounts/\(shared.number)", as: "ben").text
            #expect(page.contains("His note") && !page.contains("Her note") && !page.contains("Secret"))
            let all = await world.get("/accounts/\(shared.number)").text
            #expect(all.contains("His note") && all.contains("Her note") && all.contains("Secret note"))
            #expect(await world.get("/timeline/opportunities/\(hers.number)", as: "ben").status == 404)
            #expect(
                await world.post(
                    "/timeline/opportunities/\(hers.number)/notes", ["text": "x"], headers: BusinessWorld.script,
                    as: "ben"
                ).status == 422)
        }
    }

    @Test(
        "pages follow one another without a gap or a repetition, equal instants included",
        arguments: BusinessWorld.backends)
    func paging(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            try await world.change { transaction in
                for number in 0..<75 {
                    var note = Note()
                    (note.text, note.about) = ("Note \(number)", Reference(kind: "account", id: acme.number))
                    try transaction.save(note)
                }
            }
            world.clock.pass(days: 1)
            _ = await world.post("/timeline/accounts/\(acme.number)/notes", ["text": "Latest"])
            var text = await world.get("/accounts/\(acme.number)").text, seen = entries(text)
            #expect(seen.count == 30)
            while let place = text.range(of: "?before=") {
                let start = text[..<place.lowerBound].range(of: "\"", options: .backwards)!.upperBound
                text = await world.get(String(text[start...].prefix { $0 != "\"" }), headers: BusinessWorld.script).text
                seen += entries(text)
            }
            #expect(seen.count == 77 && Set(seen).count == 77)
        }
    }

    @Test("one kind of entry can be seen alone", arguments: BusinessWorld.backends)
    func families(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            _ = await world.post("/timeline/accounts/\(acme.number)/notes", ["text": "A note"])
            _ = await world.post(
                "/timeline/accounts/\(acme.number)/activities?type=call",
                ["text": "Spoke\nAll is well", "call.is_done": "true"])
            let calls = await world.get("/timeline/accounts/\(acme.number)?type=activities").text
            #expect(
                entries(calls).count == 1 && calls.contains("made the call “Spoke”") && calls.contains("All is well"))
            #expect(await world.get("/timeline/accounts/\(acme.number)?type=changes").text.contains("created “Acme”"))
        }
    }

    @Test("history shows fields and linked records by name, before and after", arguments: BusinessWorld.backends)
    func changes(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), group = try await world.account("Group SA")
            try await world.change { transaction in
                let draft = Draft(
                    id: acme.number,
                    fields: [
                        "parent": [.integer(group.number)], "employees": [.integer(1250)],
                        "is_customer": [.boolean(true)],
                    ])
                try transaction.save(draft, as: transaction.schema.kind(of: Account.self))
            }
            let text = await world.get("/timeline/accounts/\(acme.number)").text
            #expect(
                text.contains("<ins>Group SA</ins>") && text.contains("<ins>1,250</ins>")
                    && text.contains("<ins>Yes</ins>"))
        }
    }

    @Test("finishing an activity proposes the next; taking it back opens it again", arguments: BusinessWorld.backends)
    func done(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            let saved = await world.post(
                "/timeline/accounts/\(acme.number)/activities?type=task",
                ["text": "Send the offer", "task.due_on": "2026-11-20"],
                headers: BusinessWorld.script)
            #expect(saved.status == 204)
            let id = try #require(try await world.look { try $0.all(Activity.self).first }).id.number
            let page = await world.get("/accounts/\(acme.number)").text
            #expect(page.contains("id=\"planned-\(id)\"") && page.contains("next-step bad"))
            let done = await world.post("/activities/\(id)/done", ["done": "true"], headers: BusinessWorld.script)
            #expect(done.status == 204 && done.headers["X-Sheet"] == "/activities/\(id)/next")
            let sheet = await world.get("/activities/\(id)/next", headers: BusinessWorld.script).text
            #expect(
                sheet.contains("value=\"Send the offer\"") && sheet.contains("value=\"2026-11-25\""),
                "three working days after Sunday")
            let after = await world.get("/accounts/\(acme.number)").text
            #expect(after.contains("finished the task “Send the offer”") && !after.contains("id=\"planned-\(id)\""))
            #expect(
                await world.post("/activities/\(id)/done?done=false").headers["Location"] == "/accounts/\(acme.number)")
            #expect(try await world.look { try $0.find(ID<Activity>(id)) }.doneAt == nil)
        }
    }

    @Test("an empty note, a wrong day and a stranger's note are refused", arguments: BusinessWorld.backends)
    func refusals(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), path = "/timeline/accounts/\(acme.number)"
            #expect(await world.post(path + "/notes", ["text": "  \r\n "], headers: BusinessWorld.script).status == 422)
            let wrong = await world.post(
                path + "/activities?type=task", ["text": "Call", "task.due_on": "someday"],
                headers: BusinessWorld.script)
            #expect(wrong.status == 422)
            #expect(try wrong.json["error"]?["field"] == "task.due_on")
            _ = await world.post(path + "/notes", ["text": "Hers"])
            let note = try #require(try await world.look { try $0.all(Note.self).first }).id.number
            #expect(
                await world.post("/notes/\(note)/writing", ["text": "His"], headers: BusinessWorld.script, as: "ben")
                    .status == 404)
            #expect(
                await world.post("/notes/\(note)/writing", ["text": "Better"], headers: BusinessWorld.script).status
                    == 204)
            let gone = await world.post("/notes/\(note)/tear", headers: BusinessWorld.script)
            let toast = try JSON(parsing: percentDecoded((gone.headers["X-Toast"] ?? "").utf8) ?? "")
            #expect(try await world.look { try $0.all(Note.self) }.isEmpty)
            #expect(await world.post(try #require(toast["undo"]?.text), headers: BusinessWorld.script).status == 200)
            #expect(try await world.look { try $0.all(Note.self).map(\.text) } == ["Better"])
        }
    }
}
