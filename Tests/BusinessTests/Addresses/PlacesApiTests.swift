import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Towns for whoever types", .enabled(if: GeographyWorld.isGathered, "bin/install gathers the towns"))
struct PlacesApiTests {
    @Test("letters or digits find towns, by the API and for the pages", arguments: ["/api/v1/places", "/places"])
    func found(_ address: String) async throws {
        try await BusinessWorld.with(.memory) { world in
            let response = await world.get(address + "?q=st%20etienne&limit=3")
            #expect(response.status == 200, "\(response.text)")
            let places = try response.json["data"]?.array ?? []
            #expect(places.count == 3)
            #expect(places.first?["city"]?.text == "Saint-Étienne" && places.first?["postcode"]?.text == "42000")
            #expect(places.first?["department"]?.text == "42" && places.first?["department_name"]?.text == "Loire")
            #expect(places.first?["region"]?.text == "Auvergne-Rhône-Alpes")
            let byCode = try await world.get(address + "?q=97420").json["data"]?.array ?? []
            #expect(byCode.first?["city"]?.text == "Le Port")
        }
    }

    @Test(
        "a missing or strange question is refused",
        arguments: ["", "?q=", "?q=lyon&limit=0", "?q=lyon&limit=99", "?x=1"])
    func refused(_ query: String) async throws {
        try await BusinessWorld.with(.memory) { world in
            #expect(await world.get("/api/v1/places" + query).status == 422)
        }
    }
}
