import Localisation
import Records
import Testing

@Suite struct MessageTests {
    @Test("holes are filled in the reader's way of writing")
    func holes() {
        let message = Message(
            "{who} owes {sum} since {day}, {rate} a {unit}.",
            [
                "who": .text("{sum}"), "sum": .money(Money(minor: 123_450, currency: "EUR")),
                "day": .day(day("2026-11-22")), "rate": .exact(Exact(millionths: 1_500_000)),
                "unit": .message(Message("day")),
            ])
        #expect(Readers.french(message) == "{sum} owes 1\u{202f}234,50\u{a0}€ since 22/11/2026, 1,5 a day.")
        #expect(Readers.english(message) == "{sum} owes €1,234.50 since 22\u{a0}Nov 2026, 1.5 a day.")
    }

    @Test("somebody's own words are shown as they are")
    func verbatim() {
        #expect(Readers.french(.verbatim("50 % {off} — “x”")) == "50 % {off} — “x”")
        #expect(Readers.french(.verbatim("")) == "")
    }

    @Test("words given in both languages are shown in the reader's, or in the one there is")
    func bilingual() {
        #expect(Readers.french(.bilingual("Fidélité {x}", "Loyalty")) == "Fidélité {x}")
        #expect(Readers.english(.bilingual("Fidélité", "Loyalty")) == "Loyalty")
        #expect(Readers.english(.bilingual("Fidélité", "")) == "Fidélité")
        #expect(Readers.french(.bilingual("", "Loyalty")) == "Loyalty")
        #expect(Readers.french(.bilingual("", "")) == "")
    }

    @Test("unknown and unclosed holes stay visible")
    func unknownHoles() {
        #expect(Readers.french(Message("{a} {b", ["x": .number(1)])) == "{a} {b")
        #expect(Readers.french(Message("{{x}}", ["x": .number(1)])) == "{1}")
    }

    @Test("a list ends with its conjunction")
    func lists() {
        #expect(Readers.french.list(["a", "b", "c"]) == "a, b et c")
        #expect(Readers.english.list(["a", "b"]) == "a and b")
        #expect(Readers.english.alternatives(["a", "b", "c"]) == "a, b or c")
        #expect(Readers.french.list(["a"]) == "a")
        #expect(Readers.french.list([]) == "")
    }

    @Test(
        "the browser's languages choose ours",
        arguments: [
            ("fr-FR,fr;q=0.9,en;q=0.8", Language.french), ("en-GB", .english), ("de, en;q=0.5", .english),
            ("en;q=0.2, fr;q=0.3", .french), ("*", .french), ("de;q=1, *;q=0.1", .french), ("EN-us", .english),
            ("fr;q=0, en;q=0.1", .english), ("fr; q = 0.1, en; q = 0.2", .english),
        ])
    func acceptLanguage(header: String, language: Language) {
        #expect(Language(acceptLanguage: header) == language)
    }

    @Test("a browser that wants none of them gets no answer", arguments: ["", "de", "de,it;q=0.3", "fr;q=0", ";;,=,q"])
    func noLanguage(header: String) {
        #expect(Language(acceptLanguage: header) == nil)
    }
}
