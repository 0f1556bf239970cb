import Foundation
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("The tree of a group")
struct GroupTreeTests {
    @Test("programs get the tree with own and added figures", arguments: BusinessWorld.backends)
    func tree(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            _ = try await world.sale("Deep", 20_000, in: "Won", account: group.lille)
            var found = JSON.null
            let queries = try await world.queries {
                found = try await world.json("/api/v1/accounts/\(group.holding.number)/group")
            }
            let top = try #require(found["tree"])
            #expect(top["name"]?.text == "Holding")
            #expect(top["own"]?["won_total"]?["amount"]?.text == "0.00")
            #expect(top["group"]?["won_total"]?["amount"]?.text == "20000.00")
            let children = try #require(top["children"]?.array)
            #expect(children.compactMap { $0["name"]?.text } == ["North", "South"])
            #expect(children[0]["children"]?.array?.first?["name"]?.text == "Lille")
            #expect(queries.count == 4, "\(queries.joined(separator: "\n"))")
            let leaf = try await world.json("/api/v1/accounts/\(group.lille.number)/group")
            #expect(leaf["above"]?.array?.compactMap { $0["name"]?.text } == ["Holding", "North"])
        }
    }

    @Test(
        "the page is a tree with levels, and moves a branch that can be moved back", arguments: BusinessWorld.backends)
    func moving(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            let page = await world.get("/accounts/\(group.holding.number)/group").text
            #expect(page.contains("role=\"treegrid\""))
            #expect(page.contains("aria-level=\"3\""))
            let sheet = await world.get("/accounts/\(group.lille.number)/move").text
            #expect(sheet.contains("North"))
            let moved = await world.post(
                "/accounts/\(group.lille.number)/parent", ["parent": String(group.south.number)],
                headers: BusinessWorld.script)
            #expect(moved.status == 200, "\(moved.text)")
            let below = try await world.names("/api/v1/accounts?parent[under]=\(group.south.number)")
            #expect(below == ["Lille"])
            let toast = try #require(moved.headers["X-Toast"]?.removingPercentEncoding)
            let undo = try #require(try JSON(parsing: toast)["undo"]?.text)
            let back = await world.post(undo, headers: BusinessWorld.script)
            #expect(back.status == 200, "\(back.text)")
            let again = try await world.names("/api/v1/accounts?parent[under]=\(group.north.number)")
            #expect(again == ["Lille"])
            let history = await world.get("/accounts/\(group.lille.number)/history").text
            #expect(history.contains("South"))
        }
    }

    @Test("no branch moves below itself, nor where one may not change", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            let circle = await world.post(
                "/accounts/\(group.holding.number)/parent", ["parent": String(group.lille.number)],
                headers: BusinessWorld.script)
            #expect(circle.status == 422)
            #expect(circle.text.contains("cycle"))
            let typed = await world.post(
                "/accounts/\(group.lille.number)/parent", ["parent": "", "parent_text": "Nowhere"],
                headers: BusinessWorld.script)
            #expect(typed.status == 422)
            let foreign = await world.post(
                "/accounts/\(group.south.number)/parent", ["parent": String(group.lille.number)],
                headers: BusinessWorld.script, as: "ben")
            #expect(foreign.status == 404)
            let alone = await world.post(
                "/accounts/\(group.lille.number)/parent", ["parent": ""], headers: BusinessWorld.script)
            #expect(alone.status == 200)
        }
    }

    @Test("a thousand subsidiaries are read by as many queries as three", arguments: BusinessWorld.backends)
    func large(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let head = try await world.account("Head"), ann = world.ann
            try await world.change { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                var above = [head.number]
                for level in 0..<5 {
                    let drafts = (0..<200).map { number -> Draft in
                        var account = Account()
                        account.name = "Company \(level)-\(number)"
                        account.parent = ID(above[number % above.count])
                        account.owner = ID(ann)
                        return Draft(account)
                    }
                    above = try transaction.save(drafts, as: kind).compactMap(\.id)
                }
            }
            var page = ""
            let queries = await world.queries { page = await world.get("/accounts/\(head.number)/group").text }
            #expect(page.contains("Company 4-199"))
            #expect(queries.count == 4, "\(queries.joined(separator: "\n"))")
            let found = try await world.json("/api/v1/accounts/\(head.number)/roll-up")
            #expect(found["companies"]?.integer == 1001)
        }
    }
}
