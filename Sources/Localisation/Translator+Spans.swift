import Records

/// How long ago, how soon: what a timeline and a due date show.
extension Translator {
    /// `à l’instant`, `il y a 12 min`, `il y a 3 h`, `hier`, `il y a 3 j`, then the date.
    package func relative(_ instant: Instant, now: Instant) -> String {
        let words = conventions.words
        let seconds = (now.microseconds - instant.microseconds) / 1_000_000
        let isPast = seconds >= 0
        let minutes = Int(seconds.magnitude) / 60
        if minutes == 0 { return words.now }
        if minutes < 60 { return span(minutes, words.minutes, isPast: isPast) }
        let day = instant.day(in: timeZone), today = now.day(in: timeZone)
        // Yesterday evening is “3 h ago” this night, “yesterday” tomorrow morning.
        if day == today || minutes < 6 * 60 { return span(minutes / 60, words.hours, isPast: isPast) }
        if abs(Int(day.number - today.number)) < 7 { return relativeDay(day, today: today) }
        return shortDay(day, today: today)
    }

    /// `aujourd’hui`, `demain`, `il y a 3 j`, `dans 5 j`, `dans 3 mois`, `il y a 2 ans`.
    package func relativeDay(_ day: Day, today: Day) -> String {
        let words = conventions.words
        let distance = Int(day.number) - Int(today.number)
        switch distance {
        case 0: return words.today
        case 1: return words.tomorrow
        case -1: return words.yesterday
        default: break
        }
        let isPast = distance < 0
        if abs(distance) < 60 { return span(abs(distance), words.days, isPast: isPast) }
        let months = wholeMonths(from: min(day, today), to: max(day, today))
        if months < 24 { return span(months, words.months, isPast: isPast) }
        return span(months / 12, words.years, isPast: isPast)
    }

    private func wholeMonths(from early: Day, to late: Day) -> Int {
        let first = early.parts, last = late.parts
        let months = (last.year - first.year) * 12 + last.month - first.month
        return early.adding(months: months) > late ? months - 1 : months
    }

    private func span(_ count: Int, _ unit: LanguageWords.Unit, isPast: Bool) -> String {
        let words = conventions.words
        let text = filled(words.isSingular(count) ? unit.one : unit.many) { $0 == "n" ? number(count) : nil }
        return filled(isPast ? words.ago : words.ahead) { $0 == "span" ? text : nil }
    }
}
