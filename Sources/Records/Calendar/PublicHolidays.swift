/// A day on which nobody works by law, and what it is called.
package struct PublicHoliday: Sendable, Hashable {
    package let day: Day
    package let name: Message
}

/// The public holidays of a year.
package enum PublicHolidays {
    /// Article L3133-1 of the French labour code, in order; with the two of Alsace and Moselle (L3134-13) where asked.
    package static func french(year: Int, alsaceMoselle: Bool = false) -> [PublicHoliday] {
        guard (1...9998).contains(year) else { return [] }
        let easter = easterSunday(year)
        var holidays: [PublicHoliday] = []
        func fixed(_ month: Int, _ day: Int, _ name: Message) {
            guard let day = Day(year: year, month: month, day: day) else { return }
            holidays.append(PublicHoliday(day: day, name: name))
        }
        func moving(_ days: Int, _ name: Message) {
            holidays.append(PublicHoliday(day: easter.adding(days: days), name: name))
        }
        fixed(1, 1, Message("New Year’s Day"))
        if alsaceMoselle { moving(-2, Message("Good Friday")) }
        moving(1, Message("Easter Monday"))
        fixed(5, 1, Message("Labour Day"))
        fixed(5, 8, Message("Victory Day 1945"))
        moving(39, Message("Ascension Day"))
        moving(50, Message("Whit Monday"))
        fixed(7, 14, Message("Bastille Day"))
        fixed(8, 15, Message("Assumption Day"))
        fixed(11, 1, Message("All Saints’ Day"))
        fixed(11, 11, Message("Armistice Day 1918"))
        fixed(12, 25, Message("Christmas Day"))
        if alsaceMoselle { fixed(12, 26, Message("Saint Stephen’s Day")) }
        return holidays.sorted { $0.day < $1.day }
    }

    /// Easter Sunday of the Gregorian calendar, by the anonymous algorithm of “Nature”, 20 April 1876.
    package static func easterSunday(_ year: Int) -> Day {
        let golden = year % 19, century = year / 100, rest = year % 100
        let correction = (century - (century + 8) / 25 + 1) / 3
        let moon = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7
        let shift = (golden + 11 * moon + 22 * weekday) / 451
        let sum = moon + weekday - 7 * shift + 114
        guard let day = Day(year: year, month: sum / 31, day: sum % 31 + 1) else {
            preconditionFailure("Easter of \(year) is a day of March or April")
        }
        return day
    }
}
