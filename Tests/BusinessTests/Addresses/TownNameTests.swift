import People
import Testing

@Suite("The name of a town as it is compared")
struct TownNameTests {
    @Test(
        "accents, hyphens, apostrophes, capitals and short saints do not matter",
        arguments: [
            ("St-Étienne", "saint etienne"), ("SAINT ETIENNE", "saint etienne"),
            ("Ste Foy-lès-Lyon", "sainte foy les lyon"),
            ("L’Haÿ-les-Roses", "l hay les roses"), ("Vitry s/ Seine", "vitry sur seine"),
            ("Œuilly", "oeuilly"), ("  Paris ", "paris"), ("Stes-Maries", "stes maries"),
        ])
    func compared(_ typed: String, _ key: String) {
        #expect(TownName(typed).key == key)
    }

    @Test(
        "what stands around the name is told apart",
        arguments: [
            ("PARIS CEDEX 08", "paris", 8, true), ("Lyon 3e", "lyon", 3, false),
            ("Lyon 3e arrondissement", "lyon", 3, false),
            ("Marseille 1er Arr.", "marseille", 1, false), ("PARIS 08", "paris", 8, false),
            ("Lille Cedex", "lille", nil, true),
        ] as [(String, String, Int?, Bool)])
    func around(_ typed: String, _ key: String, _ number: Int?, _ isCedex: Bool) {
        let name = TownName(typed)
        #expect(name.key == key && name.number == number && name.isCedex == isCedex)
    }

    @Test("postcodes are read as people write them")
    func postcodes() {
        #expect(Postcode.digits("69 003") == "69003")
        #expect(Postcode.digits("F-69003") == "69003")
        #expect(Postcode.digits("6000") == "06000", "a spreadsheet lost the zero")
        #expect(Postcode.digits("690") == nil && Postcode.digits("690033") == nil && Postcode.digits("SW1A 2AA") == nil)
    }

    @Test(
        "a postcode tells the département",
        arguments: [
            ("69003", "69"), ("01000", "01"), ("20000", "2A"), ("20137", "2A"), ("20200", "2B"), ("20620", "2B"),
            ("97100", "971"), ("97231", "972"), ("97300", "973"), ("97400", "974"), ("97600", "976"), ("97150", "971"),
            ("98800", "988"), ("75380", "75"),
        ])
    func departments(_ postcode: String, _ code: String) { #expect(Department(postcode: postcode)?.code == code) }

    @Test("what is no French postcode tells nothing", arguments: ["98000", "00100", "99999", "abc", ""])
    func noDepartment(_ postcode: String) { #expect(Department(postcode: postcode) == nil) }

    @Test("every département of a region has one, and there are eighteen")
    func regions() {
        #expect(Region.all.count == 18 && Department.all.filter { $0.region != nil }.count == 101)
        #expect(Department(code: "2A").region?.name == "Corse" && Department(code: "974").region?.name == "La Réunion")
        #expect(Department(code: "975").region == nil, "Saint-Pierre-et-Miquelon belongs to none")
    }
}
