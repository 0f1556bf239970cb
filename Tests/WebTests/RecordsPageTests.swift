import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Pages of records")
struct RecordsPageTests {
    @Test("a page shows the facts, who is linked, and what may be done", arguments: ApiWorld.backends)
    func showsRecord(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let parent = try await world.shop(["name": "Maison & Cie", "city": "Évreux", "revenue": "1,234.50"])
            for number in 1...7 { _ = try await world.shop(["name": "Fille \(number)", "parent": parent]) }
            let page = await world.get("/shops/\(parent)")
            #expect(page.status == 200)
            #expect(page.text.contains("<h1>Maison &amp; Cie</h1>") && page.text.contains("Évreux"))
            #expect(page.text.contains("€1,234.50") && page.text.contains("/shops/\(parent)/fields/city"))
            #expect(page.text.contains("Fille 7") && !page.text.contains("Fille 1<"))
            #expect(page.text.contains("/shops?parent=\(parent)") && page.text.contains("/visits/new?shop=\(parent)"))
            #expect(await world.get("/shops/999").status == 404)
            #expect(await world.get("/shops/\(parent)", as: "ben").status == 404)
        }
    }

    @Test("a page costs a bounded number of queries, however much is linked", arguments: ApiWorld.backends)
    func isBounded(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let parent = try await world.shop(["name": "Maison", "manager": String(world.world.ann)])
            for number in 1...9 { _ = try await world.shop(["name": "Fille \(number)", "parent": parent]) }
            let counter = QueryCounter()
            let page = await QueryCounter.$current.withValue(counter) {
                await world.get("/shops/\(parent)?view=sort%3Dname")
            }
            #expect(page.status == 200)
            let asked = counter.statements.filter { $0.uppercased().hasPrefix("SELECT") }
            #expect(asked.count <= 12, "\(asked.count): \(asked.joined(separator: "\n"))")
        }
    }

    @Test("one fact is changed where it stands", arguments: ApiWorld.backends)
    func editsInline(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice"])
            let address = "/shops/\(id)/fields/city"
            let form = await world.get(address, headers: RecordsWorld.script)
            #expect(form.text.hasPrefix("<form") && form.text.contains("value=\"Nice\""))
            #expect(await world.get(address).text.hasPrefix("<!doctype html>"))
            let saved = await world.post(address, ["city": "Lyon"], headers: RecordsWorld.script)
            #expect(saved.status == 200 && saved.text.contains("Lyon") && saved.text.hasPrefix("<div"))
            #expect(await world.post("/shops/\(id)/fields/staff", ["staff": "x"]).status == 422)
            #expect(await world.get("/shops/\(id)/fields/phone_number").status == 404)
            #expect(try await world.stored(id)["city"] == "Lyon")
        }
    }

    @Test("the history reads as sentences with old and new values", arguments: ApiWorld.backends)
    func tellsHistory(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice"])
            _ = await world.post("/shops/\(id)/edit", ["city": "Lyon", "manager": String(world.world.ben)])
            let page = await world.get("/shops/\(id)/history").text
            #expect(page.contains("created this record") && page.contains("changed City and Manager"))
            #expect(page.contains("<del>Nice</del> → <ins>Lyon</ins>") && page.contains("<ins>Ben</ins>"))
        }
    }

    @Test("one walks through the list a record was opened from", arguments: ApiWorld.backends)
    func knowsNeighbours(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            var ids: [String: String] = [:]
            for (name, city) in [("a", "Metz"), ("b", ""), ("c", "Évry"), ("d", ""), ("e", "Nice")] {
                ids[name] = try await world.shop(["name": name, "city": city])
            }
            // By city, empty ones last: c, a, e, then b, d.
            let order = ["c", "a", "e", "b", "d"].compactMap { ids[$0] }
            for (place, id) in order.enumerated() {
                let page = await world.get("/shops/\(id)?view=sort%3Dcity").text
                #expect(page.contains("\(place + 1) of 5"))
                let (previous, next) = (place > 0 ? order[place - 1] : nil, place < 4 ? order[place + 1] : nil)
                for other in order where other != id {
                    let isNeighbour = other == previous || other == next
                    #expect(page.contains("/shops/\(other)?view=") == isNeighbour, "\(place) \(other)")
                }
            }
            #expect(await world.get("/shops/\(order[0])?view=nonsense%3D1").status == 200)
            let list = await world.get("/shops?sort=city").text
            #expect(list.contains("/shops/\(order[0])?view=sort%3Dcity"))
        }
    }

    @Test("the side panel shows a record in short", arguments: ApiWorld.backends)
    func peeks(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "A", "city": "Nice"])
            let panel = await world.get("/shops/\(id)/peek", headers: RecordsWorld.script).text
            #expect(panel.hasPrefix("<header>") && panel.contains("Nice") && panel.contains("/shops/\(id)\""))
        }
    }

    @Test("a picker finds by words, within its scope, and offers to create", arguments: ApiWorld.backends)
    func picks(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let parent = try await world.shop(["name": "Maison mère", "city": "Metz"])
            _ = try await world.shop(["name": "Maison fille", "parent": parent])
            let found = await world.get("/pick/shop?q=maison").text
            #expect(found.contains("Maison mère") && found.contains("Maison fille") && found.contains("Metz"))
            let scoped = await world.get("/pick/shop?q=maison&scope=parent:\(parent)").text
            #expect(!scoped.contains("Maison mère") && scoped.contains("Maison fille"))
            let new = await world.get("/pick/shop?q=%C3%89picerie").text
            #expect(new.contains("/shops/new?dialog=1&amp;name=%C3%89picerie"))
            #expect(await world.get("/pick/any?q=mere").text.contains("shop:\(parent)"))
            #expect(await world.get("/pick/nothing?q=a").status == 404)
            #expect(await world.get("/pick/shop?q=a&scope=wrong").status == 422)
        }
    }

    @Test("search finds records and places, without accents", arguments: ApiWorld.backends)
    func searches(_ backend: TestDatabases) async throws {
        try await RecordsWorld.with(backend) { world in
            let id = try await world.shop(["name": "Épicerie du coin"])
            #expect(await world.get("/search?q=epicerie").text.contains("/shops/\(id)"))
            let json = try await world.get("/search?q=epicerie", headers: ["Accept": "application/json"]).json
            #expect(json["records"]?.array?[0]["title"] == "Épicerie du coin")
            let palette = await world.get("/palette?q=shops", headers: RecordsWorld.script).text
            #expect(palette.contains("data-href=\"/shops\"") && palette.contains("role=\"option\""))
            #expect(await world.get("/search?q=zzz").text.contains("Nothing found for “zzz”"))
        }
    }
}
