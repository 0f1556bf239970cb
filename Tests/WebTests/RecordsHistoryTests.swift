import Jobs
import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("History, trash and access log by page and by program")
struct RecordsHistoryTests {
    @Test("a change is taken back by page; a value changed since is chosen", arguments: ApiWorld.backends)
    func revertsByPage(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice"])
            for city in ["Lyon", "Paris"] { try await world.world.patch("/shops/\(id)", "{\"city\":\"\(city)\"}") }
            let entries = try await world.world.get("/shops/\(id)/history")["data"]?.array ?? []
            let lyon = entries[1]["id"]?.text ?? ""
            #expect(await world.get("/shops/\(id)/history").text.contains("/shops/\(id)/history/\(lyon)/revert"))
            let page = await world.get("/shops/\(id)/history/\(lyon)/revert").text
            for text in ["Nice", "Lyon", "Paris", "changed again since"] { #expect(page.contains(text), "\(text)") }
            let stale = await world.post(
                "/shops/\(id)/history/\(lyon)/revert", ["choice[city]": "before", "version": "2"])
            #expect(stale.status == 412)
            let done = await world.post(
                "/shops/\(id)/history/\(lyon)/revert", ["choice[city]": "before", "version": "3"])
            #expect(done.status == 303)
            #expect(try await world.stored(id)["city"] == "Nice")
            #expect(await world.get("/shops/\(id)/history").text.contains("took back a change of City"))
        }
    }

    @Test("a program takes a change back, and is told what changed since", arguments: ApiWorld.backends)
    func revertsByApi(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let api = world.world
            let id = try await world.shop(["name": "A", "city": "Nice"])
            try await api.patch("/shops/\(id)", #"{"city":"Lyon"}"#)
            let entry = try await api.get("/shops/\(id)/history")["data"]?.array?[0]["id"]?.text ?? ""
            try await api.patch("/shops/\(id)", #"{"city":"Paris"}"#)
            let place = "/shops/\(id)/history/\(entry)/revert"
            let refused = await api.call(.post, place, "{}")
            #expect(refused.status == 409)
            let now = try refused.json["error"]?["changed"]?["city"]?["now"]
            #expect(now == "Paris")
            #expect(await api.call(.post, place, #"{"fields":["note"]}"#).status == 422)
            #expect(await api.call(.post, place, #"{"overwrite":"city"}"#).status == 422)
            #expect(await api.call(.post, place, "{}", as: "ben").status == 404)
            let back = try await api.post(place, #"{"overwrite":["city"]}"#, status: 200)
            #expect(back["city"] == "Nice")
            let last = try await api.get("/shops/\(id)/history")["data"]?.array?[0]
            #expect(last?["action"] == "reverted" && last?["reverts"] == .text(entry))
        }
    }

    @Test("the trash shows what went along and brings several back", arguments: ApiWorld.backends)
    func restoresSeveral(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let first = try await world.shop(["name": "First"]), second = try await world.shop(["name": "Second"])
            let child = try await world.shop(["name": "Child", "parent": first, "parent_text": "First"])
            let asked = await world.get("/shops/\(first)/delete")
            #expect(asked.status == 200 && asked.text.contains("Delete First?") && asked.text.contains("empty link"))
            let told = try await world.world.get("/shops/\(first)/deletion")
            #expect(told["possible"] == true && told["kept_days"] == 90)
            #expect(told["emptied"]?.array?.first?["field"] == "parent")
            for id in [first, second] { _ = await world.post("/shops/\(id)/delete", [:]) }
            let page = await world.get("/trash").text
            #expect(page.contains("First") && page.contains("Second"))
            #expect(await !world.get("/trash", as: "ben").text.contains("First"))
            let list = try await world.world.get("/trash")["data"]?.array ?? []
            let ids = list.compactMap { $0["id"]?.text }
            #expect(list.map { $0["title"] } == ["Second", "First"])
            #expect(await world.get("/trash/\(ids[1])").text.contains("Child"))
            #expect(await world.get("/trash/\(ids[1])", as: "ben").status == 404)
            let restored = await world.post("/trash/restore", ["deletion": ids[0], "deletion": ids[1]])
            #expect(restored.status == 303)
            #expect(try await world.stored(child)["parent"] == .text(first))
            #expect(try await world.stored(second)["name"] == "Second")
            #expect(try await world.world.get("/trash")["data"]?.array?.isEmpty == true)
        }
    }

    @Test("the access log tells who looked at what, for those who manage the settings", arguments: ApiWorld.backends)
    func logsAccess(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let api = world.world
            let id = try await world.shop(["name": "Secret name", "city": "Nice"])
            _ = await world.get("/shops/\(id)")
            _ = try await api.names("/shops?city=Nice")
            _ = await world.get("/search?q=secret")
            let log = try await api.get("/access_log")["data"]?.array ?? []
            #expect(log.map { $0["action"] } == ["searched", "listed", "opened"])
            #expect(log[1]["condition"] == .record(["field": "city", "is": "…"]) && log[1]["count"] == 1)
            #expect(log[2]["kind"] == "shop" && log[2]["record"] == .text(id))
            #expect(log[2]["user"] == .text(String(api.ann)))
            #expect(!log.map(\.string).joined().contains("Nice"))
            let page = await world.get("/settings/access-log").text
            #expect(page.contains("Secret name") && page.contains("filtered by City"))
            let filtered = try await api.get("/access_log?action=listed&kind=shop")["data"]?.array ?? []
            #expect(filtered.count == 1)
            #expect(await world.get("/settings/access-log?from=nonsense").status == 422)
            #expect(await world.get("/settings/access-log", as: "ben").status == 403)
            #expect(await api.call(.get, "/access_log", as: "ben").status == 403)
            let csv = await world.get("/settings/access-log/export?action=opened")
            #expect(csv.status == 200 && csv.text.contains("opened") && !csv.text.contains("listed"))
            #expect(try await api.get("/access_log?action=exported")["data"]?.array?.first?["kind"] == "access_log")
            // The record says so too.
            #expect(await world.get("/shops/\(id)").text.contains("Last seen by"))
        }
    }

    @Test("how long the log and the trash are kept is a setting", arguments: ApiWorld.backends)
    func keepsAsLong(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            #expect(await world.post("/settings/access-log/retention", ["days": "30"]).status == 303)
            #expect(await world.post("/trash/days", ["days": "7"]).status == 303)
            #expect(await world.post("/settings/access-log/retention", ["days": "0"]).status == 422)
            #expect(await world.post("/trash/days", ["days": "7"], as: "ben").status == 403)
            let id = try await world.shop(["name": "Old"])
            _ = await world.get("/shops/\(id)")
            _ = await world.post("/shops/\(id)/delete", [:])
            _ = try await world.world.get("/access_log")
            world.world.clock.pass(seconds: 8 * 86_400)
            try await world.runNightly()
            #expect(try await world.world.get("/trash")["data"]?.array?.isEmpty == true)
            #expect(try await world.world.get("/access_log?action=opened")["data"]?.array?.count == 1)
            world.world.clock.pass(seconds: 30 * 86_400)
            try await world.runNightly()
            #expect(try await world.world.get("/access_log?action=opened")["data"]?.array?.isEmpty == true)
        }
    }
}

extension RecordsWorld {
    func runNightly() async throws {
        let names: Set = ["access_log.retention", "trash.purge"]
        try await world.workspace.write(.house, .job) { transaction in
            for name in names { _ = try JobQueue.enqueue(name, .object([]), in: transaction) }
        }
        try await world.runJobs(names)
    }
}
