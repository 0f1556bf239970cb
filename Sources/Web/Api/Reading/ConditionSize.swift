import Records

/// How large a condition from outside may be: what both databases compile without complaint, and far more than a person
/// ever writes.
enum ConditionSize {
    private static let tests = 200
    private static let operands = 5000
    private static let textLength = 1000
    /// Steps through links, related records, `not` and groups from the outside to the innermost test.
    private static let depth = 12

    static func check(_ condition: Condition) throws(ConditionFault) {
        var measured = Measured()
        measured.add(condition, depth: 0)
        guard measured.tests <= tests, measured.operands <= operands, measured.textLength <= textLength, measured.depth <= depth
        else {
            throw ConditionFault(
                "$", Message("This condition is too large. At most {tests} tests, {depth} levels deep, are understood.",
                    ["tests": .number(tests), "depth": .number(depth)]))
        }
    }

    private struct Measured {
        var tests = 0, operands = 0, textLength = 0, depth = 0

        mutating func add(_ condition: Condition, depth: Int) {
            self.depth = max(self.depth, depth)
            switch condition {
            case .constant: tests += 1
            case .all(let list), .any(let list):
                tests += 1
                for item in list { add(item, depth: depth + 1) }
            case .not(let inner): add(inner, depth: depth + 1)
            case .related(_, let inner, _):
                tests += 1
                add(inner, depth: depth + 2)
            case .test(let path, let test):
                self.depth = max(self.depth, depth + (path.count - 1) * 2)
                add(test)
            }
        }

        private mutating func add(_ test: Condition.Test) {
            tests += 1
            switch test {
            case .among(let values):
                operands += values.count
                for value in values { add(value) }
            case .between(let low, let high):
                add(low)
                add(high)
            case .contains(let text), .startsWith(let text): add(.text(text))
            case .equals(let value), .differs(let value), .atLeast(let value), .atMost(let value), .moreThan(let value),
                .lessThan(let value), .before(let value), .after(let value): add(value)
            case .within, .empty, .isMe: break
            }
        }

        private mutating func add(_ value: JSON) {
            operands += 1
            textLength = max(textLength, value.text?.utf8.count ?? 0)
        }
    }
}
