import Records
import Storage

/// A filter in the address: `stage.name=Won`, `closes_on[before]=2026-12-01`, `owner[in]=1,2`. It says the same as a
/// test of the condition language and becomes one.
struct AddressFilter {
    let parameter: String
    let condition: Condition

    /// Nil where the name is no filter (`a]b`).
    init?(_ item: Form.Item) throws(FieldRefusal) {
        guard let (path, test) = AddressFilter.split(item.name) else { return nil }
        let member = JSON.Member(test, try AddressFilter.operand(test, item))
        do {
            condition = try Condition(json: .object([.init("field", .text(path)), member]))
        } catch {
            throw FieldRefusal(item.name, code: "invalid_value", error.message)
        }
        parameter = item.name
    }

    /// The field path and the test; without brackets the test is `is`.
    private static func split(_ name: String) -> (path: String, test: String)? {
        guard let bracket = name.firstIndex(of: "[") else { return name.isEmpty ? nil : (name, "is") }
        let path = String(name[..<bracket]), test = name[name.index(after: bracket)...]
        guard !path.isEmpty, test.last == "]", !test.dropLast().contains(where: { $0 == "[" || $0 == "]" }) else {
            return nil
        }
        return (path, String(test.dropLast()))
    }

    static let tests: Set<String> = [
        "is", "is_not", "in", "contains", "starts_with", "at_least", "at_most", "more_than", "less_than", "before",
        "after",
        "between", "within", "empty", "is_me", "under",
    ]

    private static func operand(_ test: String, _ item: Form.Item) throws(FieldRefusal) -> JSON {
        switch test {
        case "in", "between": return try list(item)
        case "empty", "is_me":
            guard let truth = ["true": true, "false": false][item.value] else {
                throw FieldRefusal(item.name, code: "invalid_value", Message("true or false is expected."))
            }
            return .boolean(truth)
        case "within" where item.value.hasPrefix("{"): return try parsed(item)
        case _ where tests.contains(test): return .text(item.value)
        default:
            throw FieldRefusal(
                item.name, code: "unknown_test",
                Message(
                    "“{test}” is not a test. Use one of: {tests}.",
                    ["test": .text(test), "tests": .text(tests.sorted().joined(separator: ", "))]))
        }
    }

    /// `a,b`; values that hold a comma are given as a JSON list.
    private static func list(_ item: Form.Item) throws(FieldRefusal) -> JSON {
        if item.value.hasPrefix("[") { return try parsed(item) }
        return .texts(item.value.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
    }

    private static func parsed(_ item: Form.Item) throws(FieldRefusal) -> JSON {
        do {
            return try JSON(parsing: item.value)
        } catch {
            throw FieldRefusal(
                item.name, code: "malformed_json",
                Message(
                    "The data is not valid JSON: at byte {offset}, {reason}.",
                    ["offset": .number(error.offset), "reason": .text(error.reason)]))
        }
    }

    /// Compiles the filter alone, so that a fault is told under the parameter's own name.
    func check(_ kind: Kind, _ compiler: ConditionCompiler) throws(FieldRefusal) {
        do {
            try ConditionSize.check(condition)
            try ConditionSize.checkCalendar(try compiler.sql(condition, at: .init(kind), path: "$"))
        } catch {
            let isField = error.path.hasSuffix(".field")
            throw FieldRefusal(parameter, code: isField ? "unknown_parameter" : "invalid_value", error.message)
        }
    }
}
