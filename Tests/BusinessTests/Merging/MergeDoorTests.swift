import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// Merging through the doors: pages and REST.
@Suite("Merging: doors")
struct MergeDoorTests {
    private func api(
        _ method: Web.Method, _ path: String, _ body: String = "", in world: BusinessWorld, as user: String = "ann"
    ) async -> Response {
        let headers: Headers = body.isEmpty ? [:] : ["Content-Type": "application/json"]
        return await world.send(method, "/api/v1" + path, headers: headers, body: Array(body.utf8), as: user)
    }

    @Test(
        "REST merges, answers for old identifiers, tells what changed since and undoes",
        arguments: BusinessWorld.backends)
    func rest(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ground = try await MergeGround.lay(in: world)
            let (old, kept) = (ground.gone, ground.kept)
            let merged = await api(
                .post, "/accounts/\(kept)/merge", #"{"ids":["\#(old)"],"fields":{"city":"\#(old)"}}"#, in: world)
            #expect(merged.status == 200, "\(merged.text)")
            #expect(try merged.json["id"]?.text == String(kept) && merged.json["city"]?.text == "Lyon")
            let got = await api(.get, "/accounts/\(old)", in: world)
            #expect(got.status == 200 && got.headers["Content-Location"] == "/api/v1/accounts/\(kept)")
            #expect(try got.json["id"]?.text == String(kept))
            let patched = await api(.patch, "/accounts/\(old)", #"{"sector":"Plantes"}"#, in: world)
            #expect(patched.status == 200 && patched.headers["Content-Location"] == "/api/v1/accounts/\(kept)")
            let history = await api(.get, "/accounts/\(old)/history", in: world)
            #expect(history.status == 200 && history.text.contains(#""action":"merged_into""#))
            let gone = await api(.delete, "/accounts/\(old)", in: world)
            #expect(gone.status == 409 && gone.text.contains(#""code":"merged""#), "\(gone.text)")
            let linked = await api(
                .post, "/contacts?duplicates=allow", #"{"name":"Léa","account":"\#(old)"}"#, in: world)
            #expect(try linked.status == 201 && linked.json["account"]?.text == String(kept), "\(linked.text)")

            let list = await api(.get, "/merges", in: world)
            let id = try #require(try list.json["data"]?.array?.first?["id"]?.text)
            let one = await api(.get, "/merges/\(id)", in: world)
            #expect(try one.json["added_since"]?["contact"]?.integer == 1, "\(one.text)")
            let changed = try one.json["changed_since"]?.array?.first
            #expect(changed?["field"]?.text == "sector" && changed?["code"]?.text == "changed")
            #expect(await api(.get, "/merges", in: world, as: "ben").text.contains(#""data":[]"#))
            #expect(await api(.post, "/merges/\(id)/undo", in: world, as: "ben").status == 404)
            let undone = await api(.post, "/merges/\(id)/undo", in: world)
            #expect(undone.status == 200, "\(undone.text)")
            #expect(await api(.post, "/merges/\(id)/undo", in: world).status == 409)
            #expect(try await api(.get, "/accounts/\(old)", in: world).json["city"]?.text == "Lyon")
            #expect(try await api(.get, "/accounts/\(kept)", in: world).json["city"]?.text == "Paris")
        }
    }

    @Test(
        "a bulk file changes the one that stayed, by either name; only what stands is deleted",
        arguments: BusinessWorld.backends)
    func bulk(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ground = try await MergeGround.lay(in: world)
            try await world.change { tx in
                let accounts = tx.schema.kind("account")
                try tx.save(Draft(id: ground.kept, fields: ["external_id": [.text("B-9")]]), as: accounts)
                try tx.merge([ground.gone], into: ground.kept, of: accounts)
                let line = try BulkLine(
                    Array(#"{"op":"update","external_id":"A-17","data":{"sector":"Plantes"}}"#.utf8))
                _ = try line.carryOut(accounts, .allow, tx)
                let kept = try tx.record(ground.kept, of: accounts)
                #expect(kept.value("sector", in: accounts).text == "Plantes")
                #expect(kept.value("external_id", in: accounts).text == "B-9")
                let delete = try BulkLine(Array(#"{"op":"delete","external_id":"A-17"}"#.utf8))
                #expect { _ = try delete.carryOut(accounts, .allow, tx) } throws: {
                    ($0 as? Refusal)?.type == .notFound
                }
            }
        }
    }

    @Test("REST says what is wrong with a wish")
    func wishes() async throws {
        try await BusinessWorld.with(.memory) { world in
            let ids = [try await world.account("One").number, try await world.account("Two").number]
            let path = "/accounts/\(ids[0])/merge"
            #expect(await api(.post, path, #"{"ids":[]}"#, in: world).status == 422)
            #expect(await api(.post, path, #"{"ids":["x"]}"#, in: world).status == 422)
            #expect(await api(.post, path, #"{"ids":["\#(ids[0])"]}"#, in: world).status == 422)
            #expect(await api(.post, path, #"{"ids":["999"]}"#, in: world).status == 404)
            let unknown = await api(.post, path, #"{"ids":["\#(ids[1])"],"fields":{"nose":"\#(ids[1])"}}"#, in: world)
            #expect(unknown.status == 422 && unknown.text.contains("fields.nose"))
            let other = await api(.post, path, #"{"ids":["\#(ids[1])"],"fields":{"city":"77"}}"#, in: world)
            #expect(other.status == 422 && other.text.contains("fields.city"))
            let user = await api(.post, "/users/\(world.ann)/merge", #"{"ids":["\#(world.ben)"]}"#, in: world)
            #expect(user.status == 409 && user.text.contains("never_merged"))
            let described = await api(.get, "/openapi.json", in: world).text
            #expect(described.contains("/api/v1/accounts/{id}/merge") && described.contains("/api/v1/merges/{id}/undo"))
            #expect(!described.contains("/api/v1/users/{id}/merge"))
        }
    }

    @Test("the page shows records side by side, merges, leads old addresses on, and undoes")
    func pages() async throws {
        try await BusinessWorld.with(.memory) { world in
            let ground = try await MergeGround.lay(in: world)
            let (old, kept) = (ground.gone, ground.kept)
            let page = await world.get("/accounts/merge?ids=\(kept),\(old)&next=/accounts")
            #expect(page.status == 200, "\(page.text)")
            for words in ["Which one stays?", "choice[city]", "Aster SARL", "Contacts: 2", "Opportunities: 3"] {
                #expect(page.text.contains(words), "\(words)")
            }
            #expect(await world.get("/accounts/merge?ids=\(kept)").status == 422)
            #expect(await world.get("/users/merge?ids=\(world.ann),\(world.ben)").status == 404)
            #expect(await world.get("/accounts/merge?ids=\(kept),\(old)", as: "ben").status == 404)
            let sheet = await world.get("/accounts/\(kept)/merge")
            #expect(sheet.status == 200 && sheet.text.contains("/pick/account"))
            let chosen = await world.post("/accounts/list/merge", ["id": "\(kept)", "all": "0"])
            #expect(chosen.status == 422)
            let done = await world.post(
                "/accounts/merge",
                ["ids": "\(kept),\(old)", "survivor": "\(kept)", "choice[city]": "\(old)", "next": "/accounts"])
            #expect(done.status == 303 && done.headers["Location"] == "/accounts", "\(done.text)")
            for rest in ["", "/history", "/edit"] {
                let moved = await world.get("/accounts/\(old)\(rest)?view=3")
                #expect(
                    moved.status == 302 && moved.headers["Location"] == "/accounts/\(kept)\(rest)?view=3", "\(rest)")
            }
            #expect(await world.get("/accounts/4711").status == 404)
            let record = await world.get("/accounts/\(kept)").text
            #expect(record.contains("merged Aster SARL into “Aster”"))
            #expect(await world.get("/accounts/\(kept)/history").text.contains("merged Aster SARL into this record"))
            let settings = await world.get("/settings/merges")
            let id = try await world.look { try $0.connection.integer("SELECT id FROM record_merge") } ?? 0
            #expect(settings.text.contains("/settings/merges/\(id)"))
            let warning = await world.get("/settings/merges/\(id)")
            #expect(warning.status == 200 && warning.text.contains("Undo this merge"))
            #expect(await world.get("/settings/merges/\(id)", as: "ben").status == 404)
            let undone = await world.post("/settings/merges/\(id)/undo")
            #expect(undone.status == 303 && undone.headers["Location"] == "/accounts/\(kept)", "\(undone.text)")
            #expect(await world.get("/accounts/\(old)").status == 200)
        }
    }

    @Test("the toast’s undo takes a merge back as well; days are kept")
    func toast() async throws {
        try await BusinessWorld.with(.memory) { world in
            let ground = try await MergeGround.lay(in: world)
            let merge = try await world.change { tx in
                try tx.merge([ground.gone], into: ground.kept, of: tx.schema.kind("account"))
            }
            let undone = await world.post("/journal/\(merge.id)/undo", headers: BusinessWorld.script)
            #expect(undone.status == 200, "\(undone.text)")
            #expect(try await world.look { try $0.survivor(of: ground.gone, $0.schema.kind("account")) } == nil)
            #expect(await world.post("/settings/merges/days", ["days": "7"]).status == 303)
            #expect(world.workspace.settings.mergeDays == 7)
            #expect(await world.post("/settings/merges/days", ["days": "0"]).status == 422)
        }
    }
}
