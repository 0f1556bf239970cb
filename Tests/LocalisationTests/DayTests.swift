import Localisation
import Records
import Testing

@Suite struct DayTests {
    private let today = day("2026-11-22")

    @Test("days in figures, in short and in words")
    func written() {
        let french = Readers.french, english = Readers.english
        #expect(french.day(today) == "22/11/2026")
        #expect(english.day(today) == "22\u{a0}Nov 2026")
        #expect(french.shortDay(today, today: today) == "22\u{a0}nov.")
        #expect(french.shortDay(day("2025-11-22"), today: today) == "22\u{a0}nov. 2025")
        #expect(english.shortDay(today, today: today) == "22\u{a0}Nov")
        #expect(french.longDay(today) == "dimanche 22\u{a0}novembre 2026")
        #expect(french.longDay(day("2026-05-01")) == "vendredi 1er\u{a0}mai 2026")
        #expect(english.longDay(today) == "Sunday 22\u{a0}November 2026")
        #expect(french.monthOfYear(today) == "novembre 2026")
        #expect(french.monthName(2) == "février")
        #expect(english.weekdayName(7) == "Sunday")
    }

    @Test("instants are told on the reader's clock, in summer and winter")
    func instants() {
        let winter = Instant(today, hour: 9, minute: 30), summer = Instant(day("2026-07-01"), hour: 22, minute: 5)
        #expect(Readers.french.instant(winter) == "22/11/2026 à 10:30")
        #expect(Readers.english.instant(winter) == "22\u{a0}Nov 2026, 10:30")
        #expect(Readers.french.instant(summer) == "02/07/2026 à 00:05")
        #expect(Readers.french.time(Instant(microseconds: -1)) == "00:59")
    }

    @Test(
        "how long ago, how soon",
        arguments: [
            (-20, "à l’instant", "just now"), (-12 * 60, "il y a 12\u{a0}min", "12\u{a0}min ago"),
            (12 * 60, "dans 12\u{a0}min", "in 12\u{a0}min"), (-3 * 3600, "il y a 3\u{a0}h", "3\u{a0}h ago"),
            (-24 * 3600, "hier", "yesterday"), (-72 * 3600, "il y a 3\u{a0}j", "3\u{a0}days ago"),
            (24 * 3600, "demain", "tomorrow"), (-20 * 24 * 3600, "2\u{a0}nov.", "2\u{a0}Nov"),
        ])
    func relative(seconds: Int, french: String, english: String) {
        let now = Instant(today, hour: 12)
        #expect(Readers.french.relative(now.adding(seconds: seconds), now: now) == french)
        #expect(Readers.english.relative(now.adding(seconds: seconds), now: now) == english)
    }

    @Test(
        "days from today",
        arguments: [
            (0, "aujourd’hui", "today"), (1, "demain", "tomorrow"), (-1, "hier", "yesterday"),
            (-3, "il y a 3\u{a0}j", "3\u{a0}days ago"), (5, "dans 5\u{a0}j", "in 5\u{a0}days"),
            (90, "dans 2\u{a0}mois", "in 2\u{a0}months"), (-800, "il y a 2\u{a0}ans", "2\u{a0}years ago"),
        ])
    func relativeDays(distance: Int, french: String, english: String) {
        let other = today.adding(days: distance)
        #expect(Readers.french.relativeDay(other, today: today) == french)
        #expect(Readers.english.relativeDay(other, today: today) == english)
    }

    @Test("every way a day is written can be read back")
    func roundTrip() {
        for number in stride(from: Int32(-20_000), to: 60_000, by: 37) {
            let day = Day(number: number)
            for t in Readers.both {
                #expect(t.readDay(t.day(day), today: today) == day)
                #expect(t.readDay(t.shortDay(day, today: today), today: today) == day)
                #expect(t.readDay(day.iso, today: today) == day)
            }
        }
    }

    @Test(
        "people type days in several ways",
        arguments: [
            ("22/11/2026", "2026-11-22"), ("22/11", "2026-11-22"), ("2026-11-22", "2026-11-22"),
            ("1.2.26", "2026-02-01"),
            ("22 nov", "2026-11-22"), ("22 nov. 2027", "2027-11-22"), ("Nov 22, 2026", "2026-11-22"),
            ("1er mai", "2026-05-01"), ("14 JUILLET 2027", "2027-07-14"), ("3 août 2026", "2026-08-03"),
            ("3 aout", "2026-08-03"), ("demain", "2026-11-23"), ("Tomorrow", "2026-11-23"), ("hier", "2026-11-21"),
            ("aujourd’hui", "2026-11-22"), ("aujourd'hui", "2026-11-22"), ("après-demain", "2026-11-24"),
            ("lundi", "2026-11-23"), ("dimanche", "2026-11-29"), ("Friday", "2026-11-27"), ("+3", "2026-11-25"),
            ("22nd November 2026", "2026-11-22"), ("5/6/99", "1999-06-05"), (" 22  11  2026 ", "2026-11-22"),
        ])
    func typed(text: String, iso: String) {
        for t in Readers.both { #expect(t.readDay(text, today: today)?.iso == iso) }
    }

    @Test(
        "what is no day is refused",
        arguments: [
            "", "31/02/2026", "11/22/2026", "22", "22/13", "22 jui", "ma 3", "2026-02-30", "1/1/1/1", "22/11/20266",
            "demain matin", "+", "+99999999999", "22//x", "٢٢/١١/٢٠٢٦",
        ])
    func refused(typed: String) {
        for t in Readers.both { #expect(t.readDay(typed, today: today) == nil) }
    }
}

func day(_ iso: String) -> Day {
    guard let day = Day(iso: iso) else { preconditionFailure("\(iso) is a day") }
    return day
}
