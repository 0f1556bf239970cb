import Foundation
import Jobs
import People
import Records
import Storage
import TestSupport
import Testing
import Web

/// With the towns gathered: what follows from an address, on the ways in.
@Suite("Where records are", .enabled(if: GeographyWorld.isGathered, "bin/install gathers the towns"))
struct PlacingTests {
    private func send(_ method: Web.Method, _ address: String, _ json: String, _ world: BusinessWorld) async throws
        -> JSON
    {
        let response = await world.send(
            method, address, headers: ["Content-Type": "application/json"], body: Array(json.utf8))
        #expect(response.status < 300, "\(response.text)")
        return try response.json
    }

    private func made(_ json: String, _ world: BusinessWorld, plural: String = "accounts") async throws -> JSON {
        try await send(.post, "/api/v1/\(plural)", json, world)
    }

    @Test("département, region and point follow from postcode and town", arguments: BusinessWorld.backends)
    func derived(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let account = try await made(#"{"name":"Duval","postcode":"69003","city":"Lyon"}"#, world)
            #expect(account["department"]?.text == "69" && account["region"]?.text == "Auvergne-Rhône-Alpes")
            #expect(account["latitude"]?.text?.hasPrefix("45.7") == true)
            #expect(account["longitude"]?.text?.hasPrefix("4.8") == true)
            let person = try await made(
                #"{"name":"Anne Roy","postcode":"20200","city":"Bastia"}"#, world, plural: "contacts")
            #expect(person["department"]?.text == "2B" && person["region"]?.text == "Corse")
            #expect(person["latitude"]?.text?.hasPrefix("42.") == true)
        }
    }

    @Test("they move with the address and go with it; abroad there are none", arguments: BusinessWorld.backends)
    func moving(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let made = try await made(#"{"name":"Duval","postcode":"69003","city":"Lyon"}"#, world)
            let address = "/api/v1/accounts/" + (made["id"]?.text ?? "")
            var account = try await send(.patch, address, #"{"postcode":"97400","city":"Saint-Denis"}"#, world)
            #expect(account["department"]?.text == "974" && account["latitude"]?.text?.hasPrefix("-20.") == true)
            account = try await send(
                .patch, address, #"{"country":"Belgique","postcode":"1000","city":"Bruxelles"}"#, world)
            for name in ["department", "region", "latitude", "longitude"] { #expect(account[name] == .null, "\(name)") }
            account = try await send(
                .patch, address, #"{"country":null,"postcode":"69365","city":"Lyon Cedex 07"}"#, world)
            #expect(account["department"]?.text == "69" && account["latitude"]?.text != nil)
            account = try await send(.patch, address, #"{"postcode":null,"city":null}"#, world)
            #expect(account["department"] == .null && account["latitude"] == .null)
        }
    }

    @Test("a point that somebody gave stays until the address moves to another town", arguments: BusinessWorld.backends)
    func given(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let made = try await made(
                #"{"name":"Duval","postcode":"69003","city":"Lyon","latitude":"45.7601","longitude":"4.8612"}"#, world)
            #expect(made["latitude"]?.text == "45.7601")
            let address = "/api/v1/accounts/" + (made["id"]?.text ?? "")
            var account = try await send(.patch, address, #"{"street":"1 rue X","phone":"01 99 00 12 34"}"#, world)
            #expect(account["latitude"]?.text == "45.7601" && account["longitude"]?.text == "4.8612")
            account = try await send(.patch, address, #"{"postcode":"42000","city":"Saint-Étienne"}"#, world)
            #expect(account["latitude"]?.text?.hasPrefix("45.4") == true)
            account = try await send(.patch, address, #"{"latitude":"48","longitude":"2"}"#, world)
            account = try await send(.patch, address, #"{"latitude":null,"longitude":null}"#, world)
            #expect(account["latitude"]?.text?.hasPrefix("45.4") == true, "cleared, it is that of the town again")
            for wrong in [#"{"latitude":"48","longitude":null}"#, #"{"latitude":"91"}"#] {
                let response = await world.send(
                    .patch, address, headers: ["Content-Type": "application/json"], body: Array(wrong.utf8))
                #expect(response.status == 422 && response.text.contains("invalid_coordinates"), "\(response.text)")
            }
        }
    }

    @Test("addresses of the list have their own; the main one has the company's", arguments: BusinessWorld.backends)
    func list(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            func points(_ account: JSON) -> [String] {
                account["addresses"]?.array?.map { String(($0["latitude"]?.text ?? "–").prefix(4)) } ?? []
            }
            let made = try await made(
                """
                {"name":"Duval","addresses":[{"use":"headquarters","city":"Lyon","postcode":"69003"},
                {"use":"site","city":"Bastia","postcode":"20200"},
                {"use":"delivery","city":"Brest","postcode":"29200","latitude":"48.4123","longitude":"-4.4"}]}
                """, world)
            #expect(made["department"]?.text == "69" && points(made) == ["45.7", "42.7", "48.4"])
            let address = "/api/v1/accounts/" + (made["id"]?.text ?? "")
            let ids = made["addresses"]?.array?.compactMap { $0["id"]?.text } ?? []
            // A point given for the headquarters is the company's; that of the delivery stays; the site moves.
            let account = try await send(
                .patch, address,
                """
                {"addresses":[{"id":"\(ids[0])","latitude":"45.9999","longitude":"4.8"},
                {"id":"\(ids[1])","city":"Lille","postcode":"59800"},{"id":"\(ids[2])","street":"Quai 4"}]}
                """, world)
            #expect(account["latitude"]?.text == "45.9999" && points(account) == ["45.9", "50.6", "48.4"])
            #expect(account["addresses"]?.array?[2]["latitude"]?.text == "48.4123")
            let moved = try await send(.patch, address, #"{"city":"Rennes","postcode":"35000"}"#, world)
            #expect(moved["department"]?.text == "35" && points(moved).first == "48.0")
            let wrong = await world.send(
                .patch, address, headers: ["Content-Type": "application/json"],
                body: Array(#"{"addresses":[{"use":"site","city":"Brest","latitude":"99","longitude":"1"}]}"#.utf8))
            #expect(wrong.status == 422 && wrong.text.contains("addresses[0].latitude"), "\(wrong.text)")
        }
    }

    @Test("they cannot be written by hand, and can be filtered, sorted and exported", arguments: BusinessWorld.backends)
    func asked(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            for (name, postcode, city) in [
                ("A", "69003", "Lyon"), ("B", "35000", "Rennes"), ("C", "38000", "Grenoble"),
            ] {
                _ = try await made(#"{"name":"\#(name)","postcode":"\#(postcode)","city":"\#(city)"}"#, world)
            }
            func names(_ query: String) async throws -> [String] {
                let response = await world.get("/api/v1/accounts?" + query)
                #expect(response.status == 200, "\(response.text)")
                return try response.json["data"]?.array?.compactMap { $0["name"]?.text } ?? []
            }
            #expect(try await names("department=69") == ["A"])
            #expect(Set(try await names("region=Auvergne-Rh%C3%B4ne-Alpes")) == ["A", "C"])
            #expect(try await names("sort=-department") == ["A", "C", "B"])
            let refused = await world.send(
                .post, "/api/v1/accounts", headers: ["Content-Type": "application/json"],
                body: Array(#"{"name":"X","department":"75"}"#.utf8))
            #expect(refused.status == 422 && refused.text.contains("read_only"))
        }
    }

    @Test("records from before get theirs by the job, without a new version", arguments: BusinessWorld.backends)
    func job(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let made = try await made(#"{"name":"Old","postcode":"69003","city":"Lyon"}"#, world)
            let id = Int64(made["id"]?.text ?? "") ?? 0
            try await world.change { transaction in
                _ = try transaction.connection.execute(
                    "UPDATE account SET department = NULL, region = NULL, latitude = NULL, longitude = NULL")
                _ = try JobQueue.enqueue("addresses.place", in: transaction)
            }
            let runner = JobRunner(
                world.workspace, book: world.product.registry.jobs, files: world.product.files,
                signal: world.product.jobSignal, viewer: { _ in .house })
            #expect(try await runner.drain(["addresses.place"]) == 1)
            let account = try await world.look { try $0.find(ID<Account>(id)) }
            #expect(account.department?.code == "69" && account.region?.name == "Auvergne-Rhône-Alpes")
            #expect(account.latitude != nil && account.longitude != nil)
            let record = try await world.look { try $0.record(id, of: $0.schema.kind(of: Account.self)) }
            #expect(record.version == 1)
        }
    }
}
