extension Condition.Period {
    /// First and last day of the period, both included. Weeks start on Monday; `last 7 days` ends today.
    package func days(today: Day) -> (first: Day, last: Day) {
        switch self {
        case .today: (today, today)
        case .yesterday: (today.adding(days: -1), today.adding(days: -1))
        case .tomorrow: (today.adding(days: 1), today.adding(days: 1))
        case .last(let number, let unit): (unit.moved(today, by: -number).adding(days: 1), today)
        case .next(let number, let unit): (today, unit.moved(today, by: number).adding(days: -1))
        case .this(let unit): unit.span(around: today)
        case .previous(let unit): unit.span(around: unit.span(around: today).first.adding(days: -1))
        case .following(let unit): unit.span(around: unit.span(around: today).last.adding(days: 1))
        }
    }
}

extension Condition.TimeUnit {
    func moved(_ day: Day, by number: Int) -> Day {
        switch self {
        case .day: day.adding(days: number)
        case .week: day.adding(days: number * 7)
        case .month: day.adding(months: number)
        case .quarter: day.adding(months: number * 3)
        case .year: day.adding(months: number * 12)
        }
    }

    func span(around day: Day) -> (first: Day, last: Day) {
        let (_, month, dayOfMonth) = day.parts
        let firstOfMonth = day.adding(days: 1 - dayOfMonth)
        switch self {
        case .day: return (day, day)
        case .week:
            let monday = day.adding(days: 1 - day.weekday)
            return (monday, monday.adding(days: 6))
        case .month: return (firstOfMonth, firstOfMonth.adding(months: 1).adding(days: -1))
        case .quarter:
            let first = firstOfMonth.adding(months: -((month - 1) % 3))
            return (first, first.adding(months: 3).adding(days: -1))
        case .year:
            let first = firstOfMonth.adding(months: 1 - month)
            return (first, first.adding(months: 12).adding(days: -1))
        }
    }
}
