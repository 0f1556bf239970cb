/// The days on which something comes again.
extension Recurrence {
    /// From its first day on, through the last day asked for, those left out excepted. `start` is one of them only
    /// where the rule says so.
    package func days(from start: Day, through end: Day) -> [Day] {
        var found: [Day] = []
        var times = 0
        let most = min(count ?? Recurrence.mostTimes, Recurrence.mostTimes)
        let last = until.map { min($0, end) } ?? end
        var period = 0
        while times < most {
            guard let (begin, days) = days(ofPeriod: period, from: start), begin <= last else { break }
            for day in days where day >= start {
                guard day <= last, times < most else { return found }
                times += 1
                if !skipped.contains(day) { found.append(day) }
            }
            period += interval
        }
        return found
    }

    /// The first day of the rule on or after this one.
    package func first(from start: Day) -> Day? {
        var rule = self
        (rule.count, rule.skipped) = (1, [])
        // Nothing comes more rarely than a 29 February on a given weekday: forty years.
        return rule.days(from: start, through: start.adding(months: 12 * 41)).first
    }

    /// The days of one period in order, and its own first day; nil after the end of time.
    private func days(ofPeriod number: Int, from start: Day) -> (Day, [Day])? {
        switch frequency {
        case .daily:
            let day = start.adding(days: number)
            guard day.parts.year <= 9998 else { return nil }
            return (day, isMet(by: day) ? [day] : [])
        case .weekly:
            let monday = start.adding(days: -((start.weekday - weekStart + 7) % 7) + number * 7)
            guard monday.parts.year <= 9998 else { return nil }
            let wanted = weekdays.isEmpty ? [start.weekday] : weekdays.map(\.day)
            // Of the first week only the days that are left: so count other calendars too.
            let days = (0..<7).map { monday.adding(days: $0) }.filter { $0 >= start }
            return (monday, placed(days.filter { wanted.contains($0.weekday) && isInMonth($0) }))
        case .monthly:
            let (year, month, _) = start.parts
            let months = year * 12 + month - 1 + number
            guard months / 12 <= 9998, let first = Day(year: months / 12, month: months % 12 + 1, day: 1) else {
                return nil
            }
            return (first, isInMonth(first) ? placed(days(ofMonth: first, start)) : [])
        case .yearly:
            let year = start.parts.year + number
            guard year <= 9998, let first = Day(year: year, month: 1, day: 1) else { return nil }
            return (first, placed(days(ofYear: first, start)))
        }
    }

    private func isInMonth(_ day: Day) -> Bool { months.isEmpty || months.contains(day.parts.month) }

    private func isMet(by day: Day) -> Bool {
        isInMonth(day) && (weekdays.isEmpty || weekdays.contains { $0.day == day.weekday })
            && (monthDays.isEmpty || isMonthDay(day))
    }

    private func isMonthDay(_ day: Day) -> Bool {
        let (year, month, number) = day.parts
        let fromEnd = number - Day.length(ofMonth: month, year: year) - 1
        return monthDays.contains(number) || monthDays.contains(fromEnd)
    }

    private func days(ofMonth first: Day, _ start: Day) -> [Day] {
        let length = Day.length(ofMonth: first.parts.month, year: first.parts.year)
        let all = (0..<length).map { first.adding(days: $0) }
        if monthDays.isEmpty, weekdays.isEmpty { return all.filter { $0.parts.day == start.parts.day } }
        return all.filter { (monthDays.isEmpty || isMonthDay($0)) && isWeekday($0, among: all) }
    }

    private func days(ofYear first: Day, _ start: Day) -> [Day] {
        let year = first.parts.year
        let own = (months.isEmpty ? Array(1...12) : months).compactMap { Day(year: year, month: $0, day: 1) }
        if !months.isEmpty { return own.flatMap { days(ofMonth: $0, start) } }
        if monthDays.isEmpty, weekdays.isEmpty {
            return [Day(year: year, month: start.parts.month, day: start.parts.day)].compactMap(\.self)
        }
        let isLeap = Day.length(ofMonth: 2, year: year) == 29
        let all = (0..<(isLeap ? 366 : 365)).map { first.adding(days: $0) }
        return all.filter { (monthDays.isEmpty || isMonthDay($0)) && isWeekday($0, among: all) }
    }

    /// Whether a day is one of the weekdays, and at the place wanted among its like in the period.
    private func isWeekday(_ day: Day, among all: [Day]) -> Bool {
        if weekdays.isEmpty { return true }
        guard let first = all.first, let last = all.last else { return false }
        return weekdays.contains { wanted in
            guard wanted.day == day.weekday else { return false }
            guard let place = wanted.place else { return true }
            let number = place > 0 ? Int(day.number - first.number) / 7 + 1 : -(Int(last.number - day.number) / 7 + 1)
            return number == place
        }
    }

    /// Of a period’s days those at the places wanted.
    private func placed(_ days: [Day]) -> [Day] {
        guard !places.isEmpty else { return days }
        let wanted = Set(places.map { $0 > 0 ? $0 - 1 : days.count + $0 })
        return days.enumerated().filter { wanted.contains($0.offset) }.map(\.element)
    }
}
