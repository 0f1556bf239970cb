import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("Customers by one of their traits")
struct SplitTests {
    private func fill(_ world: BusinessWorld) async throws -> [ID<Account>] {
        let ann = world.ann
        let rows: [(String, String?, Int?, Int64?)] = [
            ("A", "Fair", 4, 1_000_000), ("B", "Fair", 100, 20_000_000), ("C", nil, 6000, nil), ("D", "Web", nil, nil),
        ]
        return try await world.change { transaction in
            try rows.map { row in
                var account = Account()
                (account.name, account.source, account.employees, account.owner) = (row.0, row.1, row.2, ID(ann))
                account.revenue = row.3.map { Money(minor: $0 * 100, currency: "EUR") }
                return try transaction.save(account)
            }
        }
    }

    private func counts(_ world: BusinessWorld, _ field: String, as user: String = "ann") async throws -> [String:
        Int64]
    {
        let found = try await world.json("/api/v1/groups/split?kind=accounts&field=\(field)", as: user)
        let data = try #require(found["data"]?.array, "\(found.string)")
        return Dictionary(uniqueKeysWithValues: data.map { ($0["label"]?.text ?? "", $0["count"]?.integer ?? -1) })
    }

    @Test(
        "each value with its number, what it brings and its condition, by two queries",
        arguments: BusinessWorld.backends)
    func values(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let accounts = try await fill(world)
            _ = try await world.sale("Won", 500, in: "Won", account: accounts[0])
            _ = try await world.sale("Open", 70, account: accounts[1])
            var found = JSON.null
            let queries = try await world.queries {
                found = try await world.json("/api/v1/groups/split?field=source")
            }
            let lines = try #require(found["data"]?.array)
            #expect(lines.map { $0["label"]?.text } == ["Fair", "Web", "Unknown"])
            #expect(lines[0]["count"]?.integer == 2)
            #expect(lines[0]["won_total"]?["amount"]?.text == "500.00")
            #expect(lines[0]["open_total"]?["amount"]?.text == "70.00")
            #expect(queries.count == 2, "\(queries.joined(separator: "\n"))")
            for line in lines {
                let condition = try #require(line["where"]).string
                let list = try await world.json("/api/v1/accounts?count=exact&where=\(percentEncoded(condition))")
                #expect(list["count"]?.integer == line["count"]?.integer, "\(condition)")
            }
        }
    }

    @Test("bands and the categories of French law, as the settings have them", arguments: BusinessWorld.backends)
    func bands(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await fill(world)
            let people = try await counts(world, "headcount")
            #expect(people["Micro enterprise"] == 1 && people["Large enterprise"] == 1 && people["Unknown"] == 1)
            let category = try await counts(world, "category")
            #expect(category["Micro enterprise"] == 1 && category["Small or medium enterprise"] == 1)
            #expect(category["Large enterprise"] == 1 && category["Unknown"] == 1)
            let refused = await world.post(
                "/settings/bands",
                [
                    "headcount[0].name": "Small", "headcount[0].from": "9", "headcount[1].name": "Big",
                    "headcount[1].from": "3", "turnover[0].name": "All", "turnover[0].from": "0",
                ],
                headers: BusinessWorld.script)
            #expect(refused.status == 422)
            let saved = await world.post(
                "/settings/bands",
                [
                    "headcount[0].name": "Small", "headcount[0].from": "0", "headcount[1].name": "Big",
                    "headcount[1].from": "50", "turnover[0].name": "All", "turnover[0].from": "0",
                ])
            #expect(saved.status < 400, "\(saved.text)")
            let own = try await counts(world, "headcount")
            #expect(own == ["Small": 1, "Big": 2, "Unknown": 1])
        }
    }

    @Test(
        "a seller's split counts what the seller sees; the page links lists and groups",
        arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await fill(world)
            let none = try await counts(world, "source", as: "ben")
            #expect(none.isEmpty)
            let page = await world.get("/groups/split?kind=accounts&field=source").text
            #expect(page.contains("/groups/define?kind=account"))
            #expect(page.contains("/accounts?where="))
            let contacts = await world.get("/groups/split?kind=contacts")
            #expect(contacts.status == 200, "\(contacts.text)")
            let unknown = await world.get("/api/v1/groups/split?field=nothing")
            #expect(unknown.status == 422)
            let fields = try await world.json("/api/v1/groups/split")["fields"]?.array?.compactMap(\.text) ?? []
            for field in fields {
                let answer = await world.get("/groups/split?kind=accounts&field=\(field)")
                #expect(answer.status == 200, "\(field): \(answer.text)")
            }
        }
    }
}
