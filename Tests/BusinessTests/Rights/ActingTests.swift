import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// What each preset may do, by every door that does something; and that nothing is offered which would be refused.
@Suite("Rights: what may be done")
struct ActingTests {
    @Test("what a role may not do is refused with 403 and the same code at every door", arguments: RightsWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let own = try await world.account("Aster", of: "sam")
            let sale = try await world.sale("Vases", of: "sam", account: own)
            func expect(_ response: Response, _ what: String) async {
                #expect(response.status == 403, "\(what): \(response.status) \(response.text.prefix(200))")
            }
            // A seller neither deletes nor exports, not even what is theirs.
            await expect(await world.api(.delete, "/accounts/\(own)", as: "sam"), "delete")
            await expect(await world.post("/accounts/\(own)/delete", as: "sam"), "delete by form")
            await expect(await world.post("/accounts/list/delete", ["ids": "\(own)"], as: "sam"), "ask to delete")
            await expect(await world.post("/accounts/list/delete/apply", ["ids": "\(own)"], as: "sam"), "mass delete")
            await expect(await world.api(.post, "/exports", #"{"entity":"accounts"}"#, as: "sam"), "export")
            await expect(await world.get("/exports/new?entity=accounts", as: "sam"), "ask to export")
            await expect(
                await world.post("/exports", ["entity": "accounts", "format": "csv"], as: "sam"), "export form")
            await expect(await world.post("/accounts/list/export", ["ids": "\(own)"], as: "sam"), "mass export")
            // A guest, an accountant and a marketer add no sales.
            for name in ["gus", "art", "mia"] {
                await expect(await world.api(.post, "/opportunities", #"{"title":"New"}"#, as: name), "add as \(name)")
                await expect(await world.get("/opportunities/new", as: name), "form as \(name)")
                await expect(await world.post("/opportunities/new", ["title": "New"], as: name), "form as \(name)")
            }
            let line = #"{"op":"create","data":{"title":"New"}}"#
            await expect(
                await world.api(.post, "/bulk/opportunities", line, as: "gus", type: "application/x-ndjson"), "bulk")
            await expect(
                await world.post("/opportunities/list/edit", ["ids": "\(sale)"], as: "mia"), "mass edit as mia")
            // Seen, but not to be changed.
            for (method, address, body) in [
                (Web.Method.patch, "/opportunities/\(sale)", #"{"title":"Mine"}"#),
                (.post, "/opportunities/\(sale)/outcome", #"{"outcome":"won"}"#),
                (.delete, "/opportunities/\(sale)", ""),
            ] {
                let answer = await world.api(method, address, body, as: "pre")
                await expect(answer, address)
                #expect(try answer.json.code == "not_allowed")
            }
            for address in ["/opportunities/\(sale)/win", "/opportunities/\(sale)/lose"] {
                await expect(await world.post(address, as: "pre"), address)
            }
            for address in ["/opportunities/\(sale)/edit", "/opportunities/\(sale)/fields/title"] {
                await expect(await world.get(address, as: "pre"), address)
            }
            await expect(
                await world.post("/opportunities/\(sale)/fields/title", ["title": "Mine"], as: "pre"), "inline edit")
            let kept = try await world.api(.get, "/opportunities/\(sale)", as: "ann").json
            #expect(kept["title"]?.text == "Vases" && kept["outcome"]?.text == "open")
            // The structure of the company is for administrators.
            for name in ["dana", "sam"] {
                await expect(await world.api(.post, "/users", #"{"name":"Eve","email":"e@x.fr"}"#, as: name), "users")
                await expect(
                    await world.api(.patch, "/users/\(world.id(name))", #"{"is_active":false}"#, as: name), "user")
                await expect(await world.api(.post, "/roles", #"{"name":"Mighty"}"#, as: name), "roles")
                await expect(await world.api(.post, "/stages", #"{"name":"More"}"#, as: name), "stages")
            }
        }
    }

    @Test("what is not seen is not found, whatever is tried", arguments: RightsWorld.backends)
    func notFound(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let other = try await world.account("Clematis", of: "otto")
            let sale = try await world.sale("Soil", of: "otto", account: other)
            let note = try await world.note("Secret words", about: "account", other, by: "otto")
            let file = try await world.file("plan.txt", about: "account", other, by: "otto")
            let tries: [(Web.Method, String, String)] = [
                (.get, "/accounts/\(other)", ""), (.patch, "/accounts/\(other)", #"{"name":"Mine"}"#),
                (.delete, "/opportunities/\(sale)", ""), (.get, "/opportunities/\(sale)/history", ""),
                (.post, "/opportunities/\(sale)/outcome", #"{"outcome":"won"}"#),
                (.get, "/notes/\(note)", ""), (.patch, "/notes/\(note)", #"{"text":"Mine"}"#),
                (.delete, "/notes/\(note)", ""), (.get, "/attachments/\(file)", ""),
                (.get, "/attachments/\(file)/file", ""), (.delete, "/attachments/\(file)", ""),
            ]
            for (method, address, body) in tries {
                for name in ["max", "sam", "gus"] {
                    let answer = await world.api(method, address, body, as: name)
                    let isRefusedByRole = method == .delete && answer.status == 403
                    #expect(answer.status == 404 || isRefusedByRole, "\(name) \(address): \(answer.status)")
                    #expect(!answer.text.contains("Clematis") && !answer.text.contains("ecret"))
                }
            }
            let pages = [
                "/accounts/\(other)/edit", "/accounts/\(other)/fields/name", "/accounts/list/peek/\(other)",
                "/attachments/\(file)/file", "/notes/\(note)/writing", "/timeline/accounts/\(other)",
            ]
            for address in pages { #expect(await world.get(address, as: "sam").status == 404, "\(address)") }
            // Nothing is written about what is not seen, and nothing is linked to it.
            for (address, body) in [
                ("/notes", #"{"text":"Hello","about":{"kind":"account","id":"\#(other)"}}"#),
                ("/activities", #"{"subject":"Call","about":{"kind":"account","id":"\#(other)"}}"#),
                ("/contacts", #"{"name":"Rosa","account":"\#(other)"}"#),
                ("/opportunities", #"{"title":"Mine","account":"\#(other)"}"#),
            ] {
                let answer = await world.api(.post, address, body, as: "sam")
                #expect(answer.status == 422 && answer.text.contains("unknown_record"), "\(address): \(answer.text)")
            }
            let written = await world.post("/timeline/accounts/\(other)/notes", ["text": "Hello"], as: "sam")
            #expect([404, 422].contains(written.status))
        }
    }

    @Test("pages offer only what may be done, by kind and by record", arguments: RightsWorld.backends)
    func offered(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let account = try await world.account("Aster", of: "sam")
            let sale = try await world.sale("Vases", of: "sam", account: account)
            func page(_ address: String, _ name: String) async -> String { await world.get(address, as: name).text }
            let list = await page("/opportunities", "pre")
            #expect(!list.contains("href=\"/opportunities/new") && !list.contains("/exports/new"))
            #expect(!list.contains("/opportunities/list/delete"))
            #expect(!(await page("/opportunities", "mia").contains("/imports/new?entity=opp")))
            // Pre-sales change their own only: no pencil on Sam's.
            #expect(!list.contains("/opportunities/\(sale)/fields/"))
            let record = await page("/opportunities/\(sale)", "pre")
            for offer in ["/edit\"", "/delete\"", "/win\"", "/lose\"", "/fields/", "/stage\""] {
                #expect(!record.contains("/opportunities/\(sale)\(offer)"), "\(offer)")
            }
            #expect(!record.contains("id=\"share\"") || !record.contains("value=\"change\""))
            let board = await page("/board", "pre")
            #expect(!board.contains("/opportunities/new"))
            let own = await page("/opportunities/\(sale)", "sam")
            for offer in ["/edit\"", "/win\"", "/fields/", "/stage\""] {
                #expect(own.contains("/opportunities/\(sale)\(offer)"), "\(offer)")
            }
            #expect(!own.contains("/opportunities/\(sale)/delete\""))
            #expect(await page("/opportunities/\(sale)", "dana").contains("/opportunities/\(sale)/delete\""))
            let sams = await page("/opportunities", "sam")
            #expect(sams.contains("/opportunities/\(sale)/fields/") && sams.contains("href=\"/opportunities/new"))
            #expect(!sams.contains("/exports/new") && !sams.contains("/opportunities/list/delete"))
            let beside = await page("/accounts/\(account)", "sue")
            #expect(!beside.contains("/accounts/\(account)/edit\"") && !beside.contains("/accounts/new"))
            let guest = await page("/", "gus")
            #expect(!guest.contains("/new\"") && !guest.contains("/imports/new") && !guest.contains("/demo"))
        }
    }

    @Test("mass edit and bulk change only what each person may change", arguments: RightsWorld.backends)
    func masses(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let own = try await world.sale("Own", of: "pre"), other = try await world.sale("Other", of: "sam")
            let stages = try await world.api(.get, "/stages?sort=position", as: "sam").json["data"]?.array ?? []
            let second = try #require(stages.dropFirst().first?["id"]?.text)
            let start = await world.post(
                "/opportunities/list/edit/apply",
                ["all": "1", "set": "stage", "stage": second, "set": "source", "source": "Fair"], as: "pre")
            #expect(start.status < 400, "\(start.text)")
            try await world.work()
            let after = try await world.seen("/opportunities?source=Fair", "title", as: "ann")
            #expect(after == ["Own"])
            let moved = try await world.api(.get, "/opportunities/\(own)", as: "ann").json
            #expect(moved["stage"]?.text == second)
            let lines = [
                #"{"op":"update","id":"\#(own)","data":{"source":"Own"}}"#,
                #"{"op":"update","id":"\#(other)","data":{"source":"Stolen"}}"#,
                #"{"op":"delete","id":"\#(own)"}"#,
            ].joined(separator: "\n")
            let job = try await world.api(
                .post, "/bulk/opportunities", lines, as: "pre", type: "application/x-ndjson"
            ).json["id"]?.text
            try await world.work()
            let id = try #require(job)
            let failures = await world.api(.get, "/jobs/\(id)/failures", as: "pre")
            #expect(try failures.json["data"]?.array?.count == 2, "\(failures.text)")
            #expect(try await world.seen("/opportunities?source=Stolen", "title", as: "ann").isEmpty)
            #expect(try await world.seen("/opportunities?source=Own", "title", as: "ann") == ["Own"])
            for name in ["sam", "max", "dana"] {
                #expect(await world.api(.get, "/jobs/\(id)", as: name).status == 404)
                #expect(await world.api(.get, "/jobs/\(id)/failures", as: name).status == 404)
                #expect(try await world.seen("/jobs", "id", as: name).contains(id) == false)
            }
        }
    }
}
