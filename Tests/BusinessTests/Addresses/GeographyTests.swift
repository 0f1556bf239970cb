import People
import Records
import Testing

@Suite("The French towns, a few of them")
struct GeographyTests {
    private func found(_ postcode: String?, _ city: String?) throws -> String? {
        try GeographyWorld.few().town(postcode: postcode, city: city).map { "\($0.insee) \($0.name)" }
    }

    @Test("the postcode leads, and the name chooses among its towns")
    func postcodeAndName() throws {
        #expect(try found("80480", "Vers sur Selle") == "80791 Vers-sur-Selle")
        #expect(try found("80480", "NULLE PART") == "80999 Nulle-Part")
        #expect(try found("80480", "Elsewhere") == "80791 Vers-sur-Selle", "the largest of the postcode")
        #expect(try found("80480", nil) == "80791 Vers-sur-Selle")
        #expect(try found("42000", "Marseille") == "42218 Saint-Étienne", "a clear postcode beats another name")
    }

    @Test("a name alone must be clear")
    func nameAlone() throws {
        #expect(try found(nil, "st etienne") == "42218 Saint-Étienne")
        #expect(try found(nil, "Saint-Denis") == nil, "one near Paris, one on La Réunion")
        #expect(try found(nil, "Havre") == "76351 Le Havre")
        #expect(try found(nil, "Lyon") == "69123 Lyon", "the whole city")
        #expect(try found(nil, "Lyon 7e") == "69387 Lyon")
        for name in ["Atlantis", "", nil] { #expect(try found(nil, name) == nil) }
    }

    @Test("postcodes of large receivers are found by name and département")
    func cedex() throws {
        #expect(try found("69365", "LYON CEDEX 07") == "69387 Lyon")
        #expect(try found("69365", "Lyon Cedex") == "69123 Lyon")
        #expect(try found("93205", "ST DENIS CEDEX") == "93066 Saint-Denis")
        let unknown = try GeographyWorld.few().location(postcode: "31999", city: "Toulouse Cedex 9")
        #expect(unknown == Location(department: Department(code: "31"), position: nil), "the département at least")
    }

    @Test("a town without a place borrows that of a neighbour with its postcode")
    func borrowed() throws {
        let location = try GeographyWorld.few().location(postcode: "80480", city: "Nulle-Part")
        #expect(location?.position == Position(49.844, 2.239))
    }

    @Test("who types gets the largest first, with every postcode")
    func suggestions() throws {
        let geography = try GeographyWorld.few()
        func offered(_ typed: String, _ limit: Int = 9) -> [String] {
            geography.suggestions(typed, limit: limit).map { "\($0.postcode) \($0.town.name)" }
        }
        #expect(offered("st et") == ["42000 Saint-Étienne", "42100 Saint-Étienne", "01370 Saint-Étienne-du-Bois"])
        #expect(
            offered("saint-étienne") == ["42000 Saint-Étienne", "42100 Saint-Étienne", "01370 Saint-Étienne-du-Bois"])
        #expect(offered("lyo") == ["69003 Lyon", "69007 Lyon"])
        #expect(offered("Lyon 7") == ["69007 Lyon"])
        #expect(offered("fleche") == ["72200 La Flèche"])
        #expect(offered("804") == ["80480 Vers-sur-Selle", "80480 Nulle-Part"])
        #expect(offered("80480 nul") == ["80480 Nulle-Part"])
        #expect(offered("93", 1) == ["93200 Saint-Denis"])
        #expect(offered("zzz").isEmpty && offered("123456").isEmpty && offered("-").isEmpty)
    }

    @Test("a file that is no list of communes is refused with its line")
    func damage() {
        for text in ["lyon\tLyon\n", "lyon\tLyon\t69123\t69\tx\t1.00000\t1.00000\t69003\n", "lyon"] {
            #expect(throws: Geography.Damage.self) { try Geography(file: Array(text.utf8)) }
        }
    }
}

@Suite("The French towns as they were gathered", .enabled(if: GeographyWorld.isGathered, "bin/install gathers them"))
struct GatheredGeographyTests {
    private var geography: Geography { get throws { try #require(GeographyWorld.gathered) } }

    @Test("there are some 35,000, in a few megabytes")
    func size() throws {
        #expect(try (34_500...36_000).contains(geography.count))
        #expect(try geography.bytes < 6_000_000)
    }

    @Test("the file compares names as the server does")
    func names() throws {
        let geography = try geography
        for row in stride(from: 0, to: geography.count, by: 7) {
            let town = geography.town(row)
            let found = geography.town(postcode: town.postcodes.first, city: town.name)
            #expect(found?.name == town.name, "\(town)")
        }
    }

    @Test(
        "well-known addresses",
        arguments: [
            ("75008", "Paris", "75108"), ("75116", "PARIS 16", "75116"), ("13006", "Marseille 6e", "13206"),
            ("20000", "Ajaccio", "2A004"), ("20200", "Bastia", "2B033"), ("97400", "St Denis", "97411"),
            ("97110", "Pointe à Pitre", "97120"), ("38000", "Grenoble", "38185"), ("59800", "LILLE", "59350"),
            ("74400", "Chamonix", "74056"), ("94200", "Ivry s/Seine", "94041"), ("75380", "PARIS CEDEX 08", "75108"),
        ])
    func known(_ postcode: String, _ city: String, _ insee: String) throws {
        #expect(try geography.town(postcode: postcode, city: city)?.insee == insee)
    }

    @Test("towns are where they are")
    func places() throws {
        let lyon = try #require(try geography.location(postcode: "69003", city: "Lyon")?.position)
        #expect((45_740_000...45_770_000).contains(lyon.latitude.millionths))
        #expect((4_830_000...4_900_000).contains(lyon.longitude.millionths))
        let reunion = try #require(try geography.location(postcode: "97400", city: nil))
        #expect(reunion.position.map { $0.latitude.millionths < -20_000_000 } == true)
        #expect(reunion.region?.name == "La Réunion")
    }
}
