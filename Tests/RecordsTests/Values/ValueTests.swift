import Foundation
import Records
import Testing

@Suite("Exact values")
struct ValueTests {
    @Test("every day of four centuries goes round")
    func days() {
        for number in stride(from: Int32(-60_000), to: 90_000, by: 1) {
            let day = Day(number: number)
            #expect(Day(iso: day.iso) == day)
        }
        #expect(Day(iso: "2026-02-29") == nil && Day(iso: "2024-02-29") != nil && Day(iso: "26-1-1") == nil)
        #expect(Day(iso: "2026-11-22")?.weekday == 7)
        #expect(Day(iso: "2026-01-31")?.adding(months: 1).iso == "2026-02-28")
        #expect(Day(iso: "2026-01-31")?.adding(months: -14).iso == "2024-11-30")
    }

    @Test("money and decimals never lose a digit")
    func money() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5000 {
            let minor = Int64.random(in: -9_000_000_000_000...9_000_000_000_000, using: &generator)
            for currency in ["EUR", "JPY", "TND"] {
                let money = Money(minor: minor, currency: currency)
                #expect(Money(amount: money.amount, currency: currency) == money)
            }
            #expect(Exact(Exact(millionths: minor).text)?.millionths == minor)
        }
        #expect(Money(amount: "1.005", currency: "EUR") == nil && Money(amount: "1.50", currency: "JPY") == nil)
        #expect(
            Money(amount: "1.500", currency: "EUR")?.minor == 150 && Exact("1e3") == nil && Exact("") == nil
                && Exact("-") == nil)
        #expect(Money(amount: "99999999999999999999", currency: "EUR") == nil)
    }

    @Test("instants read offsets and write UTC")
    func instants() {
        #expect(Instant(iso: "2026-11-22T10:30:00+01:00")?.iso == "2026-11-22T09:30:00.000000Z")
        #expect(Instant(iso: "2026-11-22 09:30:00.5+00")?.iso == "2026-11-22T09:30:00.500000Z")
        #expect(Instant(iso: "1969-12-31T23:59:59.999999Z")?.microseconds == -1)
        #expect(Instant(iso: "2026-11-22T25:00:00Z") == nil && Instant(iso: "2026-11-22") == nil)
        let paris = TimeZone(identifier: "Europe/Paris")!
        #expect(Instant(startOf: Day(iso: "2026-03-29")!, in: paris).iso == "2026-03-28T23:00:00.000000Z")
        #expect(Instant(startOf: Day(iso: "2026-03-30")!, in: paris).iso == "2026-03-29T22:00:00.000000Z")
        #expect(Instant(iso: "2026-11-22T23:30:00Z")!.day(in: paris).iso == "2026-11-23")
    }

    @Test("JSON is read exactly and refuses what is not JSON")
    func json() throws {
        let text = #"{"a":[1,2.50,-0.1e3,"é\u00e9\ud83d\ude00",true,null],"b":{}}"#
        #expect(try JSON(parsing: JSON(parsing: text).string) == JSON(parsing: text))
        #expect(try JSON(parsing: "9007199254740993").integer == 9_007_199_254_740_993)
        for wrong in [
            "", "{", "[1,]", "01", "1.", "\"\\x\"", "\"\u{1}\"", "{\"a\":1,\"a\":2}", "nul", "1 2", "\"\\ud800\"",
            "\"\\u0000\"", "[1", "--1", "+1", "NaN",
        ] {
            #expect(throws: JSONError.self, "\(wrong)") { try JSON(parsing: wrong) }
        }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 5000)) }
    }

    @Test("folding takes away case and accents only")
    func folding() {
        #expect(folded("ÉCOLE Œuvre Straße l’Été") == "ecole oeuvre strasse l'ete")
        #expect(words(of: "Jean-Pierre d'Arc, 2e étage!") == ["jean", "pierre", "d", "arc", "2e", "etage"])
    }
}
