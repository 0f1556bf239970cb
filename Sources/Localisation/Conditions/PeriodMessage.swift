import Records

extension Condition.Period {
    /// The period as it follows a field: “in the last 90 days”, “this quarter”.
    package var message: Message {
        switch self {
        case .today, .this(.day): Message("today")
        case .yesterday, .previous(.day): Message("yesterday")
        case .tomorrow, .following(.day): Message("tomorrow")
        case .last(let count, let unit): unit.last(count)
        case .next(let count, let unit): unit.next(count)
        case .this(.week): Message("this week")
        case .this(.month): Message("this month")
        case .this(.quarter): Message("this quarter")
        case .this(.year): Message("this year")
        case .previous(.week): Message("last week")
        case .previous(.month): Message("last month")
        case .previous(.quarter): Message("last quarter")
        case .previous(.year): Message("last year")
        case .following(.week): Message("next week")
        case .following(.month): Message("next month")
        case .following(.quarter): Message("next quarter")
        case .following(.year): Message("next year")
        }
    }
}

extension Condition.TimeUnit {
    fileprivate func last(_ count: Int) -> Message {
        switch self {
        case .day: Message("in the last {count} day", "in the last {count} days", count: count)
        case .week: Message("in the last {count} week", "in the last {count} weeks", count: count)
        case .month: Message("in the last {count} month", "in the last {count} months", count: count)
        case .quarter: Message("in the last {count} quarter", "in the last {count} quarters", count: count)
        case .year: Message("in the last {count} year", "in the last {count} years", count: count)
        }
    }

    fileprivate func next(_ count: Int) -> Message {
        switch self {
        case .day: Message("in the next {count} day", "in the next {count} days", count: count)
        case .week: Message("in the next {count} week", "in the next {count} weeks", count: count)
        case .month: Message("in the next {count} month", "in the next {count} months", count: count)
        case .quarter: Message("in the next {count} quarter", "in the next {count} quarters", count: count)
        case .year: Message("in the next {count} year", "in the next {count} years", count: count)
        }
    }
}
