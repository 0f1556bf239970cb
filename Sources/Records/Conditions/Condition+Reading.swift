extension Condition {
    /// What is nested deeper could be read, but not written again: a condition takes up to two levels of JSON for each
    /// of its own, and our reader stops at a hundred.
    private static let deepest = 40

    /// Reads the JSON form. Unknown keys, two tests in one object and wrong types are faults with their path.
    package init(json: JSON, at path: String = "$") throws(ConditionFault) { try self.init(json, at: path, depth: 0) }

    private init(_ json: JSON, at path: String, depth: Int) throws(ConditionFault) {
        guard depth <= Condition.deepest else {
            throw ConditionFault(
                path, Message("A condition may be nested {count} deep.", ["count": .number(Condition.deepest)]))
        }
        guard let members = json.members else {
            throw ConditionFault(
                path,
                Message("An object such as {example} is expected.", ["example": .text(#"{"field":"name","is":"x"}"#)]))
        }
        let keys = Set(members.map(\.name))
        if keys == ["all"] || keys == ["any"] {
            self = try Condition.group(members[0], at: path, depth: depth)
        } else if keys == ["not"] {
            self = .not(try Condition(members[0].value, at: path + ".not", depth: depth + 1))
        } else if keys.contains("related") {
            self = try Condition.related(json, keys, at: path, depth: depth)
        } else if keys.contains("field") {
            self = try Condition.test(members, at: path)
        } else if keys.isEmpty {
            self = .everything
        } else {
            let unknown = keys.subtracting(["all", "any", "not"]).sorted().first ?? keys.sorted()[0]
            throw ConditionFault(
                "\(path).\(unknown)",
                Message(
                    "“{key}” is not understood here: use one of all, any, not, field or related.",
                    ["key": .text(unknown)]))
        }
    }

    private static func group(_ member: JSON.Member, at path: String, depth: Int) throws(ConditionFault) -> Condition {
        guard let items = member.value.array else {
            throw ConditionFault("\(path).\(member.name)", Message("A list of conditions is expected."))
        }
        var list: [Condition] = []
        for (index, item) in items.enumerated() {
            list.append(try Condition(item, at: "\(path).\(member.name)[\(index)]", depth: depth + 1))
        }
        return member.name == "all" ? .all(list) : .any(list)
    }

    private static func related(
        _ json: JSON, _ keys: Set<String>, at path: String, depth: Int
    ) throws(ConditionFault) -> Condition {
        guard let name = json["related"]?.text else {
            throw ConditionFault("\(path).related", Message("The name of related records is expected."))
        }
        if let unknown = keys.subtracting(["related", "where", "count", "sum"]).sorted().first {
            throw ConditionFault(
                "\(path).\(unknown)",
                Message(
                    "“{key}” is not understood here: use related with where, count or sum.", ["key": .text(unknown)]))
        }
        var inner = Condition.everything
        if let condition = json["where"] { inner = try Condition(condition, at: path + ".where", depth: depth + 1) }
        if let sum = json["sum"] {
            guard json["count"] == nil else {
                throw ConditionFault("\(path).sum", Message("Give either count or sum, not both."))
            }
            let (atLeast, atMost) = try bounds(sum, extra: ["field"], at: path + ".sum")
            guard let field = sum["field"]?.text else {
                throw ConditionFault("\(path).sum.field", Message("The field to add up is expected."))
            }
            return .related(name, where: inner, .sum(field: field, atLeast: atLeast, atMost: atMost))
        }
        guard let count = json["count"] else { return .related(name, where: inner, .some) }
        let (least, most) = try bounds(count, extra: [], at: path + ".count")
        return .related(
            name, where: inner,
            .count(
                atLeast: try whole(least, at: path + ".count.at_least"),
                atMost: try whole(most, at: path + ".count.at_most")))
    }

    private static func bounds(_ json: JSON, extra: Set<String>, at path: String) throws(ConditionFault) -> (
        JSON?, JSON?
    ) {
        let keys = Set((json.members ?? []).map(\.name))
        let least = json["at_least"], most = json["at_most"]
        guard keys.subtracting(extra).subtracting(["at_least", "at_most"]).isEmpty, least != nil || most != nil else {
            throw ConditionFault(path, Message("An object with at_least, at_most or both is expected."))
        }
        return (least, most)
    }

    private static func whole(_ json: JSON?, at path: String) throws(ConditionFault) -> Int64? {
        guard let json else { return nil }
        guard let number = json.integer, number >= 0 else {
            throw ConditionFault(path, Message("A whole number, zero or more, is expected."))
        }
        return number
    }

    private static func test(_ members: [JSON.Member], at path: String) throws(ConditionFault) -> Condition {
        guard let field = members.first(where: { $0.name == "field" })?.value.text, !field.isEmpty else {
            throw ConditionFault("\(path).field", Message("The name of a field is expected."))
        }
        let tests = members.filter { $0.name != "field" }
        guard tests.count == 1 else {
            throw ConditionFault(
                path,
                Message(
                    "Exactly one test is expected: {tests}.", ["tests": .text(Condition.Test.names)]
                ))
        }
        let names = field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return .test(path: names, try Test(tests[0], at: "\(path).\(tests[0].name)"))
    }
}

extension Condition.Test {
    static let names = """
        is, is_not, in, contains, starts_with, at_least, at_most, more_than, less_than, before, after, between, \
        within, empty, is_me, under
        """

    init(_ member: JSON.Member, at path: String) throws(ConditionFault) {
        let operand = member.value
        switch member.name {
        case "is": self = .equals(try Self.scalar(operand, at: path))
        case "is_not": self = .differs(try Self.scalar(operand, at: path))
        case "in": self = .among(try Self.list(operand, at: path))
        case "contains": self = .contains(try Self.text(operand, at: path))
        case "starts_with": self = .startsWith(try Self.text(operand, at: path))
        case "at_least": self = .atLeast(try Self.scalar(operand, at: path))
        case "at_most": self = .atMost(try Self.scalar(operand, at: path))
        case "more_than": self = .moreThan(try Self.scalar(operand, at: path))
        case "less_than": self = .lessThan(try Self.scalar(operand, at: path))
        case "before": self = .before(try Self.scalar(operand, at: path))
        case "after": self = .after(try Self.scalar(operand, at: path))
        case "between":
            let pair = try Self.list(operand, at: path)
            guard pair.count == 2 else { throw ConditionFault(path, Message("A list of two values is expected.")) }
            self = .between(pair[0], pair[1])
        case "within": self = .within(try Condition.Period(operand, at: path))
        case "empty": self = .empty(try Self.truth(operand, at: path))
        case "is_me": self = .isMe(try Self.truth(operand, at: path))
        case "under": self = .under(try Self.scalar(operand, at: path))
        default:
            throw ConditionFault(path, Message("“{key}” is not a test.", ["key": .text(member.name)]))
        }
    }

    private static func scalar(_ json: JSON, at path: String) throws(ConditionFault) -> JSON {
        switch json {
        case .text, .number, .boolean: return json
        case .null: throw ConditionFault(path, Message("A value is expected; for no value use “empty”: true."))
        case .array, .object: throw ConditionFault(path, Message("A single value is expected."))
        }
    }

    private static func list(_ json: JSON, at path: String) throws(ConditionFault) -> [JSON] {
        guard let items = json.array else { throw ConditionFault(path, Message("A list of values is expected.")) }
        var list: [JSON] = []
        for (index, item) in items.enumerated() { list.append(try scalar(item, at: "\(path)[\(index)]")) }
        return list
    }

    private static func text(_ json: JSON, at path: String) throws(ConditionFault) -> String {
        guard let text = json.text else { throw ConditionFault(path, Message("A text is expected.")) }
        return text
    }

    private static func truth(_ json: JSON, at path: String) throws(ConditionFault) -> Bool {
        guard let truth = json.boolean else { throw ConditionFault(path, Message("true or false is expected.")) }
        return truth
    }
}

extension Condition.Period {
    init(_ json: JSON, at path: String) throws(ConditionFault) {
        if let word = json.text {
            guard let period = Self.words[word] else {
                throw ConditionFault(
                    path,
                    Message(
                        "“{word}” is not a period. Use for example “today”, “this_month” or “last_quarter”.",
                        ["word": .text(word)]))
            }
            self = period
            return
        }
        guard let members = json.members, members.count == 2, let unitName = json["unit"]?.text,
            let unit = Condition.TimeUnit(rawValue: unitName)
        else { throw Self.shapeFault(path) }
        if let number = json["last"]?.integer, (1...10_000).contains(number) {
            self = .last(Int(number), unit)
        } else if let number = json["next"]?.integer, (1...10_000).contains(number) {
            self = .next(Int(number), unit)
        } else {
            throw Self.shapeFault(path)
        }
    }

    private static func shapeFault(_ path: String) -> ConditionFault {
        ConditionFault(
            path,
            Message(
                "A period is expected, such as {example} or “this_quarter”.",
                ["example": .text(#"{"last":90,"unit":"day"}"#)]))
    }

    /// `today`, `this_month`, `last_year`, `next_week`…
    package static let words: [String: Condition.Period] = {
        var words: [String: Condition.Period] = ["today": .today, "yesterday": .yesterday, "tomorrow": .tomorrow]
        for unit in Condition.TimeUnit.allCases where unit != .day {
            words["this_\(unit.rawValue)"] = .this(unit)
            words["last_\(unit.rawValue)"] = .previous(unit)
            words["next_\(unit.rawValue)"] = .following(unit)
        }
        return words
    }()
}
