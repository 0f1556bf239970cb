import Testing

@testable import Activities

@Suite("Names after “@”")
struct MentionReaderTests {
    private let reader = MentionReader([
        .init(id: 1, name: "Ann Arden", email: "ann.a@acme.test"),
        .init(id: 2, name: "Ann Smith", email: "ann.s@acme.test"),
        .init(id: 3, name: "Chloé d’Été", email: nil), .init(id: 4, name: "Ben", email: "bb@acme.test"),
    ])

    private func found(_ text: String) -> [String] { reader.mentions(in: text).map { "\($0.user) \($0.words)" } }

    @Test("whole names, with or without their accents and capitals")
    func wholeNames() {
        #expect(found("Hello @Ann Arden, and @chloe d’ete!") == ["1 Ann Arden", "3 chloe d’ete"])
        #expect(found("@Ann Smith") == ["2 Ann Smith"])
    }

    @Test("the part of an address before its own “@”, and first names that one person has")
    func shortNames() {
        #expect(found("@ann.s and (@bb) @Chloé") == ["2 ann.s", "4 bb", "3 Chloé"])
        #expect(found("@Ann") == [], "two people are called Ann")
    }

    @Test(
        "addresses, longer words and strangers mention nobody",
        arguments: ["bb@acme.test", "x@Ben", "@Benjamin", "@Ann Ardenne", "@nobody", "@", "@@", "Ben"])
    func nobody(_ text: String) { #expect(found(text) == []) }

    @Test("the same person twice is one mention for each way they are written, and there is an end")
    func many() {
        #expect(found("@Ben @ben @Ben") == ["4 Ben", "4 ben"])
        #expect(found(String(repeating: "@", count: 50_000)).isEmpty)
    }
}
