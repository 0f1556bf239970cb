import Records

/// Reading a day that a person typed, in either language, day before month.
extension Translator {
    /// `22/11/2026`, `22/11` (this year), `2026-11-22`, `22 nov`, `Nov 22, 2026`, `demain`, `tomorrow`, `lundi` (the
    /// next one), `+3` (days from today).
    package func readDay(_ typed: String, today: Day) -> Day? {
        let text = folded(typed).split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        if let distance = DayWords.distances[text] { return today.adding(days: distance) }
        if let weekday = DayWords.weekdays[text] {
            return today.adding(days: (weekday - today.weekday + 6) % 7 + 1)
        }
        if let day = Day(iso: text) { return day }
        if let sign = text.first, sign == "+" || sign == "-" {
            guard let days = Int(text), abs(days) <= 36_500 else { return nil }
            return today.adding(days: days)
        }
        let pieces = text.split { " /.,-".contains($0) }.map(String.init)
        guard pieces.count == 2 || pieces.count == 3 else { return nil }
        return dayFirst(pieces, today: today) ?? monthNameFirst(pieces, today: today)
    }

    private func dayFirst(_ pieces: [String], today: Day) -> Day? {
        let first = DayWords.withoutOrdinal(pieces[0])
        guard let day = number(first, digits: 1...2), let year = year(pieces.dropFirst(2).first, today: today),
            let month = number(pieces[1], digits: 1...2) ?? DayWords.month(pieces[1])
        else { return nil }
        return Day(year: year, month: month, day: day)
    }

    private func monthNameFirst(_ pieces: [String], today: Day) -> Day? {
        guard let month = DayWords.month(pieces[0]), let year = year(pieces.dropFirst(2).first, today: today),
            let day = number(DayWords.withoutOrdinal(pieces[1]), digits: 1...2)
        else { return nil }
        return Day(year: year, month: month, day: day)
    }

    /// Four digits; or two, in the hundred years that end fifty years from now; or today's where none was typed.
    private func year(_ typed: String?, today: Day) -> Int? {
        let thisYear = today.parts.year
        guard let typed else { return thisYear }
        if let full = number(typed, digits: 4...4) { return full }
        guard let short = number(typed, digits: 2...2) else { return nil }
        let year = thisYear - thisYear % 100 + short
        if year > thisYear + 50 { return year - 100 }
        return year <= thisYear - 50 ? year + 100 : year
    }

    private func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}

/// The words people type for days, folded, in every language at once: a French colleague may work in English.
enum DayWords {
    static let distances: [String: Int] = [
        "aujourd'hui": 0, "aujourdhui": 0, "auj": 0, "today": 0, "demain": 1, "tomorrow": 1, "apres-demain": 2,
        "apres demain": 2, "hier": -1, "yesterday": -1, "avant-hier": -2, "avant hier": -2,
    ]

    static let weekdays: [String: Int] = {
        var found: [String: Int] = [:]
        for language in Language.allCases {
            let dates = Conventions.of(language).dates
            for (index, name) in dates.weekdays.enumerated() { found[folded(name)] = index + 1 }
        }
        return found
    }()

    private static let months: [(name: String, number: Int)] = Language.allCases.flatMap { language in
        Conventions.of(language).dates.months.enumerated().map { (folded($1), $0 + 1) }
    }

    /// A month from its name or the start of it, three letters at least, where only one month starts so.
    static func month(_ typed: String) -> Int? {
        guard typed.utf8.count >= 3 else { return nil }
        let found = Set(months.filter { $0.name.hasPrefix(typed) }.map(\.number))
        return found.count == 1 ? found.first : nil
    }

    /// `1er`, `1st`, `22nd` without their letters.
    static func withoutOrdinal(_ typed: String) -> String {
        for ending in ["er", "st", "nd", "rd", "th"] where typed.hasSuffix(ending) && typed.utf8.count > 2 {
            return String(typed.dropLast(2))
        }
        return typed
    }
}
