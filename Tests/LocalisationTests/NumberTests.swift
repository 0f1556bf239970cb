import Localisation
import Records
import Testing

@Suite struct NumberTests {
    @Test("whole numbers are grouped by three")
    func groups() {
        #expect(Readers.french.number(1_234_567) == "1\u{202f}234\u{202f}567")
        #expect(Readers.english.number(1_234_567) == "1,234,567")
        #expect(Readers.french.number(0) == "0")
        #expect(Readers.english.number(-999) == "\u{2212}999")
        #expect(Readers.english.number(Int64.min) == "\u{2212}9,223,372,036,854,775,808")
    }

    @Test("decimals keep what they have, percents their sign")
    func decimals() throws {
        let rate = try #require(Exact("-1234.5"))
        #expect(Readers.french.exact(rate) == "\u{2212}1\u{202f}234,5")
        #expect(Readers.english.exact(rate) == "\u{2212}1,234.5")
        #expect(Readers.french.percent(Exact(20)) == "20\u{202f}%")
        #expect(Readers.english.percent(try #require(Exact("5.5"))) == "5.5%")
        #expect(Readers.french.exact(Exact(millionths: 1)) == "0,000001")
    }

    @Test("money carries its currency on the side the language wants")
    func money() {
        let price = Money(minor: 123_456, currency: "EUR")
        #expect(Readers.french.money(price) == "1\u{202f}234,56\u{a0}€")
        #expect(Readers.english.money(price) == "€1,234.56")
        #expect(Readers.english.money(Money(minor: -5, currency: "CHF")) == "\u{2212}CHF\u{a0}0.05")
        #expect(Readers.french.money(Money(minor: 1500, currency: "JPY")) == "1\u{202f}500\u{a0}¥")
        #expect(Readers.french.money(Money(minor: 1500, currency: "TND")) == "1,500\u{a0}TND")
    }

    @Test("rounded money goes to the nearest unit, halves away from zero")
    func rounded() {
        #expect(Readers.french.moneyRounded(Money(minor: 123_450, currency: "EUR")) == "1\u{202f}235\u{a0}€")
        #expect(Readers.english.moneyRounded(Money(minor: -150, currency: "EUR")) == "\u{2212}€2")
        #expect(Readers.english.moneyRounded(Money(minor: -49, currency: "EUR")) == "€0")
        #expect(Readers.english.moneyRounded(Money(minor: 1500, currency: "JPY")) == "¥1,500")
    }

    @Test(
        "sizes of files",
        arguments: [
            (0, "0\u{a0}o"), (999, "999\u{a0}o"), (1_000, "1\u{a0}ko"), (1_234_567, "1,2\u{a0}Mo"),
            (9_960_000, "10\u{a0}Mo"), (12_345_678, "12\u{a0}Mo"), (999_999, "1\u{a0}Mo"), (5_000_000_000, "5\u{a0}Go"),
        ])
    func bytes(count: Int, written: String) {
        #expect(Readers.french.bytes(count) == written)
    }

    @Test("what is written can be read back")
    func roundTrip() throws {
        for number in Numbers(seed: 2026, count: 2_000) {
            for t in Readers.both {
                #expect(t.readNumber(t.number(number)) == number)
                guard number != .min else { continue }
                let exact = Exact(millionths: number)
                #expect(t.readExact(t.exact(exact)) == exact)
                for currency in ["EUR", "USD", "JPY", "TND", "CHF", "CAD"] {
                    let money = Money(minor: number, currency: currency)
                    #expect(t.readMoney(t.money(money), defaultCurrency: "EUR") == money)
                }
            }
        }
    }

    @Test("people type numbers in several ways")
    func typed() {
        let french = Readers.french, english = Readers.english
        #expect(french.readNumber(" 1 234 ") == 1234)
        #expect(french.readNumber("-12") == -12)
        #expect(french.readExact("1234.5") == Exact("1234.5"))
        #expect(french.readExact(",5") == Exact("0.5"))
        #expect(french.readExact("1.234,5") == Exact("1234.5"))
        #expect(french.readExact("1.234.567") == Exact("1234567"))
        #expect(english.readExact("1,234.5") == Exact("1234.5"))
        #expect(english.readNumber("1,234") == 1234)
        #expect(french.readMoney("12,50", defaultCurrency: "EUR") == Money(minor: 1250, currency: "EUR"))
        #expect(french.readMoney("12,50 usd", defaultCurrency: "EUR") == Money(minor: 1250, currency: "USD"))
        #expect(french.readMoney("$12.50", defaultCurrency: "EUR") == Money(minor: 1250, currency: "USD"))
        #expect(english.readMoney("$12.50", defaultCurrency: "CAD") == Money(minor: 1250, currency: "CAD"))
        #expect(french.readMoney("-€5", defaultCurrency: "EUR") == Money(minor: -500, currency: "EUR"))
        #expect(french.readMoney("€ ,5", defaultCurrency: "USD") == Money(minor: 50, currency: "EUR"))
    }

    @Test(
        "what is no number, or could be two, is refused",
        arguments: [
            "", " ", "-", "abc", "1 2", "12 34", "1,2,3", "1,23,456", "1.2.3", "--1", "1-", "1 234 56", "½", "٣", "1e5",
            "1,", "1 ,5 ,", "1,234,5 6", "0x10", "1..2", "99999999999999999999",
        ])
    func refused(typed: String) {
        for t in Readers.both {
            #expect(t.readExact(typed) == nil)
            #expect(t.readMoney(typed, defaultCurrency: "EUR") == nil)
        }
    }

    @Test("a number is never rounded on the way in")
    func exactness() {
        #expect(Readers.french.readNumber("1,5") == nil)
        #expect(Readers.french.readNumber("12,0") == 12)
        #expect(Readers.english.readNumber("1,5") == nil)
        #expect(Readers.french.readMoney("1,234", defaultCurrency: "EUR") == nil)
        #expect(Readers.french.readExact("0,0000001") == nil)
        #expect(Readers.french.readMoney("12 euros et 5", defaultCurrency: "EUR") == nil)
        #expect(Readers.french.readMoney("€12 €", defaultCurrency: "EUR") == nil)
    }
}
