import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("Asking for a whole group of companies")
struct SubtreeConditionTests {
    @Test(
        "“under” finds a branch to any depth, in lists, over links and with the head", arguments: BusinessWorld.backends
    )
    func branch(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world), api = "/api/v1/accounts"
            let below = try await world.names("\(api)?parent[under]=\(group.holding.number)")
            #expect(below == ["North", "Lille", "South"])
            let whole = try await world.names("\(api)?id[under]=\(group.holding.number)")
            #expect(whole == ["Holding", "North", "Lille", "South"])
            let leaf = try await world.names("\(api)?parent[under]=\(group.lille.number)")
            #expect(leaf.isEmpty)
            let nobody = try await world.names("\(api)?id[under]=999")
            #expect(nobody.isEmpty)
            _ = try await world.sale("Deep", account: group.lille)
            _ = try await world.sale("Elsewhere", account: group.other)
            let sales = try await world.names("/api/v1/opportunities?account[under]=\(group.holding.number)")
            #expect(sales == ["Deep"])
            let negated = #"{"not":{"field":"id","under":"\#(group.north.number)"}}"#
            let rest = try await world.names("\(api)?where=\(percentEncoded(negated))")
            #expect(rest == ["Holding", "South", "Other"])
        }
    }

    @Test("“under” is refused where nothing stands in a tree", arguments: BusinessWorld.backends)
    func unsuited(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            for address in ["accounts?city[under]=1", "opportunities?stage[under]=1", "accounts?parent[under]=abc"] {
                let answer = await world.get("/api/v1/" + address)
                #expect(answer.status == 422, "\(address): \(answer.text)")
            }
        }
    }

    @Test("what stands below a company one does not see is not found through it", arguments: BusinessWorld.backends)
    func hidden(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            let ben = world.ben
            try await world.change { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                try transaction.save(Draft(id: group.holding.number, fields: ["owner": [.integer(ben)]]), as: kind)
            }
            let seen = try await world.names("/api/v1/accounts", as: "ben")
            #expect(seen == ["Holding", "Lille"])
            let below = try await world.names("/api/v1/accounts?id[under]=\(group.holding.number)", as: "ben")
            #expect(below == ["Holding"])
            let unseen = try await world.names("/api/v1/accounts?id[under]=\(group.north.number)", as: "ben")
            #expect(unseen.isEmpty)
        }
    }

    @Test("a list says in words that it shows a group, and offers to ask for one", arguments: BusinessWorld.backends)
    func sentence(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            let list = await world.get("/accounts?id[under]=\(group.holding.number)").text
            #expect(list.contains("in the group of Holding"))
            let below = await world.get("/accounts?parent[under]=\(group.holding.number)").text
            #expect(below.contains("Parent account in the group of Holding"))
            let editor = await world.get("/accounts/list/filter?field=parent").text
            #expect(editor.contains("in the group of"))
            let plain = await world.get("/accounts/list/filter?field=owner").text
            #expect(!plain.contains("in the group of"))
            let openapi = await world.get("/api/v1/openapi.json").text
            #expect(openapi.contains("\"under\""))
        }
    }
}
