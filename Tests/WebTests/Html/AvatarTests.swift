import Testing

@testable import Web

@Suite("Monograms")
struct AvatarTests {
    @Test(
        "are the first letters of the first and the last word",
        arguments: [
            ("Margaux Lefèvre", "ML"), ("Maison Delacroix & Fils", "MF"), ("élan", "É"), ("3 Suisses", "3S"), ("", "?"),
            ("Jean-Luc", "JL"), ("…", "?"),
        ])
    func initials(name: String, initials: String) {
        #expect(Avatar(name).initials == initials)
    }

    @Test("have a colour that is always the same")
    func colour() {
        #expect(Avatar("Maison Delacroix").hue == Avatar("Maison Delacroix", size: .large).hue)
        #expect((0..<360).contains(Avatar("Novaplast").hue))
    }
}
