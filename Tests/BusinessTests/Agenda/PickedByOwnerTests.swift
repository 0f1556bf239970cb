import Foundation
import Records
import TestSupport
import Testing
import Web

@Suite("Choosing a record by what it belongs to")
struct PickedByOwnerTests {
    @Test("a sale is found by the name of its account", arguments: BusinessWorld.backends)
    func byAccount(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let acme = try await world.account("Ateliers Zéphyr"), other = try await world.account("Borealis")
            let sale = try await world.sale("Sensors for the hall", 100, account: acme)
            let far = try await world.sale("Sensors for the roof", 100, account: other)
            for address in ["/pick/any?q=zephyr", "/pick/opportunity?q=Zephyr"] {
                let found = await world.get(address).text
                #expect(found.contains("Sensors for the hall") && found.contains("Ateliers Zéphyr"), "\(address)")
                #expect(!found.contains("roof"), "\(address)")
            }
            let any = await world.get("/pick/any?q=zephyr").text
            // The account itself comes first.
            let account = try #require(any.range(of: "account:\(acme.number)"))
            let place = try #require(any.range(of: "opportunity:\(sale.number)"))
            #expect(account.lowerBound < place.lowerBound)
            // By its own title it is found as before, and says whose it is.
            let titled = await world.get("/pick/opportunity?q=roof").text
            #expect(titled.contains(String(far.number)) && titled.contains("Borealis"))
        }
    }

    @Test("what somebody may not see is not found through an account either", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let bens = try await world.account("Ateliers Zéphyr", of: world.ben)
            _ = try await world.sale("Hidden sale", 100, account: bens)
            _ = try await world.sale("Shown sale", 100, account: bens, by: world.ben)
            let anns = try await world.account("Borealis")
            _ = try await world.sale("Sale of a stranger", 100, account: anns, by: world.ben)
            for address in ["/pick/any?q=zephyr", "/pick/opportunity?q=zephyr"] {
                let found = await world.get(address, as: "ben").text
                #expect(found.contains("Shown sale") && !found.contains("Hidden sale"), "\(address)")
            }
            #expect(await !world.get("/pick/opportunity?q=borealis", as: "ben").text.contains("stranger"))
        }
    }
}
