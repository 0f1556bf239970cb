extension Condition {
    /// The JSON form: `Condition(json: condition.json) == condition`.
    package var json: JSON {
        switch self {
        case .constant(let yes): yes ? .record(["all": .array([])]) : .record(["any": .array([])])
        case .all(let list): .record(["all": .array(list.map(\.json))])
        case .any(let list): .record(["any": .array(list.map(\.json))])
        case .not(let inner): .record(["not": inner.json])
        case .test(let path, let test):
            .object([.init("field", .text(path.joined(separator: "."))), test.member])
        case .related(let name, let inner, let measure):
            .object([.init("related", .text(name)), .init("where", inner.json)] + measure.members)
        }
    }
}

extension Condition.Test {
    var member: JSON.Member {
        switch self {
        case .equals(let value): .init("is", value)
        case .differs(let value): .init("is_not", value)
        case .among(let values): .init("in", .array(values))
        case .contains(let text): .init("contains", .text(text))
        case .startsWith(let text): .init("starts_with", .text(text))
        case .atLeast(let value): .init("at_least", value)
        case .atMost(let value): .init("at_most", value)
        case .moreThan(let value): .init("more_than", value)
        case .lessThan(let value): .init("less_than", value)
        case .before(let value): .init("before", value)
        case .after(let value): .init("after", value)
        case .between(let low, let high): .init("between", .array([low, high]))
        case .within(let period): .init("within", period.json)
        case .empty(let yes): .init("empty", .boolean(yes))
        case .isMe(let yes): .init("is_me", .boolean(yes))
        case .under(let value): .init("under", value)
        }
    }

    /// The JSON key of this test: `at_least`.
    package var name: String { member.name }
}

extension Condition.Measure {
    var members: [JSON.Member] {
        switch self {
        case .count(let least, let most):
            [.init("count", Self.bounds([], least.map { .number(String($0)) }, most.map { .number(String($0)) }))]
        case .sum(let field, let least, let most):
            [.init("sum", Self.bounds([.init("field", .text(field))], least, most))]
        }
    }

    private static func bounds(_ first: [JSON.Member], _ least: JSON?, _ most: JSON?) -> JSON {
        var members = first
        if let least { members.append(.init("at_least", least)) }
        if let most { members.append(.init("at_most", most)) }
        return .object(members)
    }
}

extension Condition.Period {
    package var json: JSON {
        switch self {
        case .last(let number, let unit): .record(["last": .number(String(number)), "unit": .text(unit.rawValue)])
        case .next(let number, let unit): .record(["next": .number(String(number)), "unit": .text(unit.rawValue)])
        case .this(let unit): .text("this_\(unit.rawValue)")
        case .previous(let unit): .text("last_\(unit.rawValue)")
        case .following(let unit): .text("next_\(unit.rawValue)")
        case .today: "today"
        case .yesterday: "yesterday"
        case .tomorrow: "tomorrow"
        }
    }
}
