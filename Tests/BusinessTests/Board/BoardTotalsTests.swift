import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("What a board adds up")
struct BoardTotalsTests {
    private func stage(_ name: String, _ world: BusinessWorld, _ query: String = "") async throws -> JSON {
        let pipeline = try #require(try await world.look { try $0.all(Pipeline.self).first }).id.number
        let response = await world.get("/api/v1/pipelines/\(pipeline)/board\(query)")
        try #require(response.status == 200, "\(response.status) \(response.text)")
        return try #require(try response.json["stages"]?.array?.first { $0["name"] == .text(name) })
    }

    @Test("counts, totals and weighted totals are exact, in every stage", arguments: BusinessWorld.backends)
    func exact(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.sale("A", 100, in: "Qualification")
            _ = try await world.sale("B", 33, in: "Qualification", probability: 55)
            _ = try await world.sale("Without amount", in: "Qualification")
            _ = try await world.sale("C", 10_005_534, in: "Won", probability: 20)
            let qualification = try await stage("Qualification", world)
            #expect(qualification["count"] == 3 && qualification["outcome"] == "open")
            #expect(qualification["total"] == .record(["amount": "133.00", "currency": "EUR"]))
            // 100 × 10 % + 33 × 55 %
            #expect(qualification["weighted_total"]?["amount"] == "28.15")
            let won = try await stage("Won", world)
            #expect(
                won["weighted_total"]?["amount"] == "10005534.00",
                "a won sale counts whole, whatever was guessed before")
            let empty = try await stage("Discovery", world)
            #expect(empty["count"] == 0 && empty["total"]?["amount"] == "0.00")
        }
    }

    @Test("cents are rounded once, at the end, half away from zero", arguments: BusinessWorld.backends)
    func rounding(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let place = try await world.stage("Qualification")
            try await world.change { transaction in
                for (minor, probability) in [(Int64(5), 10), (5, 10), (12_345_678_901_234, 33), (-7, 50)] {
                    var sale = Opportunity()
                    (sale.title, sale.stage, sale.probability) = ("Odd", place, probability)
                    sale.amount = Money(minor: minor, currency: "EUR")
                    try transaction.save(sale)
                }
            }
            let stage = try await stage("Qualification", world)
            // 0.5 + 0.5 + 4,074,074,037,407.22 − 3.5 cents
            #expect(stage["weighted_total"]?["amount"] == "40740740374.05")
            #expect(stage["total"]?["amount"] == "123456789012.37")
        }
    }

    @Test("absurd amounts do not take the board down", arguments: BusinessWorld.backends)
    func absurd(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let place = try await world.stage("Qualification")
            try await world.change { transaction in
                for _ in 0..<3 {
                    var sale = Opportunity()
                    (sale.title, sale.stage, sale.probability) = ("Everything", place, 100)
                    sale.amount = Money(minor: .max, currency: "EUR")
                    try transaction.save(sale)
                }
            }
            let stage = try await stage("Qualification", world)
            #expect(stage["count"] == 3 && stage["total"]?["amount"] == "92233720368547758.07")
        }
    }

    @Test("the filter and the viewer's rights decide what is added", arguments: BusinessWorld.backends)
    func filtered(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.sale("Hers", 100, in: "Qualification")
            _ = try await world.sale("His", 40, in: "Qualification", by: world.ben)
            let mine = try await stage("Qualification", world, "?owner=\(world.ben)")
            #expect(mine["count"] == 1 && mine["total"]?["amount"] == "40.00")
            let large = try await stage(
                "Qualification", world, "?where=" + percentEncoded(#"{"field":"amount","more_than":"50"}"#))
            #expect(large["count"] == 1 && large["total"]?["amount"] == "100.00")
            let found = try await stage("Qualification", world, "?q=hers")
            #expect(found["count"] == 1)
            let pipeline = try #require(try await world.look { try $0.all(Pipeline.self).first }).id.number
            let his = try await world.get("/api/v1/pipelines/\(pipeline)/board", as: "ben").json
            #expect(his["count"] == 1 && his["total"]?["amount"] == "40.00")
        }
    }

    @Test("a filter that cannot be used is refused with its name", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let pipeline = try #require(try await world.look { try $0.all(Pipeline.self).first }).id.number
            for query in ["where=nonsense", "colour=red", "where=%7B%22field%22:%22nothing%22,%22is%22:1%7D"] {
                let response = await world.get("/api/v1/pipelines/\(pipeline)/board?" + query)
                #expect([400, 422].contains(response.status), "\(query): \(response.status)")
            }
            #expect(await world.get("/api/v1/pipelines/1/board").status == 404)
        }
    }
}
