import Testing

@testable import Records

@Suite("Trades and VAT numbers of every state")
struct NormalisingTradeTests {
    @Test("the tree has 21 sections and 88 divisions, each once and in order")
    func tree() {
        #expect(NAFTree.sections.count == 21 && NAFTree.divisions.count == 88)
        #expect(NAFTree.sections.map(\.letter).joined() == "ABCDEFGHIJKLMNOPQRSTU")
        #expect(NAFTree.divisions.map(\.number) == NAFTree.divisions.map(\.number).sorted())
        #expect(
            Set(NAFTree.divisions.map(\.label)).count == 88 && NAFTree.sections.allSatisfy { !$0.divisions.isEmpty })
        #expect(NAFTree.division("62")?.section == "J" && NAFTree.division("47")?.section == "G")
        #expect(NAFTree.division("04") == nil && NAFTree.section("J")?.divisions.count == 6)
    }

    @Test("codes of both nomenclatures are taken, and wrong ones say why")
    func codes() throws {
        #expect(try NAFCode("6201z").code == "62.01Z")
        #expect(try NAFCode("62.10Y").division == "62", "as NAF 2025 writes it")
        #expect(throws: IdentifierProblem.unknownDivision("04")) { try NAFCode("04.01Z") }
        #expect(throws: IdentifierProblem.wrongLength(.naf, expected: "5", found: 4)) { try NAFCode("62.01") }
        #expect(throws: IdentifierProblem.wrongCharacters(.naf)) { try NAFCode("62.0ZZ") }
        #expect(IdentifierProblem.unknownDivision("04").message.text.contains("no trade has the number"))
    }

    @Test(
        "published numbers of every state hold; with one digit changed those with check digits do not",
        arguments: [
            ("ATU13585627", true), ("BE0428759497", true), ("BG175074752", false), ("CY10259033P", false),
            ("CZ25123891", false), ("DE136695976", true), ("DK13585628", true), ("EE100931558", true),
            ("EL094259216", true), ("ESB58378431", false), ("FI20774740", true), ("FR40303265045", true),
            ("HR33392005961", true), ("HU12892312", true), ("IE6433435F", false), ("IT00743110157", true),
            ("LT119511515", false), ("LU15027442", true), ("LV40003521600", false), ("MT11679112", true),
            ("NL004495445B01", true), ("PL8567346215", true), ("PT501964843", true), ("RO18547290", true),
            ("SE123456789701", true), ("SI50223054", true), ("SK2022749619", true), ("XI980780684", false),
        ])
    func states(number: String, isChecked: Bool) throws {
        #expect(try VATNumber(number).number == number)
        guard isChecked else { return }
        var digits = Array(number.utf8)
        let place = try #require(digits.lastIndex { ASCII.isDigit($0) && $0 != 48 })
        digits[number.hasPrefix("NL") ? 8 : place] = digits[number.hasPrefix("NL") ? 8 : place] == 57 ? 56 : 57
        let wrong = ASCII.text(digits)
        if wrong != number, !number.hasPrefix("SE") { #expect(VATNumber.normalised(wrong) == nil, "\(wrong)") }
    }

    @Test("every state of the Union and Northern Ireland is known; GR means EL, and Monaco has no SIREN")
    func union() throws {
        #expect(VATNumber.viesPrefixes.count == 28)
        #expect(try VATNumber("GR094259216").number == "EL094259216")
        #expect(try VATNumber("NL123456789B13").number == "NL123456789B13", "a sole trader's, 1 modulo 97")
        #expect(VATNumber.siren(of: "FR44732829320") == "732829320")
        #expect(VATNumber.siren(of: "FR53000004117") == nil)
    }
}
