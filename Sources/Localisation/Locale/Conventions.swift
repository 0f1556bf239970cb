/// How one language writes numbers, money, days and durations. A language is added by a case of `Language`, a row
/// here and a catalogue. A class because a translator is copied often and this never changes.
final class Conventions: Sendable {
    let numbers: NumberStyle
    let dates: DateStyle
    let words: LanguageWords

    init(numbers: NumberStyle, dates: DateStyle, words: LanguageWords) {
        self.numbers = numbers
        self.dates = dates
        self.words = words
    }

    static func of(_ language: Language) -> Conventions {
        switch language {
        case .french: french
        case .english: english
        }
    }
}

/// Digits: what stands between thousands, before decimals, beside a currency.
struct NumberStyle: Sendable {
    let group: String
    let mark: String
    let percent: String
    let symbolComesFirst: Bool
    /// What currencies are called where it is not their ISO code.
    let symbols: [String: String]
    let byteUnits: [String]
}

/// Days: names and patterns.
struct DateStyle: Sendable {
    let months: [String]
    let shortMonths: [String]
    let weekdays: [String]
    let shortWeekdays: [String]
    /// How the first of a month is written in words: `1er`.
    let first: String
    let day: DayPattern
    let shortDay: DayPattern
    let shortDayWithYear: DayPattern
    let longDay: DayPattern
    let monthOfYear: DayPattern
    /// `{day}` and `{time}`.
    let instant: String
}

/// Small words: lists and durations. A unit has its form for one and for several.
struct LanguageWords: Sendable {
    let and: String
    let or: String
    let now: String
    let today: String
    let tomorrow: String
    let yesterday: String
    let ago: String
    let ahead: String
    let minutes: Unit
    let hours: Unit
    let days: Unit
    let months: Unit
    let years: Unit
    let isSingular: @Sendable (Int) -> Bool

    struct Unit: Sendable {
        let one: String
        let many: String

        init(_ one: String, _ many: String? = nil) {
            self.one = one
            self.many = many ?? one
        }
    }
}
