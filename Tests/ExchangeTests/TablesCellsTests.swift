import Foundation
import Records
import Testing

@testable import Exchange

@Suite("What a cell says")
struct TablesCellsTests {
    @Test(
        "days",
        arguments: [
            ("25/10/2016", .dayMonthYear, "2016-10-25"), ("10/25/2016", .monthDayYear, "2016-10-25"),
            ("10/25/2016", .dayMonthYear, nil), ("2016-10-25", .dayMonthYear, "2016-10-25"),
            ("2016-10-25", .monthDayYear, "2016-10-25"), ("1.2.16", .dayMonthYear, "2016-02-01"),
            ("1/2/45", .dayMonthYear, "1945-02-01"), ("16-10-25", .yearMonthDay, "2016-10-25"),
            ("20161025", .yearMonthDay, "2016-10-25"), ("20161025", .dayMonthYear, nil),
            ("25 octobre 2016", .dayMonthYear, "2016-10-25"), ("1er août 2016", .monthDayYear, "2016-08-01"),
            ("mardi 25 oct. 2016", .dayMonthYear, "2016-10-25"), ("Mar 3, 2017", .dayMonthYear, "2017-03-03"),
            ("October 25th, 2016", .dayMonthYear, "2016-10-25"), ("25-Oct-16", .dayMonthYear, "2016-10-25"),
            ("1996-07-04 00:00:00.000", .dayMonthYear, "1996-07-04"), ("04/07/1996 00:00", .dayMonthYear, "1996-07-04"),
            ("1996-07-04 10:00", .dayMonthYear, nil), ("30/02/2016", .dayMonthYear, nil), ("12,5", .dayMonthYear, nil),
            ("06.12.34.56.78", .dayMonthYear, nil), ("1/2-2016", .dayMonthYear, nil), ("", .dayMonthYear, nil),
            ("32/01/2016", .dayMonthYear, nil), ("25 machin 2016", .dayMonthYear, nil), ("1/2/200", .dayMonthYear, nil),
        ] as [(String, DayOrder, String?)])
    func days(_ text: String, _ order: DayOrder, _ day: String?) {
        #expect(Day(cell: text, order: order)?.iso == day)
    }

    @Test(
        "moments, on the wall of Paris",
        arguments: [
            ("25/10/2016 14:30", "2016-10-25T12:30:00.000000Z"), ("25/12/2016 14h30", "2016-12-25T13:30:00.000000Z"),
            ("25/12/2016 2:30:05 PM", "2016-12-25T13:30:05.000000Z"), ("25/12/2016", "2016-12-24T23:00:00.000000Z"),
            ("2016-12-25T14:30:00Z", "2016-12-25T14:30:00.000000Z"),
            ("2016-12-25T14:30:00+02:00", "2016-12-25T12:30:00.000000Z"),
            ("2016-12-25 14:30:00.25", "2016-12-25T13:30:00.250000Z"),
            ("25 décembre 2016 à 9h", "2016-12-25T08:00:00.000000Z"),
            ("26/03/2017 03:30", "2017-03-26T01:30:00.000000Z"),
            ("25/12/2016 25:00", nil), ("25/12/2016 demain", nil), ("13:00 PM", nil),
        ] as [(String, String?)])
    func moments(_ text: String, _ instant: String?) {
        let paris = TimeZone(identifier: "Europe/Paris")!
        #expect(Instant(cell: text, order: .dayMonthYear, zone: paris)?.iso == instant)
    }

    @Test(
        "numbers",
        arguments: [
            ("1 234,5", .comma, "1234.5"), ("1\u{202f}234,5", .comma, "1234.5"),
            ("1\u{a0}234\u{a0}567", .comma, "1234567"),
            ("1.234,5", .comma, "1234.5"), ("1,234.5", .point, "1234.5"), ("1'234.5", .point, "1234.5"),
            ("-12,5", .comma, "-12.5"), ("−12,5", .comma, "-12.5"), ("12,5-", .comma, "-12.5"),
            ("(12,5)", .comma, "-12.5"),
            ("+3", .comma, "3"), (",5", .comma, "0.5"), ("12,5 %", .comma, "12.5"), ("0,1", .comma, "0.1"),
            ("1,5", .point, nil), ("12 34", .comma, nil), ("1,234,5", .point, nil), ("1.2.3", .point, nil),
            ("12,", .comma, nil),
            ("abc", .comma, nil), ("1e5", .point, nil), ("", .comma, nil), ("-", .comma, nil),
            ("1 234'567", .comma, nil),
            ("0,1234567", .comma, nil), ("9223372036854,775807", .comma, "9223372036854.775807"),
            ("12345678901234", .comma, nil),
        ] as [(String, DecimalMark, String?)])
    func numbers(_ text: String, _ mark: DecimalMark, _ number: String?) {
        #expect(Exact(cell: text, mark: mark)?.text == number)
    }

    @Test("whole numbers")
    func integers() {
        #expect(Int64(cell: "1 234", mark: .comma) == 1234)
        #expect(Int64(cell: "1000,00", mark: .comma) == 1000)
        #expect(Int64(cell: "12,5", mark: .comma) == nil)
    }

    @Test(
        "amounts",
        arguments: [
            ("1 234,56 €", .comma, "1234.56 EUR"), ("€1,234.56", .point, "1234.56 EUR"), ("$12", .point, "12.00 USD"),
            ("-€12,5", .comma, "-12.50 EUR"), ("(£3.00)", .point, "-3.00 GBP"), ("EUR 12", .comma, "12.00 EUR"),
            ("12 chf", .comma, "12.00 CHF"), ("12", .comma, "12.00 EUR"), ("1 234 567 ¥", .comma, "1234567 JPY"),
            ("12,345 €", .comma, nil), ("douze €", .comma, nil), ("12 k€", .comma, nil), ("12 ABC", .comma, nil),
        ] as [(String, DecimalMark, String?)])
    func money(_ text: String, _ mark: DecimalMark, _ amount: String?) {
        #expect(Money(cell: text, mark: mark, currency: "EUR").map { "\($0.amount) \($0.currency)" } == amount)
    }

    @Test("yes and no")
    func truth() {
        for yes in ["oui", "Yes", "VRAI", "true", "1", "x", "X", "O"] { #expect(Bool(cell: yes) == true) }
        for no in ["non", "No", "FAUX", "false", "0", "n"] { #expect(Bool(cell: no) == false) }
        for neither in ["", "peut-être", "2"] { #expect(Bool(cell: neither) == nil) }
    }

    @Test("day numbers of a spreadsheet")
    func serial() {
        #expect(Day(serial: "45618")?.iso == "2024-11-22")
        #expect(Day(serial: "25569")?.iso == "1970-01-01")
        #expect(Day(serial: "45618.5")?.iso == "2024-11-22")
        #expect(Day(serial: "abc") == nil)
        #expect(Day(serial: "60") == nil)
    }

    @Test("a number shortened by a spreadsheet is damage")
    func damaged() {
        for text in ["8,12E+13", "8.12e+13", "3E+11"] { #expect(DamagedNumber.isDamaged(text)) }
        for text in ["81234567800011", "1C1E7", "E+13", "8,12", "1E5", "REF E+12", "12E+3"] {
            #expect(!DamagedNumber.isDamaged(text))
        }
        #expect(DamagedNumber.refusal(of: "8,12E+13", field: "siret").code == "damaged_number")
    }

    @Test("lost zeros come back only where there is no doubt")
    func lostZeros() {
        #expect(LostZero.postcode("1000")?.text == "01000")
        #expect(LostZero.postcode("1000", country: "France")?.text == "01000")
        #expect(LostZero.postcode("1000", country: "Belgique") == nil)
        #expect(LostZero.postcode("75001") == nil)
        #expect(LostZero.postcode("SW1A") == nil)
        #expect(LostZero.telephone("612345678")?.text == "0612345678")
        #expect(LostZero.telephone("612345678", country: "Suisse") == nil)
        #expect(LostZero.telephone("0612345678") == nil)
        #expect(LostZero.siren("5520135")?.text == "005520135")
        #expect(LostZero.siren("5520136") == nil)
        #expect(LostZero.siret("73282932000074") == nil)
        #expect(LostZero.postcode("1000")?.note.arguments["was"] == .text("1000"))
    }
}
