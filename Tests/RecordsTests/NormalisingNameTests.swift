import Testing

@testable import Records

@Suite("Names and how alike they are")
struct NormalisingNameTests {
    @Test(
        "two ways of writing a company have one key",
        arguments: [
            ("S.A.R.L. L'Atelier & Fils", "atelier fils"), ("Atelier et fils SARL", "atelier fils"),
            ("ATELIER FILS", "atelier fils"),
            ("L’Atelier et Fils", "atelier fils"), ("Société Générale SA", "generale"), ("Générale", "generale"),
            ("J.C. Decaux", "jc decaux"),
            ("JC Decaux S.A.", "jc decaux"), ("Acme GmbH & Co. KG", "acme"), ("Acme, Inc.", "acme"),
            ("Établissements Morvan", "morvan"),
            ("Ets. MORVAN", "morvan"), ("Château d'Or", "chateau or"), ("Œuvres & Cie", "oeuvres cie"),
            ("3M France", "3m france"),
            ("Ferrero S.p.A.", "ferrero"), ("Müller AG", "muller"), ("Łódź Sp. z o.o.", "lodz"),
            ("La SA", "sa"), ("Zoo de Paris", "zoo paris"), ("Maison du Sel", "maison sel"), ("SA", "sa"), ("", ""),
            ("???", ""),
        ])
    func companies(name: String, key: String) {
        #expect(CompanyName.key(name) == key)
        #expect(CompanyName.key(key) == key)
    }

    @Test("a key is its own key, whatever the words")
    func idempotence() {
        var chance = SeededGenerator(seed: 11)
        let parts = [
            "l'", "S", "A", "la", "SARL", "d'", "É", "de", "Société", "x", "&", " ", ".", "l", "et", "Œ", "7", "–",
            "日本", "co", "ı", "’",
        ]
        for _ in 0..<3_000 {
            let name = (0..<chance.within(1...8)).map { _ in
                chance.pick(parts) + (chance.chance(percent: 60) ? " " : "")
            }.joined()
            let key = CompanyName.key(name)
            #expect(CompanyName.key(key) == key, "\(name)")
            let person = PersonName.key(name)
            #expect(PersonName.key(person) == person, "\(name)")
        }
    }

    @Test("the fast fold of western letters is the fold itself")
    func westernFold() {
        for value in (0x20...0x17F) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a" + String(Character(scalar)) + "Z"
            guard let fast = westernFolded(text.utf8) else { continue }
            #expect(ASCII.text(fast) == folded(text), "U+\(String(value, radix: 16))")
        }
        for text in ["L’Œuvre", "Straße", "Ærø", "a\u{202f}b"] {
            #expect(westernFolded(text.utf8).map(ASCII.text) == folded(text))
        }
    }

    @Test("the legal form can be read off a name")
    func legalForms() {
        #expect(CompanyName.legalForm("Morvan S.A.R.L.") == "SARL")
        #expect(CompanyName.legalForm("SCI du Lac") == "SCI")
        #expect(CompanyName.legalForm("Müller GmbH") == "GmbH")
        #expect(CompanyName.legalForm("Morvan") == nil)
    }

    @Test("a person's key forgets titles, order and accents")
    func persons() {
        #expect(PersonName.key("M. Jean-Pierre DUPONT") == "dupont jean pierre")
        #expect(PersonName.key("Dupont, Jean Pierre") == "dupont jean pierre")
        #expect(PersonName.key(given: "Hélène", family: "Lefèvre") == "helene lefevre")
        #expect(PersonName.key("Mme") == "mme")
    }

    @Test("a full name in one cell is parted")
    func split() {
        let names = [
            "Anne Martin": ("Anne", "Martin"), "DUPONT Jean-Pierre": ("Jean-Pierre", "DUPONT"),
            "Jean-Pierre DUPONT": ("Jean-Pierre", "DUPONT"),
            "Dupont, Jean": ("Jean", "Dupont"), "Mme Anne Martin": ("Anne", "Martin"),
            "M. DE LA TOUR Yves": ("Yves", "DE LA TOUR"),
            "Morvan": ("", "Morvan"), "Vincent van Gogh": ("Vincent", "van Gogh"), "": ("", ""),
        ]
        for (name, parts) in names { #expect(PersonName.split(name) == parts, "\(name)") }
    }

    @Test("a distance counts letters added, dropped, replaced or swapped")
    func distance() {
        #expect(Similarity.distance("morvan", "morvan", atMost: 0) == 0)
        #expect(Similarity.distance("morvan", "movran", atMost: 1) == 1)
        #expect(Similarity.distance("morvan", "morvn", atMost: 1) == 1)
        #expect(Similarity.distance("morvan", "norvin", atMost: 2) == 2)
        #expect(Similarity.distance("morvan", "norvin", atMost: 1) == nil)
        #expect(Similarity.distance("kitten", "sitting", atMost: 3) == 3)
        #expect(Similarity.distance("", "abc", atMost: 3) == 3)
        #expect(Similarity.distance("gtxpro", "gtx pro", atMost: 2) == 1)
    }

    @Test("the bounded distance agrees with the plain one, both ways round")
    func distanceProperty() {
        var chance = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let texts = (0..<2).map { _ in
                String((0..<chance.below(9)).map { _ in chance.pick(["a", "b", "c"] as [Character]) })
            }
            let whole = Similarity.distance(texts[0], texts[1], atMost: 99)
            #expect(whole == Similarity.distance(texts[1], texts[0], atMost: 99))
            #expect(whole == plainDistance(Array(texts[0]), Array(texts[1])))
            let bounded = Similarity.distance(texts[0], texts[1], atMost: 2)
            #expect(bounded == (whole.map { $0 <= 2 } == true ? whole : nil), "\(texts)")
        }
    }

    private func plainDistance(_ a: [Character], _ b: [Character]) -> Int {
        var cells = [[Int]](repeating: Array(0...b.count), count: a.count + 1)
        for line in 0...a.count { cells[line][0] = line }
        for line in stride(from: 1, through: a.count, by: 1) {
            for column in stride(from: 1, through: b.count, by: 1) {
                let same = a[line - 1] == b[column - 1] ? 0 : 1
                var cost = min(
                    cells[line - 1][column - 1] + same, cells[line - 1][column] + 1, cells[line][column - 1] + 1)
                if line > 1, column > 1, a[line - 1] == b[column - 2], a[line - 2] == b[column - 1] {
                    cost = min(cost, cells[line - 2][column - 2] + 1)
                }
                cells[line][column] = cost
            }
        }
        return cells[a.count][b.count]
    }

    @Test("Jaro and Winkler's published pairs")
    func jaroWinkler() {
        let pairs = [
            ("martha", "marhta", 0.961), ("dwayne", "duane", 0.84), ("dixon", "dicksonx", 0.813), ("abc", "xyz", 0),
        ]
        for (left, right, expected) in pairs {
            #expect(abs(Similarity.jaroWinkler(left, right) - expected) < 0.001, "\(left) \(right)")
        }
        #expect(Similarity.jaroWinkler("", "a") == 0)
    }

    @Test("trigrams are those of PostgreSQL")
    func trigrams() {
        #expect(Set(Trigrams("cat").texts) == ["  c", " ca", "at ", "cat"])
        #expect(Trigrams("word").similarity(to: Trigrams("two words")) == 4.0 / 11.0)
        #expect(Trigrams("").similarity(to: Trigrams("")) == 0)
        #expect(Trigrams("a b").codes == Trigrams("b a").codes)
    }
}
