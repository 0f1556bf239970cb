import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("The board of needs")
struct NeedBoardTests {
    private func need(
        _ title: String, _ account: ID<Account>, _ priority: NeedPriority = .normal, euros: Int64? = nil,
        in world: BusinessWorld
    ) async throws -> Int64 {
        try await world.change { transaction in
            var need = Need()
            (need.title, need.account, need.priority) = (title, account, priority)
            need.budget = euros.map { Money(minor: $0 * 100, currency: "EUR") }
            return try transaction.save(need).number
        }
    }

    @Test("shows needs by status, the most urgent first, and moves one with undo", arguments: BusinessWorld.backends)
    func board(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme & Fils")
            let calm = try await need("Calm <one>", acme, .low, euros: 100, in: world)
            let pressing = try await need("Pressing one", acme, .urgent, euros: 1200, in: world)
            let text = await world.get("/needs/board").text
            #expect(text.contains("Calm &lt;one&gt;") && text.contains("Acme &amp; Fils") && text.contains("Urgent"))
            #expect(text.contains("€1,300") && text.contains("data-move=\"/needs/\(calm)/status\""))
            let places = ["card-\(pressing)", "card-\(calm)"].compactMap { text.range(of: $0)?.lowerBound }
            #expect(places.count == 2 && places[0] < places[1])
            let moved = await world.post(
                "/needs/\(calm)/status", ["stage": "answered", "before": ""], headers: BusinessWorld.script)
            #expect(moved.status == 200, "\(moved.text)")
            #expect(try moved.json["columns"]?["answered"]?["size"]?.text == "1")
            #expect(try moved.json["columns"]?["open"]?["amount"]?.text == "€1,200")
            let need = try await world.json("/api/v1/needs/\(calm)")
            #expect(need["status"]?.text == "answered" && need["answered_on"]?.text == "2026-11-22")
            let undone = await world.post("/needs/\(calm)/status?stage=open", headers: BusinessWorld.script)
            #expect(undone.status == 200)
            let lost = await world.post("/needs/\(calm)/status?stage=nowhere", headers: BusinessWorld.script)
            #expect(lost.status == 422)
            let filtered = await world.get("/needs/board?q=Pressing").text
            #expect(filtered.contains("Pressing one") && !filtered.contains("Calm"))
            #expect(await world.get("/needs").text.contains("/needs/board"))
        }
    }

    @Test("brings further cards, and only what one may see", arguments: BusinessWorld.backends)
    func more(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), bens = try await world.account("Bens", of: world.ben)
            for number in 0..<35 { _ = try await need("Need \(number)", acme, in: world) }
            _ = try await need("Only Ben", bens, in: world)
            let first = await world.get("/needs/board").text
            #expect(first.contains("/needs/board/cards?status=open&amp;from=30"))
            let rest = await world.get("/needs/board/cards?status=open&from=30", headers: ["X-Fragment": "1"]).text
            #expect(rest.ranges(of: "data-card=").count == 6)
            let queries = await world.queries { _ = await world.get("/needs/board") }
            #expect(queries.count <= 14, "\(queries.joined(separator: "\n"))")
        }
    }

    @Test("needs are found by what answers them, and by conditions on others", arguments: BusinessWorld.backends)
    func filtered(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Acme"), sale = try await world.sale("The course", account: acme)
            let first = try await need("By product", acme, in: world)
            let second = try await need("By deal", acme, in: world)
            let product = try await world.change { transaction in
                var product = CatalogueProduct()
                product.name = "Course"
                let id = try transaction.save(product).number
                let kind = transaction.schema.kind(of: Need.self)
                try transaction.save(Draft(id: first, fields: ["product": [.integer(id)]]), as: kind)
                try transaction.save(Draft(id: second, fields: ["opportunity": [.integer(sale.number)]]), as: kind)
                return id
            }
            func found(_ query: String) async throws -> [String] {
                try await world.json("/api/v1/needs?\(query)")["data"]?.array?.compactMap { $0["title"]?.text } ?? []
            }
            #expect(try await found("product=\(product)") == ["By product"])
            #expect(try await found("product.name=Course") == ["By product"])
            #expect(try await found("opportunity=\(sale.number)") == ["By deal"])
            let related = #"{"related":"needs","where":{"field":"opportunity.outcome","is":"open"}}"#
            let accounts = try await world.json("/api/v1/accounts?where=\(percentEncoded(related))")
            #expect(accounts["data"]?.array?.count == 1)
            let open = #"{"related":"needs","where":{"field":"status","is":"open"}}"#
            let sales = try await world.json("/api/v1/opportunities?where=\(percentEncoded(open))")
            #expect(sales["data"]?.array?.count == 1)
        }
    }
}
