import Records

/// The days that a calendar or a timeline shows: a month in whole weeks, or a quarter of a year.
struct ListSpan: Sendable, Hashable {
    static let limit = 500

    /// The first day of the month the span is about.
    let month: Day
    let first: Day
    let last: Day
    let isCalendar: Bool

    /// `month` as `2026-11`; anything else means the month of today.
    init(_ month: String?, layout: ListLayout, today: Day) {
        let parts = today.parts
        let thisMonth = Day(year: parts.year, month: parts.month, day: 1) ?? today
        // A margin at both ends of the calendar keeps the neighbouring months sayable.
        let asked = month.flatMap { Day(iso: $0 + "-01") }.flatMap { (1900...2200).contains($0.parts.year) ? $0 : nil }
        self.month = asked ?? thisMonth
        isCalendar = layout == .calendar
        let end = self.month.adding(months: isCalendar ? 1 : 3).adding(days: -1)
        first = isCalendar ? self.month.adding(days: 1 - self.month.weekday) : self.month
        last = isCalendar ? end.adding(days: 7 - end.weekday) : end
    }

    var dayCount: Int { Int(last.number - first.number) + 1 }
    var step: Int { isCalendar ? 1 : 3 }
    var previous: String { String(month.adding(months: -step).iso.prefix(7)) }
    var next: String { String(month.adding(months: step).iso.prefix(7)) }
}
