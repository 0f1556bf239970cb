import Identity
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("What customers need")
struct NeedTests {
    private func need(_ title: String, of account: ID<Account>, _ world: BusinessWorld) async throws -> String {
        let body = JSON.record([
            "title": .text(title), "account": .text(String(account.number)), "category": "Training",
            "priority": "high", "budget": .record(["amount": "1200.00", "currency": "EUR"]),
        ])
        let answer = await world.post(json: body.string, to: "/api/v1/needs")
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(try answer.json["id"]?.text)
    }

    @Test("a need is noted in passing and found by conditions on accounts", arguments: BusinessWorld.backends)
    func noting(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            _ = try await world.account("Other")
            let noted = await world.post(
                "/accounts/\(acme.number)/needs", ["title": "Train the new people", "priority": "urgent"],
                headers: BusinessWorld.script)
            #expect(noted.status == 204, "\(noted.text)")
            let empty = await world.post(
                "/accounts/\(acme.number)/needs", ["title": " "], headers: BusinessWorld.script)
            #expect(empty.status == 422)
            _ = try await need("A course", of: acme, world)
            let page = await world.get("/accounts/\(acme.number)/panels").text
            #expect(page.contains("Train the new people") && page.contains("Urgent") && page.contains("€1,200"))
            let named = try await world.names("/api/v1/accounts?needs.category=Training")
            #expect(named == ["Acme"])
            let related = #"{"related":"needs","where":{"field":"priority","is":"urgent"}}"#
            let pressing = try await world.names("/api/v1/accounts?where=\(percentEncoded(related))")
            #expect(pressing == ["Acme"])
        }
    }

    @Test("a need becomes a sale; when it is won the need is answered", arguments: BusinessWorld.backends)
    func selling(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            let id = try await need("A course", of: acme, world)
            let sold = await world.post(json: "", to: "/api/v1/needs/\(id)/opportunity")
            #expect(sold.status == 201, "\(sold.text)")
            let sale = try sold.json
            #expect(sale["title"]?.text == "A course")
            #expect(sale["amount"]?["amount"]?.text == "1200.00")
            let saleID = try #require(sale["id"]?.text)
            let twice = await world.post(json: "", to: "/api/v1/needs/\(id)/opportunity")
            #expect(twice.status == 409)
            let open = try await world.json("/api/v1/needs/\(id)")
            #expect(open["status"]?.text == "open" && open["opportunity"]?.text == saleID)
            let won = await world.post(json: #"{"outcome":"won"}"#, to: "/api/v1/opportunities/\(saleID)/outcome")
            #expect(won.status == 200, "\(won.text)")
            let answered = try await world.json("/api/v1/needs/\(id)")
            #expect(answered["status"]?.text == "answered" && answered["answered_on"]?.text == "2026-11-22")
            _ = await world.post(json: #"{"outcome":"open"}"#, to: "/api/v1/opportunities/\(saleID)/outcome")
            let again = try await world.json("/api/v1/needs/\(id)")
            #expect(again["status"]?.text == "open" && again["answered_on"] == .null)
        }
    }

    @Test("products that speak of the same things are offered, and answer it", arguments: BusinessWorld.backends)
    func detecting(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme")
            let products = try await world.change { transaction in
                try [("Trainings for users, one day", true), ("Pressure sensor", true), ("Old training", false)].map {
                    var product = CatalogueProduct()
                    (product.name, product.isActive) = ($0.0, $0.1)
                    return try transaction.save(product).number
                }
            }
            let id = try await need("Training of the night shift", of: acme, world)
            let page = await world.get("/needs/\(id)").text
            #expect(page.contains("Trainings for users") && !page.contains("Pressure sensor"))
            #expect(!page.contains("Old training"))
            let account = await world.get("/accounts/\(acme.number)/panels").text
            #expect(account.contains("Trainings for users"))
            let answered = await world.post("/needs/\(id)/answer?product=\(products[0])", headers: BusinessWorld.script)
            #expect(answered.status == 200, "\(answered.text)")
            let need = try await world.json("/api/v1/needs/\(id)")
            #expect(need["status"]?.text == "answered" && need["product"]?.text == String(products[0]))
        }
    }

    @Test("a need goes with its account: who sees the one sees the other", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), bens = try await world.account("Bens", of: world.ben)
            for account in [acme, bens] { _ = try await need("A course", of: account, world) }
            let ben = world.ben
            try await world.workspace.write(.house, .command) { transaction in
                try RolePreset.ensure("en", in: transaction)
            }
            try await world.workspace.reload()
            let viewer = try await world.workspace.read(.house) { transaction in
                try Rights.viewer(
                    of: ben, team: nil, as: RolePreset.find("seller", in: transaction), [], in: transaction)
            }
            let (seen, budgets) = try await world.workspace.read(viewer) { transaction in
                let kind = transaction.schema.kind(of: Need.self)
                return (
                    try transaction.page(kind, ListQuery()).records.compactMap {
                        $0.value("account", in: kind).integer
                    },
                    kind["budget"].map { transaction.viewer.sees($0, of: kind) }
                )
            }
            #expect(seen == [bens.number])
            #expect(budgets == false)
            let deleted = await world.send(.delete, "/api/v1/accounts/\(acme.number)")
            #expect(deleted.status < 300, "\(deleted.text)")
            let left = try await world.look { try $0.count($0.schema.kind(of: Need.self)) }
            #expect(left == 1)
        }
    }
}
