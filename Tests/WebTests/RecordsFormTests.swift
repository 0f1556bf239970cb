import Records
import TestSupport
import Testing

@testable import Web

@Suite("Forms of records")
struct RecordsFormTests {
    @Test("what a person types is stored, every shape in the reader's own writing", arguments: ApiWorld.backends)
    func readsEveryShape(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop([
                "name": "  Épicerie  ", "note": "one\r\ntwo", "staff": "1,250", "rating": "4.5", "revenue": "€1,500.50",
                "revenue_currency": "EUR", "is_open": "false", "size": "large", "opens_on": "2026-12-31",
                "visited_at": "2026-11-22T10:30", "manager": String(world.world.ann), "external_id": "E-1",
                "emails": "shown", "emails[0].address": "a@example.com", "emails[0].use": "large",
                "emails[1].address": "", "emails[1].use": "small", "emails[1001].address": "b@example.com",
            ])
            let read = try await world.stored(id)
            #expect(read["name"] == "Épicerie" && read["note"] == "one\ntwo" && read["staff"] == 1250)
            #expect(read["rating"] == "4.5" && read["is_open"] == false && read["size"] == "large")
            #expect(read["revenue"] == .record(["amount": "1500.50", "currency": "EUR"]))
            #expect(read["opens_on"] == "2026-12-31" && read["visited_at"] == "2026-11-22T10:30:00.000000Z")
            #expect(read["manager"] == .text(String(world.world.ann)) && read["external_id"] == "E-1")
            let emails = read["emails"]?.array ?? []
            #expect(emails.map { $0["address"] } == ["a@example.com", "b@example.com"])
            #expect(emails.map { $0["use"] } == ["large", "small"])
        }
    }

    @Test(
        "what cannot be read comes back beside its field, with everything that was typed", arguments: ApiWorld.backends)
    func keepsWhatWasTyped(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let response = await world.post(
                "/shops/new", ["name": "Chez <Léa>", "staff": "many", "opens_on": "the 40th", "rating": "4.5"])
            #expect(response.status == 422)
            #expect(response.text.contains("Chez &lt;Léa&gt;") && response.text.contains("many"))
            #expect(response.text.contains("A whole number is expected") && response.text.contains("A day is expected"))
            #expect(response.text.contains("4.5"))
            let program = await world.post("/shops/new", ["name": ""], headers: RecordsWorld.script)
            #expect(program.status == 422)
            let refused = try world.world.refused(program)
            #expect(refused == ["name": "required"])
        }
    }

    @Test("a link is chosen by id, or typed by the exact name of one record", arguments: ApiWorld.backends)
    func linksByName(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let parent = try await world.shop(["name": "Maison mère"])
            let typed = try await world.shop(["name": "Fille", "parent": "", "parent_text": "maison mere"])
            #expect(try await world.stored(typed)["parent"] == .text(parent))
            let changed = try await world.shop(["name": "Autre", "parent": typed, "parent_text": "Maison mère"])
            #expect(try await world.stored(changed)["parent"] == .text(parent))
            let unknown = await world.post("/shops/new", ["name": "Seule", "parent_text": "Maison"])
            #expect(unknown.status == 422 && unknown.text.contains("Nothing is called “Maison”"))
            _ = try await world.shop(["name": "Maison mère", "duplicates": "allow"])
            let several = await world.post("/shops/new", ["name": "Deux", "parent_text": "Maison mère"])
            #expect(several.status == 422 && several.text.contains("Several records"))
        }
    }

    @Test("a form never empties what it does not show; rows with an id keep it", arguments: ApiWorld.backends)
    func touchesOnlyWhatIsSent(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice", "emails[0].address": "a@example.com"])
            let row = try await world.stored(id)["emails"]?.array?[0]["id"]?.text ?? ""
            let saved = await world.post(
                "/shops/\(id)/edit",
                ["name": "B", "emails[0].id": row, "emails[0].address": "c@example.com", "version": "1"])
            #expect(saved.status == 303)
            let read = try await world.stored(id)
            #expect(read["name"] == "B" && read["city"] == "Nice" && read["emails"]?.array?[0]["id"] == .text(row))
            #expect(await world.post("/shops/\(id)/edit", ["emails": "shown"]).status == 303)
            #expect(try await world.stored(id)["emails"]?.array?.isEmpty == true)
        }
    }

    @Test("a form that sends a value unchanged does not set it", arguments: ApiWorld.backends)
    func changesOnlyDifferences(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice"])
            _ = await world.post("/shops/\(id)/edit", ["name": "A", "city": "Nice", "version": "1"])
            #expect(try await world.stored(id)["version"] == 1)
            _ = await world.post("/shops/\(id)/edit", ["name": "A", "city": "Lyon", "version": "1"])
            let history = await world.get("/shops/\(id)/history").text
            #expect(history.contains("changed City") && !history.contains("City and"))
        }
    }

    @Test("duplicates are told while typing and before saving, and may be saved anyway", arguments: ApiWorld.backends)
    func asksAboutDuplicates(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            _ = try await world.shop(["name": "Dupont SA", "emails[0].address": "d@example.com"])
            let typing = await world.post("/shops/duplicates", ["name": "dupont"], headers: RecordsWorld.script)
            #expect(typing.status == 200 && typing.text.contains("Dupont SA"))
            #expect(await world.get("/shops/duplicates?name=Durand").text.isEmpty)
            let refused = await world.post("/shops/new", ["name": "Dupont"])
            #expect(refused.status == 409 && refused.text.contains("Dupont SA") && refused.text.contains("Save anyway"))
            _ = try await world.shop(["name": "Dupont", "duplicates": "allow"])
        }
    }

    @Test("a linked record made in a dialog answers its id and name", arguments: ApiWorld.backends)
    func createsInDialog(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let sheet = await world.get("/shops/new?dialog=1&name=Neuf", headers: RecordsWorld.script)
            #expect(sheet.text.hasPrefix("<header>") && sheet.text.contains("value=\"Neuf\""))
            let made = await world.post(
                "/shops/new?dialog=1", ["name": "Neuf", "dialog": "1"], headers: RecordsWorld.script)
            #expect(made.status == 200 && made.headers["X-Location"] == nil)
            let title = try made.json["title"]
            #expect(title == "Neuf")
            let other = await world.post("/shops/new", ["name": "Encore", "again": "1"])
            #expect(other.headers["Location"] == "/shops/new")
        }
    }

    @Test("a deleted record comes back with its parts when it is undone", arguments: ApiWorld.backends)
    func deletesAndUndoes(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "emails[0].address": "a@example.com"])
            let deleted = await world.post("/shops/\(id)/delete", [:], headers: RecordsWorld.script)
            let journal = try deleted.json["journal"]?.text ?? ""
            #expect(deleted.headers["X-Location"] == "/shops")
            #expect(await world.get("/shops/\(id)").status == 404)
            #expect(await world.post("/journal/\(journal)/undo", [:], as: "ben").status == 404)
            #expect(await world.post("/journal/\(journal)/undo", [:]).status == 303)
            #expect(try await world.stored(id)["emails"]?.array?.count == 1)
            #expect(await world.post("/journal/\(journal)/undo", [:]).status == 409)
        }
    }
}
