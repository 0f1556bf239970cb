import People
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("A list as a map")
struct MapTests {
    private func place(
        _ name: String, _ latitude: Double?, _ longitude: Double?, _ world: BusinessWorld, of user: Int64? = nil
    ) async throws {
        _ = try await world.change { transaction in
            var account = Account()
            (account.name, account.owner) = (name, ID(user ?? world.ann))
            let position = latitude.map { Position($0, longitude ?? 0) }
            (account.latitude, account.longitude) = (position?.latitude, position?.longitude)
            return try transaction.save(account)
        }
    }

    private func map(_ query: String, _ world: BusinessWorld, as user: String = "ann") async throws -> JSON {
        let response = await world.get("/accounts/list/map?" + query, as: user)
        #expect(response.status == 200, "\(response.text)")
        return try response.json
    }

    private func names(_ answer: JSON) -> Set<String> {
        Set(answer["points"]?.array?.compactMap { $0.array?.last?.text } ?? [])
    }

    @Test("what is in view comes as points, filtered and seen like the list", arguments: BusinessWorld.backends)
    func points(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await place("Lyon \"A\"", 45.75, 4.85, world)
            try await place("Lyon B", 45.76, 4.86, world, of: world.ben)
            try await place("Brest", 48.39, -4.485, world)
            try await place("Saint-Denis", -20.88, 55.45, world)
            try await place("Nowhere", nil, nil, world)
            #expect(names(try await map("box=45,4,46,5&zoom=9", world)) == ["Lyon \"A\"", "Lyon B"])
            #expect(names(try await map("box=-90,-180,90,180&zoom=2", world)).count == 4)
            #expect(names(try await map("box=45,4,46,5&zoom=9", world, as: "ben")) == ["Lyon B"])
            let state = Form([.init("state", "where={\"field\":\"name\",\"contains\":\"lyon b\"}")]).encoded
            #expect(names(try await map(state + "&box=45,4,46,5&zoom=9", world)) == ["Lyon B"])
            let brest = try await map("box=48,-5,49,-4&zoom=9", world)["points"]?.array?.first?.array
            #expect(brest?[1] == .number("48.39") && brest?[2] == .number("-4.485") && brest?[0].text != nil)
        }
    }

    @Test("a map begins around what there is", arguments: BusinessWorld.backends)
    func bounds(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            #expect(try await map("", world)["bounds"] == .null)
            try await place("Lyon", 45.75, 4.85, world)
            try await place("Brest", 48.39, -4.485, world)
            try await place("Saint-Denis", -20.88, 55.45, world)
            let france = try await map("", world)["bounds"]?.array
            #expect(
                france == [.number("45.75"), .number("-4.485"), .number("48.39"), .number("4.85")], "most are in France"
            )
            try await place("Tokyo", 35.68, 139.7, world)
            try await place("Lima", -12.05, -77.04, world)
            #expect(try await map("", world)["bounds"]?.array?.first == .number("-20.88"))
        }
    }

    @Test("many are counted together by the database", arguments: BusinessWorld.backends)
    func cells(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.change { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                var drafts: [Draft] = []
                for number in 0..<2300 {
                    var account = Account()
                    account.name = "N\(number)"
                    account.owner = ID(world.ann)
                    // Two heaps on both sides of the equator and of Greenwich, and one far away.
                    let isSouth = number.isMultiple(of: 2)
                    let step = Double(number % 40) * 0.0001
                    let position =
                        number == 7
                        ? Position(60, 60) : Position(isSouth ? -0.5 + step : 0.5 + step, isSouth ? -0.5 : 0.5)
                    (account.latitude, account.longitude) = (position.latitude, position.longitude)
                    drafts.append(Draft(account))
                }
                _ = try transaction.save(drafts, as: kind)
            }
            let answer = try await map("box=-89,-179,89,179&zoom=8", world)
            let counts = answer["cells"]?.array?.compactMap { $0.array?.first?.integer } ?? []
            #expect(counts.sorted() == [1149, 1150], "\(answer)")
            #expect(names(answer) == ["N7"] && answer["count"]?.integer == 2300)
            #expect((answer["names"]?.array?.count ?? 0) == 50)
            let near = try await map("box=59,59,61,61&zoom=12", world)
            #expect(names(near) == ["N7"] && near["cells"]?.array?.isEmpty == true)
        }
    }

    @Test("the page offers the map, with the same records as words", arguments: BusinessWorld.backends)
    func page(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await place("Lyon", 45.75, 4.85, world)
            try await place("Nowhere", nil, nil, world)
            let list = await world.get("/accounts")
            #expect(list.text.contains("layout=map"))
            let page = await world.get("/accounts?layout=map")
            #expect(page.status == 200 && page.text.contains("data-map=\"/accounts/list/map?state="))
            #expect(page.text.contains(">Lyon</a>") && page.text.contains("Without a place on the map: 1"))
            let products = await world.get("/products?layout=map")
            #expect(products.status == 200 && !products.text.contains("data-map="), "products have no place")
            #expect(await world.get("/products/list/map").status == 404)
        }
    }

    @Test("what is no rectangle is refused", arguments: ["1,2,3", "a,b,c,d", "5,0,4,1", "1,2,3,4,5", ""])
    func refused(_ box: String) async throws {
        try await BusinessWorld.with(.memory) { world in
            #expect(await world.get("/accounts/list/map?box=\(box)").status == 422)
        }
    }
}
