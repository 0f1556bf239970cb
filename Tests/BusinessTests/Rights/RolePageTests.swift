import Identity
import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// Roles as administrators set them up: by page and by REST.
@Suite("Rights: roles")
struct RolePageTests {
    private func id(_ key: String, _ world: RightsWorld) async throws -> String {
        let found = try await world.api(.get, "/roles?key=\(key)", as: "ann").json["data"]?.array ?? []
        return try #require(found.first?["id"]?.text)
    }

    @Test("the matrix shows and saves how far each act reaches", arguments: RightsWorld.backends)
    func matrix(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let seller = try await id("seller", world), place = "/settings/roles/\(seller)"
            let list = await world.get("/settings/roles", as: "ann").text
            #expect(list.contains("Sales manager") && list.contains(place))
            let page = await world.get(place, as: "ann").text
            #expect(page.contains("name=\"right[account].read\"") && page.contains("name=\"field[contact].emails\""))
            #expect(page.contains("value=\"sales.see_revenue\"") && page.contains("3 people have this role"))
            for name in ["dana", "sam"] { #expect(await world.get(place, as: name).status == 403) }
            let other = try await world.account("Begonia", of: "lea")
            #expect(await world.get("/accounts/\(other)", as: "sam").status == 404)
            let saved = await world.post(
                place,
                [
                    "name": "Seller", "right[account].read": "team", "right[account].change": "own",
                    "right[account].create": "own", "right[account].delete": "none", "right[account].export": "none",
                    "field[account].sector": "hidden", "field[account].city": "read",
                    "permission": "sales.see_revenue",
                ], as: "ann")
            #expect(saved.status < 400, "\(saved.text)")
            #expect(await world.get("/accounts/\(other)", as: "sam").status == 200)
            #expect(await world.api(.get, "/accounts?sort=sector", as: "sam").status == 422)
            #expect(await world.api(.patch, "/accounts/\(other)", #"{"name":"X"}"#, as: "sam").status == 403)
            let role = try await world.api(.get, "/roles/\(seller)", as: "ann").json
            let lines = role["rights"]?.array ?? []
            #expect(lines.first { $0["entity"]?.text == "account" }?["read"]?.text == "team")
            #expect(lines.first { $0["entity"]?.text == "note" }?["read"]?.text == "all")
            #expect(role["field_rights"]?.array?.count == 2)
            #expect(role["permissions"]?.array?.count == 1)
        }
    }

    @Test("a role is added, copied and deleted; the administrator's is fixed", arguments: RightsWorld.backends)
    func making(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let seller = try await id("seller", world)
            #expect(await world.post("/settings/roles", ["name": "Trainee", "like": seller], as: "ann").status < 400)
            #expect(await world.post("/settings/roles", ["name": ""], as: "ann").status == 422)
            #expect(await world.post("/settings/roles", ["name": "Seller"], as: "ann").status == 422)
            let trainee = try await id("trainee", world)
            let lines = try await world.api(.get, "/roles/\(trainee)", as: "ann").json["rights"]?.array
            let like = try await world.api(.get, "/roles/\(seller)", as: "ann").json["rights"]?.array
            #expect(lines?.count == like?.count && (lines?.count ?? 0) >= 7)
            #expect(await world.post("/settings/roles/\(trainee)/copy", as: "ann").status < 400)
            #expect(await world.get("/settings/roles", as: "ann").text.contains("Trainee, copy 1"))
            #expect(await world.post("/settings/roles/\(seller)/delete", as: "ann").status == 409)
            #expect(await world.post("/settings/roles/\(trainee)/delete", as: "ann").status < 400)
            #expect(await world.api(.get, "/roles/\(trainee)", as: "ann").status == 404)
            let admin = try await id("administrator", world)
            let fixed = await world.get("/settings/roles/\(admin)", as: "ann").text
            #expect(!fixed.contains("right[account].read") && fixed.contains("may do everything"))
            let still = await world.post(
                "/settings/roles/\(admin)", ["name": "Boss", "right[account].read": "none"], as: "ann")
            #expect(still.status < 400)
            #expect(try await world.seen("/users", "name", as: "ann").count == 13)
        }
    }

    @Test("an unknown permission, kind or field is refused with what is known", arguments: RightsWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let seller = try await id("seller", world)
            let answer = await world.api(
                .patch, "/roles/\(seller)", #"{"permissions":[{"permission":"sales.see_all"}]}"#, as: "ann")
            #expect(answer.status == 422)
            #expect(answer.text.contains("permissions[0].permission") && answer.text.contains("sales.see_revenue"))
            for body in [
                #"{"rights":[{"entity":"accounts_of_old","read":"all"}]}"#,
                #"{"rights":[{"entity":"account","read":"everything"}]}"#,
                #"{"field_rights":[{"entity":"account","field":"colour","access":"hidden"}]}"#,
                #"{"field_rights":[{"entity":"account","field":"name","access":"hidden"}]}"#,
            ] {
                #expect(await world.api(.patch, "/roles/\(seller)", body, as: "ann").status == 422, "\(body)")
            }
        }
    }

    @Test("the preview counts now and then, and names what is gained and lost", arguments: RightsWorld.backends)
    func preview(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            _ = try await world.account("Aster", of: "sam")
            _ = try await world.account("Begonia", of: "lea")
            _ = try await world.sale("Vases", of: "sam")
            let support = try await id("support_agent", world)
            let place = "/roles/\(support)/preview?user=\(world.id("sam"))"
            let lines = try await world.api(.get, place, as: "ann").json["data"]?.array ?? []
            func line(_ entity: String) -> JSON? { lines.first { $0["entity"]?.text == entity } }
            #expect(line("accounts")?["now"]?.integer == 1 && line("accounts")?["then"]?.integer == 2)
            #expect(line("accounts")?["gained"]?.array?.compactMap { $0["title"]?.text } == ["Begonia"])
            #expect(line("opportunities")?["now"]?.integer == 1 && line("opportunities")?["then"]?.integer == 0)
            #expect(line("opportunities")?["lost"]?.array?.compactMap { $0["title"]?.text } == ["Vases"])
            let page = await world.get("/settings/roles/\(support)/preview?person=\(world.id("sam"))", as: "ann").text
            #expect(page.contains("Begonia") && page.contains("Vases"))
            #expect(await world.api(.get, place, as: "dana").status == 403)
            #expect(await world.get("/settings/roles/\(support)/preview", as: "dana").status == 403)
            // Nothing was given.
            #expect(try await world.seen("/accounts", "name", as: "sam") == ["Aster"])
        }
    }
}
