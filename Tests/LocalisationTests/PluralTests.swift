import Localisation
import Records
import Testing

@Suite struct PluralTests {
    private func catalogues() throws -> Catalogues {
        func po(_ rule: String, _ one: String, _ many: String) -> String {
            """
            msgid ""
            msgstr "Plural-Forms: \(rule)\\n"

            msgid "{count} deal of {owner}"
            msgid_plural "{count} deals of {owner}"
            msgstr[0] "\(one)"
            msgstr[1] "\(many)"
            """
        }
        return try Catalogues(
            french: po("nplurals=2; plural=(n > 1);", "{count} affaire de {owner}", "{count} affaires de {owner}"),
            english: po("nplurals=2; plural=(n != 1);", "{count} deal of {owner}", "{count} deals of {owner}"))
    }

    @Test(
        "French says “0 affaire”, English “0 deals”",
        arguments: [
            (0, "0 affaire de Ann", "0 deals of Ann"), (1, "1 affaire de Ann", "1 deal of Ann"),
            (2, "2 affaires de Ann", "2 deals of Ann"),
            (1_000_000, "1\u{202f}000\u{202f}000 affaires de Ann", "1,000,000 deals of Ann"),
            (-1, "\u{2212}1 affaire de Ann", "\u{2212}1 deal of Ann"),
        ])
    func forms(count: Int, french: String, english: String) throws {
        let message = Message(
            "{count} deal of {owner}", "{count} deals of {owner}", count: count, ["owner": .text("Ann")])
        #expect(try catalogues().translator(.french, timeZone: Readers.paris)(message) == french)
        #expect(try catalogues().translator(.english, timeZone: Readers.paris)(message) == english)
    }

    @Test("without a translation the source text shows, in its own plural")
    func fallback() {
        let none = Message("{count} deal", "{count} deals", count: 0)
        #expect(Readers.french(none) == "0 deals")
        #expect(Readers.french(Message("{count} deal", "{count} deals", count: 1)) == "1 deal")
    }

    @Test("the rules of other languages are understood")
    func rules() throws {
        let polish = try #require(
            PluralRule(
                "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"))
        #expect([0, 1, 2, 5, 12, 22, 112, 1_000_000].map(polish.form) == [2, 0, 1, 2, 2, 1, 2, 2])
        let japanese = try #require(PluralRule("nplurals=1; plural=0;"))
        #expect(japanese.form(for: 7) == 0)
        let negated = try #require(PluralRule("nplurals=2; plural=!(n == 1);"))
        #expect([0, 1, 2].map(negated.form) == [1, 0, 1])
    }

    @Test(
        "an unreadable rule is refused",
        arguments: [
            "", "nplurals=2;", "plural=n>1;", "nplurals=0; plural=0;", "nplurals=2; plural=(n>1;",
            "nplurals=2; plural=x;",
            "nplurals=2; plural=n>1 2;", "nplurals=2; plural=99999999999999999999999;",
            "nplurals=2; plural=" + String(repeating: "(", count: 5_000),
        ])
    func unreadable(rule: String) {
        #expect(PluralRule(rule) == nil)
    }
}
