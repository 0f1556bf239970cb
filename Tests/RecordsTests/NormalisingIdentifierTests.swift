import Testing

@testable import Records

@Suite("Registers, tax and banks")
struct NormalisingIdentifierTests {
    @Test("a published SIREN and SIRET hold, in any spacing")
    func published() throws {
        #expect(try SIREN("732 829 320").digits == "732829320")
        #expect(try SIREN("732829320").formatted == "732 829 320")
        #expect(try SIRET("732 829 320 00074").digits == "73282932000074")
        #expect(try SIRET("732.829.320\u{a0}00074").siren.digits == "732829320")
        #expect(try SIRET("73282932000074").formatted == "732 829 320 00074")
        #expect(try SIREN("732829320").vatNumber == "FR44732829320")
    }

    @Test("La Poste's establishments add up to a multiple of five, its headquarters pass Luhn")
    func laPoste() {
        #expect(SIRET.normalised("35600000000048") != nil)
        #expect(SIRET.normalised("35600000049837") != nil, "3+5+6+4+9+8+3+7 is 45")
        #expect(SIRET.normalised("35600000049838") == nil)
        #expect(SIREN.normalised("356000000") != nil)
    }

    @Test("a wrong number says what is wrong with it")
    func problems() {
        #expect(throws: IdentifierProblem.wrongCheckDigits(.siren)) { try SIREN("732829321") }
        #expect(throws: IdentifierProblem.wrongLength(.siren, expected: "9", found: 8)) { try SIREN("73282932") }
        #expect(throws: IdentifierProblem.wrongCharacters(.siren)) { try SIREN("73282932O") }
        #expect(throws: IdentifierProblem.empty) { try SIRET(" ") }
        #expect(throws: IdentifierProblem.roundedBySpreadsheet) { try SIRET("7,32829E+13") }
        #expect(throws: IdentifierProblem.wrongCheckDigits(.siren)) { try SIREN("000000000") }
        #expect(IdentifierProblem.roundedBySpreadsheet.code == "rounded_by_spreadsheet")
    }

    @Test("zeros lost at the front come back only when asked")
    func lostZeros() throws {
        #expect(throws: IdentifierProblem.self) { try SIREN("5520135") }
        #expect(try SIREN("5520135", restoringLostZeros: true).digits == "005520135")
    }

    @Test("completed numbers are valid, and one wrong digit never passes")
    func luhn() throws {
        var chance = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let siren = SIREN(completing: chance.below(100_000_000 - 1) + 1)
            #expect(try SIREN(siren.digits) == siren)
            let siret = SIRET(of: siren, establishment: chance.below(10_000))
            #expect(SIRET.normalised(siret.digits) == siret.digits)
            var digits = Array(siren.digits.utf8)
            let place = chance.below(9)
            digits[place] = 48 + (digits[place] - 48 + UInt8(chance.within(1...9))) % 10
            #expect(SIREN.normalised(ASCII.text(digits)) == nil)
        }
    }

    @Test(
        "VAT numbers of Europe",
        arguments: [
            ("FR 44 732 829 320", "FR44732829320"), ("fr40303265045", "FR40303265045"),
            ("DE 136 695 976", "DE136695976"),
            ("BE 0428.759.497", "BE0428759497"), ("IT 00743110157", "IT00743110157"), ("ESB58378431", "ESB58378431"),
            ("NL004495445B01", "NL004495445B01"),
            ("EL 094259216", "EL094259216"), ("ATU13585627", "ATU13585627"), ("XI980780684", "XI980780684"),
            ("IE6433435F", "IE6433435F"),
        ])
    func vat(typed: String, number: String) throws {
        #expect(try VATNumber(typed).number == number)
        #expect(VATNumber.normalised(number) == number)
    }

    @Test("a VAT number knows its country and company; a wrong one is refused")
    func vatDetails() throws {
        #expect(try VATNumber("FR44732829320").siren?.digits == "732829320")
        #expect(try VATNumber("EL094259216").country == "GR")
        #expect(throws: IdentifierProblem.wrongCheckDigits(.vatNumber)) { try VATNumber("FR45732829320") }
        #expect(throws: IdentifierProblem.unknownCountry(.vatNumber, "US")) { try VATNumber("US123456789") }
        #expect(throws: IdentifierProblem.wrongLength(.vatNumber, expected: "13", found: 12)) {
            try VATNumber("FR4473282932")
        }
        #expect(throws: IdentifierProblem.wrongCheckDigits(.vatNumber)) { try VATNumber("BE0428759498") }
        #expect(throws: IdentifierProblem.wrongCharacters(.vatNumber)) { try VATNumber("DE12345678A") }
    }

    @Test(
        "the standard's own examples of IBAN",
        arguments: [
            "FR14 2004 1010 0505 0001 3M02 606", "DE89 3704 0044 0532 0130 00", "GB29 NWBK 6016 1331 9268 19",
            "BE68 5390 0754 7034",
            "CH93 0076 2011 6238 5295 7", "ES91 2100 0418 4502 0005 1332", "IT60 X054 2811 1010 0000 0123 456",
            "NL91 ABNA 0417 1643 00",
            "NO93 8601 1117 947", "LU28 0019 4006 4475 0000", "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "PT50 0002 0123 1234 5678 9015 4",
        ])
    func iban(typed: String) throws {
        let iban = try IBAN(typed)
        #expect(iban.formatted == typed)
        #expect(IBAN.normalised(iban.number) == iban.number)
        #expect(IBAN.normalised("IBAN: " + typed.lowercased()) == iban.number)
    }

    @Test("a mistyped IBAN says what is wrong")
    func wrongIban() {
        #expect(throws: IdentifierProblem.wrongCheckDigits(.iban)) { try IBAN("FR14 2004 1010 0505 0001 3M02 607") }
        #expect(throws: IdentifierProblem.wrongLength(.iban, expected: "27", found: 26)) {
            try IBAN("FR1420041010050500013M0260")
        }
        #expect(throws: IdentifierProblem.unknownCountry(.iban, "US")) { try IBAN("US00123456789") }
        #expect(throws: IdentifierProblem.wrongCharacters(.iban)) { try IBAN("rien") }
    }

    @Test("BIC, NAF code and postcode")
    func codes() throws {
        #expect(try BIC("bnpafrpp xxx").code == "BNPAFRPPXXX")
        #expect(try BIC("DEUTDEFF").country == "DE")
        #expect(throws: IdentifierProblem.wrongLength(.bic, expected: "8, 11", found: 7)) { try BIC("DEUTDEF") }
        #expect(throws: IdentifierProblem.wrongCharacters(.bic)) { try BIC("DEUT12FF") }
        #expect(NAFCode.normalised("6201z") == "62.01Z")
        #expect(NAFCode.normalised("62.01Z") == "62.01Z")
        #expect(NAFCode.normalised("62.01") == nil)
        #expect(FrenchPostcode.normalised("F-75 001") == "75001")
        #expect(FrenchPostcode.normalised("1000") == nil)
        #expect(FrenchPostcode.normalised("1000", restoringLostZero: true) == "01000")
        #expect(FrenchPostcode.normalised("99000") == nil)
        let departements = ["01000": "01", "20090": "2A", "20200": "2B", "97410": "974", "98713": "987", "95000": "95"]
        for (postcode, departement) in departements { #expect(FrenchPostcode.departement(of: postcode) == departement) }
    }
}
