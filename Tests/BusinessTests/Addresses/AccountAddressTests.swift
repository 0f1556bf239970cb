import People
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("The addresses of a company")
struct AccountAddressTests {
    private func send(_ method: Web.Method, _ address: String, _ json: String, _ world: BusinessWorld) async -> Response
    {
        await world.send(method, address, headers: ["Content-Type": "application/json"], body: Array(json.utf8))
    }

    private func changed(_ id: String, _ json: String, _ world: BusinessWorld) async throws -> JSON {
        let response = await send(.patch, "/api/v1/accounts/" + id, json, world)
        #expect(response.status == 200, "\(response.text)")
        return try response.json
    }

    private func made(_ json: String, _ world: BusinessWorld) async throws -> (id: String, JSON) {
        let response = await send(.post, "/api/v1/accounts", json, world)
        #expect(response.status == 201, "\(response.text)")
        let account = try response.json
        return (account["id"]?.text ?? "", account)
    }

    private func cities(_ account: JSON) -> [String] {
        account["addresses"]?.array?.map { item in
            (item["city"]?.text ?? "–") + (item["is_primary"]?.boolean == true ? "*" : "")
        } ?? []
    }

    @Test("a company with one address has it in its own fields only", arguments: BusinessWorld.backends)
    func alone(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (id, account) = try await made(#"{"name":"A","city":"Lyon","postcode":"69003"}"#, world)
            #expect(cities(account) == [])
            let more = try await changed(id, #"{"addresses":[{"use":"delivery","city":"Bron"}]}"#, world)
            #expect(cities(more) == ["Bron"] && more["city"]?.text == "Lyon", "a delivery address is not the main one")
        }
    }

    @Test(
        "the primary address or the headquarters is the main address, written from either side",
        arguments: BusinessWorld.backends)
    func both(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (id, account) = try await made(
                """
                {"name":"A","addresses":[{"use":"headquarters","city":"Lyon","country":"France"},
                {"use":"site","city":"Bron"}]}
                """, world)
            #expect(account["city"]?.text == "Lyon" && account["country"]?.text == "FR")
            #expect(cities(account) == ["Lyon", "Bron"])
            var now = try await changed(id, #"{"city":"Paris","postcode":"75008"}"#, world)
            #expect(cities(now) == ["Paris", "Bron"] && now["addresses"]?.array?[0]["postcode"]?.text == "75008")
            let items = now["addresses"]?.array ?? []
            let site = items[1]["id"]?.text ?? "", head = items[0]["id"]?.text ?? ""
            now = try await changed(
                id,
                #"{"addresses":[{"id":"\#(head)"},{"id":"\#(site)","is_primary":true}]}"#, world)
            #expect(now["city"]?.text == "Bron" && cities(now) == ["Paris", "Bron*"])
            now = try await changed(id, #"{"city":null,"postcode":null,"country":null,"street":null}"#, world)
            #expect(cities(now) == ["Paris"], "cleared, it leaves the list too")
        }
    }

    @Test(
        "a main address that stood alone is kept when another becomes the primary one",
        arguments: BusinessWorld.backends)
    func kept(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (id, _) = try await made(#"{"name":"A","city":"Lyon","street":"1 rue X"}"#, world)
            let now = try await changed(id, #"{"addresses":[{"use":"site","city":"Bron","is_primary":true}]}"#, world)
            #expect(now["city"]?.text == "Bron" && cities(now) == ["Bron*", "Lyon"])
            #expect(now["addresses"]?.array?[1]["use"]?.text == "headquarters")
        }
    }

    @Test("the first address of a company without any becomes its main one", arguments: BusinessWorld.backends)
    func first(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (_, account) = try await made(
                #"{"name":"A","addresses":[{"use":"billing","city":"Lyon"},{"use":"site","city":"Bron"}]}"#, world)
            #expect(account["city"]?.text == "Lyon" && cities(account) == ["Lyon*", "Bron"])
        }
    }

    @Test("two primary ones become one, the one marked last", arguments: BusinessWorld.backends)
    func onePrimary(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (id, account) = try await made(
                #"{"name":"A","addresses":[{"use":"billing","city":"Lyon","is_primary":true}]}"#, world)
            let first = account["addresses"]?.array?[0]["id"]?.text ?? ""
            let now = try await changed(
                id, #"{"addresses":[{"id":"\#(first)"},{"use":"site","city":"Bron","is_primary":true}]}"#, world)
            #expect(cities(now) == ["Lyon", "Bron*"] && now["city"]?.text == "Bron")
        }
    }

    @Test("written differently in both places it is refused; an unknown country too", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let both = await send(
                .post, "/api/v1/accounts",
                #"{"name":"A","city":"Lyon","addresses":[{"use":"headquarters","city":"Paris"}]}"#, world)
            #expect(both.status == 422 && both.text.contains("addresses_disagree"), "\(both.text)")
            let country = await send(
                .post, "/api/v1/accounts",
                #"{"name":"A","addresses":[{"use":"site","city":"Paris","country":"Atlantis"}]}"#, world)
            #expect(country.status == 422 && country.text.contains("unknown_country"))
        }
    }

    @Test("the country stays as it was written where it is the same", arguments: BusinessWorld.backends)
    func country(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (id, _) = try await made(#"{"name":"A","city":"Berlin","country":"Germany"}"#, world)
            let now = try await changed(
                id, #"{"addresses":[{"use":"headquarters","city":"Bonn","country":"DE"}]}"#, world)
            #expect(now["city"]?.text == "Bonn" && now["country"]?.text == "Germany")
        }
    }

    @Test("the envelope takes the address for its use, else the main one", arguments: BusinessWorld.backends)
    func envelope(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (id, _) = try await made(
                """
                {"name":"Duval","street":"1 rue X","postcode":"69003","city":"Lyon",
                "addresses":[{"use":"billing","city":"Bron","postcode":"69500"}]}
                """, world)
            func lines(_ query: String) async throws -> [String] {
                let response = await world.get("/api/v1/accounts/\(id)/postal-address\(query)")
                #expect(response.status == 200, "\(response.text)")
                let json = try response.json
                return [json["use"]?.text ?? ""] + (json["lines"]?.array?.compactMap(\.text) ?? [])
            }
            #expect(try await lines("?use=billing") == ["billing", "Duval", "69500 BRON"])
            #expect(try await lines("?use=delivery") == ["main", "Duval", "1 RUE X", "69003 LYON"])
            #expect(try await lines("") == ["main", "Duval", "1 RUE X", "69003 LYON"])
            #expect(await world.get("/api/v1/accounts/\(id)/postal-address?use=home").status == 422)
            #expect(await world.get("/api/v1/accounts/1/postal-address").status == 404)
            #expect(await world.get("/api/v1/accounts/\(id)/postal-address", as: "ben").status == 404)
            let person = await send(.post, "/api/v1/contacts", #"{"name":"Anne Roy","account":"\#(id)"}"#, world)
            let contact = try person.json["id"]?.text ?? ""
            let letter = await world.get("/api/v1/contacts/\(contact)/postal-address")
            #expect(try letter.json["text"]?.text == "Duval\nAnne Roy\n1 RUE X\n69003 LYON")
            let bare = await send(.post, "/api/v1/contacts", #"{"name":"Nobody"}"#, world)
            let nobody = try bare.json["id"]?.text ?? ""
            let none = await world.get("/api/v1/contacts/\(nobody)/postal-address")
            #expect(none.status == 422 && none.text.contains("no_address"))
            let page = await world.get("/accounts/\(id)")
            #expect(page.text.contains("69003 LYON") && page.text.contains("69500 BRON"))
        }
    }
}
