import People
import Quality
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("Saved groups of customers")
struct CustomerGroupTests {
    private func account(_ name: String, _ city: String, _ world: BusinessWorld, employees: Int? = nil) async throws
        -> Int64
    {
        let ann = world.ann
        return try await world.change { transaction in
            var account = Account()
            (account.name, account.city, account.owner, account.employees) = (name, city, ID(ann), employees)
            return try transaction.save(account).number
        }
    }

    private func group(_ name: String, _ condition: String, _ world: BusinessWorld, kind: String = "account")
        async throws -> String
    {
        let body = JSON.record(["name": .text(name), "kind": .text(kind), "condition": .text(condition)])
        let answer = await world.post(json: body.string, to: "/api/v1/groups")
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(try answer.json["id"]?.text)
    }

    @Test(
        "a group is asked for in lists, over links, in groups, and with its opposite", arguments: BusinessWorld.backends
    )
    func asking(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let paris = try await account("Paris SA", "Paris", world)
            _ = try await account("Lyon SA", "Lyon", world)
            _ = try await account("Nantes SA", "Nantes", world)
            let capital = try await group("Capital", #"{"field":"city","is":"Paris"}"#, world)
            let cities = try await group(
                "Great cities", #"{"any":[{"field":"group","is":"\#(capital)"},{"field":"city","is":"Lyon"}]}"#, world)
            let api = "/api/v1/accounts"
            let inside = try await world.names("\(api)?group=\(capital)")
            #expect(inside == ["Paris SA"])
            let nested = try await world.names("\(api)?group=\(cities)")
            #expect(nested == ["Paris SA", "Lyon SA"])
            let outside = try await world.names("\(api)?group[is_not]=\(cities)")
            #expect(outside == ["Nantes SA"])
            let none = try await world.names("\(api)?group[empty]=true")
            #expect(none == ["Nantes SA"])
            let either = try await world.names("\(api)?group[in]=\(capital),\(cities)")
            #expect(either == ["Paris SA", "Lyon SA"])
            _ = try await world.sale("Metro", account: ID(paris))
            let sales = try await world.names("/api/v1/opportunities?account.group=\(cities)")
            #expect(sales == ["Metro"])
            let list = await world.get("/accounts?group=\(cities)").text
            #expect(list.contains("in the group Great cities"))
            let page = await world.get("/accounts/\(paris)/panels").text
            #expect(page.contains("Great cities") && page.contains("Capital"))
            let editor = await world.get("/accounts/list/filter?field=group").text
            #expect(editor.contains("Great cities"))
            let described = await world.get("/groups/\(cities)").text
            #expect(described.contains("in the group Capital or City is Lyon"))
        }
    }

    @Test("its page says the condition as a sentence; no calendar of when groups were entered")
    func page() async throws {
        try await BusinessWorld.with(.memory) { world in
            let id = try await group("Capital", #"{"field":"city","is":"Paris"}"#, world)
            let page = await world.get("/groups/\(id)").text
            #expect(page.contains("City is Paris") && !page.contains("{&quot;field") && !page.contains("{\"field"))
            let list = await world.get("/groups").text
            #expect(list.contains("Capital") && !list.contains("layout=calendar") && !list.contains("{&quot;field"))
            // What it needs is asked for before what may stay empty.
            #expect(await world.get("/groups/new").text.contains("name=\"condition\""))
            #expect(await world.get("/groups?layout=calendar&by=created_at").status == 200)
        }
    }

    @Test("a changed group is another group at once, and one taken back too", arguments: BusinessWorld.backends)
    func changing(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await account("Paris SA", "Paris", world)
            _ = try await account("Lyon SA", "Lyon", world)
            let id = try await group("City", #"{"field":"city","is":"Paris"}"#, world)
            let body = JSON.record(["condition": .text(#"{"field":"city","is":"Lyon"}"#)])
            let changed = await world.send(
                .patch, "/api/v1/groups/\(id)", headers: ["Content-Type": "application/json"],
                body: Array(body.string.utf8))
            #expect(changed.status == 200)
            let after = try await world.names("/api/v1/accounts?group=\(id)")
            #expect(after == ["Lyon SA"])
            let deleted = await world.send(.delete, "/api/v1/groups/\(id)")
            #expect(deleted.status < 300, "\(deleted.text)")
            let gone = await world.get("/api/v1/accounts?group=\(id)")
            #expect(gone.status == 422)
            let journal = try await world.look { try $0.connection.integer("SELECT MAX(id) FROM journal") ?? 0 }
            let undone = await world.post("/journal/\(journal)/undo")
            #expect(undone.status < 400, "\(undone.text)")
            let back = try await world.names("/api/v1/accounts?group=\(id)")
            #expect(back == ["Lyon SA"])
        }
    }

    @Test("circles, unknown fields and groups in use are refused with a reason", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await group("First", #"{"field":"city","is":"Paris"}"#, world)
            let second = try await group("Second", #"{"field":"group","is":"\#(first)"}"#, world)
            for (condition, code) in [
                (#"{"field":"group","is":"\#(second)"}"#, "cycle"), (#"{"field":"group","is":"\#(first)"}"#, "cycle"),
                (#"{"field":"nothing","is":"x"}"#, "invalid_condition"),
                (#"{"field":"group","is":"999"}"#, "invalid_condition"), ("{", "malformed_json"),
            ] {
                let body = JSON.record(["condition": .text(condition)])
                let answer = await world.send(
                    .patch, "/api/v1/groups/\(first)", headers: ["Content-Type": "application/json"],
                    body: Array(body.string.utf8))
                #expect(answer.status == 422 && answer.text.contains(code), "\(condition): \(answer.text)")
            }
            let used = await world.send(.delete, "/api/v1/groups/\(first)")
            #expect(used.status == 409, "\(used.text)")
            let contacts = try await group("People", #"{"field":"name","contains":"a"}"#, world, kind: "contact")
            let wrong = await world.get("/api/v1/accounts?group=\(contacts)")
            #expect(wrong.status == 422)
            let unsuited = await world.get("/api/v1/accounts?group[contains]=a")
            #expect(unsuited.status == 422)
        }
    }

    @Test("a group that asks for what one may not see says so without naming it", arguments: BusinessWorld.backends)
    func hidden(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await group(
                "Rich", #"{"related":"opportunities","sum":{"field":"amount","at_least":"5"}}"#, world)
            let viewer = Viewer(
                user: world.ben,
                grants: Dictionary(
                    uniqueKeysWithValues: world.workspace.schema.kinds.keys.map { ($0, [Viewer.Grant.all]) }))
            try await world.workspace.reload()
            await #expect(throws: Refusal.self) {
                try await world.workspace.read(viewer) { transaction in
                    let kind = transaction.schema.kind(of: Account.self)
                    _ = try transaction.page(kind, ListQuery(.test(path: ["group"], .equals(.text(id)))))
                }
            }
        }
    }

    @Test("a filtered list becomes a group, and a group gets a new condition", arguments: BusinessWorld.backends)
    func defining(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await account("Paris SA", "Paris", world)
            let condition = #"{"field":"city","is":"Paris"}"#
            let sheet = await world.get("/groups/define?kind=account&where=\(percentEncoded(condition))").text
            #expect(sheet.contains("City is Paris"))
            let nameless = await world.post(
                "/groups/define", ["kind": "account", "where": condition, "name": ""], headers: BusinessWorld.script)
            #expect(nameless.status == 422)
            let saved = await world.post(
                "/groups/define", ["kind": "account", "where": condition, "name": "Capital", "colour": "green"],
                headers: BusinessWorld.script)
            #expect(saved.status == 204, "\(saved.text)")
            let id = String(try #require(saved.headers["X-Location"]).dropFirst("/groups/".count))
            let inside = try await world.names("/api/v1/accounts?group=\(id)")
            #expect(inside == ["Paris SA"])
            let other = #"{"field":"city","is":"Lyon"}"#
            let again = await world.post(
                "/groups/define", ["kind": "account", "where": other, "group": id], headers: BusinessWorld.script)
            #expect(again.status == 204, "\(again.text)")
            let now = try await world.names("/api/v1/accounts?group=\(id)")
            #expect(now.isEmpty)
            let menu = await world.get("/accounts").text
            #expect(menu.contains("/groups/define?kind=account"))
        }
    }
}
