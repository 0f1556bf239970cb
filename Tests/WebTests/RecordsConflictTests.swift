import Records
import TestSupport
import Testing

@testable import Web

@Suite("Two people edit one record")
struct RecordsConflictTests {
    @Test("what the two changed differently merges by itself", arguments: ApiWorld.backends)
    func merges(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice", "note": "old"])
            #expect(await world.post("/shops/\(id)/edit", ["city": "Lyon", "version": "1"]).status == 303)
            // The second one's form still says Nice, and that was not typed.
            let second = await world.post(
                "/shops/\(id)/edit", ["name": "A", "city": "Nice", "note": "new", "version": "1"])
            #expect(second.status == 303, "\(second.text.prefix(800))")
            let stored = try await world.stored(id)
            #expect(stored["city"] == "Lyon" && stored["note"] == "new" && stored["version"] == 3)
        }
    }

    @Test(
        "where both changed the same, the second chooses field by field and loses nothing", arguments: ApiWorld.backends
    )
    func chooses(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice", "note": "old"])
            _ = await world.post("/shops/\(id)/edit", ["city": "Lyon", "note": "theirs", "version": "1"])
            let typed: KeyValuePairs = [
                "name": "Renamed", "city": "Metz", "note": "mine", "emails[0].address": "a@example.com", "version": "1",
            ]
            let page = await world.post("/shops/\(id)/edit", typed)
            #expect(page.status == 412)
            for text in ["Nice", "Lyon", "Metz", "theirs", "mine", "Renamed", "a@example.com"] {
                #expect(page.text.contains(text), "\(text)")
            }
            #expect(page.text.contains("name=\"choice[city]\"") && !page.text.contains("name=\"choice[name]\""))
            #expect(page.text.contains("name=\"resolved\" value=\"2\""))
            #expect(try await world.stored(id)["name"] == "A")
            let chosen = await world.post(
                "/shops/\(id)/edit",
                [
                    "name": "Renamed", "city": "Metz", "note": "mine", "emails[0].address": "a@example.com",
                    "version": "1", "resolved": "2", "choice[city]": "mine", "choice[note]": "theirs",
                ])
            #expect(chosen.status == 303)
            let stored = try await world.stored(id)
            #expect(stored["city"] == "Metz" && stored["note"] == "theirs" && stored["name"] == "Renamed")
            #expect(stored["emails"]?.array?.count == 1)
        }
    }

    @Test("a choice made over a value that changed again is asked anew", arguments: ApiWorld.backends)
    func asksAgain(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice"])
            _ = await world.post("/shops/\(id)/edit", ["city": "Lyon", "version": "1"])
            _ = await world.post("/shops/\(id)/edit", ["city": "Paris", "version": "2"])
            let late = await world.post(
                "/shops/\(id)/edit", ["city": "Metz", "version": "1", "resolved": "2", "choice[city]": "mine"])
            #expect(late.status == 412 && late.text.contains("Paris"))
            let again = await world.post(
                "/shops/\(id)/edit", ["city": "Metz", "version": "1", "resolved": "3", "choice[city]": "mine"])
            #expect(again.status == 303)
            #expect(try await world.stored(id)["city"] == "Metz")
        }
    }

    @Test("one field edited in place meets a conflict the same way", arguments: ApiWorld.backends)
    func inline(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice", "note": "old"])
            let form = await world.get("/shops/\(id)/fields/city", headers: RecordsWorld.script)
            #expect(form.text.contains("name=\"version\" value=\"1\""))
            _ = await world.post("/shops/\(id)/edit", ["note": "theirs", "version": "1"])
            // Another field: nothing to choose.
            let saved = await world.post("/shops/\(id)/fields/city", ["city": "Lyon", "version": "1"])
            #expect(saved.status == 303)
            let met = await world.post(
                "/shops/\(id)/fields/city", ["city": "Metz", "version": "1"], headers: RecordsWorld.script)
            #expect(met.status == 412)
            let refused = try world.world.refused(met)
            #expect(refused == ["city": "conflict"])
            let now = try met.json["error"]?["current"]?["city"]
            #expect(now == "Lyon")
            let forced = await world.post(
                "/shops/\(id)/fields/city",
                ["city": "Metz", "version": "1", "resolved": "3", "choice[city]": "mine"])
            #expect(forced.status == 303)
            #expect(try await world.stored(id)["city"] == "Metz")
        }
    }

    @Test("If-Match refuses with what is stored now and what was changed", arguments: ApiWorld.backends)
    func ifMatch(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let api = world.world
            let id = try await world.shop(["name": "A", "city": "Nice"])
            try await api.patch("/shops/\(id)", #"{"city":"Lyon"}"#)
            let late = await api.call(.patch, "/shops/\(id)", #"{"city":"Metz"}"#, headers: ["If-Match": "\"1\""])
            #expect(late.status == 412)
            let error = try late.json["error"]
            #expect(error?["version"] == 2 && error?["current"]?["city"] == "Lyon")
            #expect(error?["changed"] == .record(["city": .record(["before": "Nice", "now": "Lyon"])]))
        }
    }
}
