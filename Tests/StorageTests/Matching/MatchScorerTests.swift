import Records
import Storage
import Testing

@Suite("How much two records are alike")
struct MatchScorerTests {
    private typealias L = Likeness

    @Test("companies that are one reach the queue")
    func sameCompanies() {
        let pairs = [
            (L.concern("Transports Dupont SARL"), L.concern("DUPONT TRANSPORTS")),
            (
                L.concern("Garage Lefèvre", phone: "0240102030"),
                L.concern("Garage Lefebvre SAS", phone: "+33 2 40 10 20 30")
            ),
            (
                L.concern("Menuiserie Morvan", website: "morvan.fr", city: "Brest"),
                L.concern("Menuiserie Movran", website: "www.morvan.fr", city: "Brest")
            ),
            (
                L.concern("Atlantique Conseil", phone: "0240102030", postcode: "44000", city: "Nantes"),
                L.concern("Atlantique Conseil", phone: "0240102030", postcode: "44800", city: "Saint-Herblain")
            ),
            (L.concern("Alpha", siret: "73282932000074"), L.concern("Beta Holding", siret: "732 829 320 00074")),
        ]
        for (one, two) in pairs {
            let score = L.score(one, two)
            #expect(score.points >= MatchScore.asking, "\(one.name) – \(two.name): \(score)")
        }
    }

    @Test("companies that are two do not")
    func otherCompanies() {
        let pairs = [
            // Namesakes in two towns, branches of one company, two companies of one group, neighbours.
            (
                L.concern("Boulangerie Martin", postcode: "35000", city: "Rennes"),
                L.concern("Boulangerie Martin", postcode: "59000", city: "Lille")
            ),
            (
                L.concern("Crédit Atlantique", website: "ca.example", postcode: "35000", city: "Rennes"),
                L.concern("Crédit Atlantique", website: "ca.example", postcode: "44000", city: "Nantes")
            ),
            (
                L.concern("Morvan", siren: "732829320", siret: "73282932000074"),
                L.concern("Morvan", siren: "732829320", siret: "73282932000082")
            ),
            (
                L.concern("Groupe Roy", phone: "0240102030", siren: "732829320"),
                L.concern("Groupe Roy", phone: "0240102030", siren: "552100554")
            ),
            (
                L.concern("Cabinet Petit", street: "3 rue Haute", postcode: "69001", city: "Lyon"),
                L.concern("Plomberie Grand", street: "3 rue Haute", postcode: "69001", city: "Lyon")
            ),
        ]
        for (one, two) in pairs {
            let score = L.score(one, two)
            #expect(score.points < MatchScore.asking, "\(one.name) – \(two.name): \(score)")
        }
    }

    @Test("people who are one reach the queue")
    func samePeople() {
        let pairs = [
            (L.soul("Jean", "Dupont", email: "j@acme.example"), L.soul("Jean", "Dupond", email: "j@acme.example")),
            (L.soul("Jean", "Dupont", phone: "0612345678"), L.soul("Dupont", "Jean", phone: "06 12 34 56 78")),
            (L.soul("Hélène", "Lefebvre", account: 7), L.soul("Helene", "Lefèvre", account: 7)),
            (L.soul("Jean-Pierre", "Roy", phone: "0612345678"), L.soul("Jeanpierre", "Roy", phone: "0612345678")),
            (L.soul("Anne", "Morvan", phone: "0612345678"), L.soul("A.", "Morvan", phone: "0612345678")),
            (L.soul("Marc", "Müller", birthday: "1971-03-04"), L.soul("Marc", "Mueller", birthday: "1971-03-04")),
        ]
        for (one, two) in pairs {
            let score = L.score(one, two)
            #expect(score.points >= MatchScore.asking, "\(one.name) – \(two.name): \(score)")
        }
    }

    @Test("people who are two do not")
    func otherPeople() {
        let home = (street: "3 rue Haute", postcode: "69001", city: "Lyon")
        let pairs = [
            // Namesakes, father and son, spouses, brother and sister, colleagues.
            (L.soul("Jean", "Martin", city: "Rennes"), L.soul("Jean", "Martin", city: "Lille")),
            (
                L.soul(
                    "Jean", "Martin", phone: "0478000000", street: home.street, postcode: home.postcode, city: home.city
                ),
                L.soul(
                    "Jean", "Martin", phone: "0478000000", street: home.street, postcode: home.postcode,
                    city: home.city,
                    name: "Jean Martin fils")
            ),
            (
                L.soul("Jean", "Martin", phone: "0478000000", birthday: "1950-02-01", city: home.city),
                L.soul("Jean", "Martin", phone: "0478000000", birthday: "1978-06-12", city: home.city)
            ),
            (
                L.soul("Paul", "Roy", phone: "0478000000", email: "roy@orange.fr", postcode: home.postcode),
                L.soul("Anne", "Roy", phone: "0478000000", email: "roy@orange.fr", postcode: home.postcode)
            ),
            (L.soul("Julien", "Petit", account: 7), L.soul("Julie", "Petit", account: 7)),
            (L.soul("Michel", "Petit", account: 7), L.soul("Michèle", "Petit", account: 7)),
            (L.soul("Paul", "Roy", account: 7), L.soul("Marc", "Morvan", account: 7)),
        ]
        for (one, two) in pairs {
            let score = L.score(one, two)
            #expect(score.points < MatchScore.asking, "\(one.name) – \(two.name): \(score)")
        }
    }

    @Test("a number that everybody shares says little")
    func switchboard() {
        let (one, two) = (L.soul("Paul", "Roy", phone: "0240102030"), L.soul("P.", "Roy", phone: "0240102030"))
        #expect(L.score(one, two).points >= MatchScore.asking)
        let common: Set<MatchKeys.Key> = [.init("phone", "+33240102030")]
        let score = L.score(one, two, common: common)
        #expect(score.points < MatchScore.asking && score.evidence.contains { $0.reason == .sharedPhone })
    }

    @Test("the same e-mail address is always told while typing")
    func address() {
        let score = L.score(L.soul("Paul", "Roy", email: "x@a.example"), L.soul("Anne", "Lenoir", email: "x@a.example"))
        #expect(score.points == MatchScore.telling)
    }

    @Test("the score says what speaks for and against, best first, and is its own JSON")
    func reasons() throws {
        let score = L.score(
            L.concern("Roy SA", phone: "0240102030", city: "Nantes"),
            L.concern("Roy", phone: "0240102030", city: "Paris"))
        #expect(score.evidence.map(\.reason) == [.sameName, .samePhone, .otherTown])
        #expect(score.points == score.evidence.map(\.points).reduce(0, +))
        #expect(MatchScore.evidence(score.json) == score.evidence)
    }

    @Test("the order of the two does not matter, and nothing leaves 0 to 100")
    func symmetry() {
        var chance = SeededGenerator(seed: 21)
        let given = ["Jean", "Jeanne", "J.", "Jean-Pierre", "Julie", "Julien", "Filip", "Philippe", "", "Le"]
        let family = ["Dupont", "Dupond", "Le Goff", "Legoff", "Martin fils", "Martin", "Müller", "Mueller", "x"]
        let phones = [nil, "0612345678", "0240102030"], emails = [nil, "a@b.example", "c@b.example", "a@gmail.com"]
        let towns = [nil, "Nantes", "Paris 8e", "Paris"], days = [nil, "1970-01-02", "1970-02-01", "1999-01-02"]
        func soul() -> Soul {
            L.soul(
                chance.pick(given), chance.pick(family), phone: chance.pick(phones), email: chance.pick(emails),
                birthday: chance.pick(days), account: chance.pick([nil, 1, 2]), city: chance.pick(towns))
        }
        for _ in 0..<3_000 {
            let (one, two) = (soul(), soul())
            let score = L.score(one, two)
            #expect(score == L.score(two, one), "\(one.name) – \(two.name)")
            #expect((0...100).contains(score.points))
            var turned = one
            turned.name = "\(one.lastName ?? "") \(one.firstName ?? "")"
            #expect(abs(L.score(turned, two).points - score.points) <= 100)
        }
        let words = ["Garage", "Dupont", "Atlantique", "St", "Saint", "Michel", "SARL", "et", "Fils", "Cie", "X"]
        for _ in 0..<2_000 {
            let names = (0..<2).map { _ in (0..<chance.within(1...4)).map { _ in chance.pick(words) } }
            let one = L.concern(names[0].joined(separator: " ")), two = L.concern(names[1].joined(separator: " "))
            #expect(L.score(one, two) == L.score(two, one), "\(names)")
            #expect(L.score(one, one).points >= MatchScore.asking || one.name.isEmpty)
        }
    }

    @Test("the words of a name may stand in any order")
    func anyOrder() {
        for (one, two) in [("Jean Dupont", "Dupont Jean"), ("Le Goff Yann", "Yann Le Goff")] {
            #expect(
                L.score(L.soul("", "", name: one), L.soul("", "", name: two)).evidence.map(\.reason) == [.sameName])
        }
    }

    @Test("what a viewer may not see is neither compared nor told")
    func hidden() {
        let kind = Kind(Concern.self)
        var record = Record(empty: kind)
        L.concern("Roy", phone: "0240102030").write(to: &record, kind: kind)
        let viewer = Viewer(user: 3, grants: ["concern": [.all]], hiddenFields: ["concern.phone"])
        let profile = MatchProfile(record, kind, country: "FR", seenBy: viewer)
        #expect(MatchScorer().compare(profile, profile).evidence.map(\.reason) == [.sameName])
        #expect(
            !MatchReason.samePhone.isTold(to: viewer, of: kind) && MatchReason.sameName.isTold(to: viewer, of: kind))
    }
}
