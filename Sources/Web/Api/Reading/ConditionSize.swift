import Records
import Storage

/// How large a condition from outside may be: what both databases compile without complaint, and far more than a person
/// ever writes.
enum ConditionSize {
    private static let tests = 200
    private static let operands = 5000
    private static let textLength = 1000
    /// Steps through links, related records, `not` and groups from the outside to the innermost test.
    private static let depth = 12
    /// What both databases take in one statement, groups spelt out.
    private static let pieces = 20_000

    static func check(_ condition: Condition) throws(ConditionFault) {
        var measured = Measured()
        measured.add(condition, depth: 0)
        guard measured.tests <= tests, measured.operands <= operands, measured.textLength <= textLength,
            measured.depth <= depth
        else {
            throw ConditionFault(
                "$",
                Message(
                    "This condition is too large. At most {tests} tests, {depth} levels deep, are understood.",
                    ["tests": .number(tests), "depth": .number(depth)]))
        }
    }

    /// Days and instants are kept from year 1 to 9999 in both databases; a time zone may push one across the edge.
    static func checkCalendar(_ sql: SQL) throws(ConditionFault) {
        guard sql.pieces.count <= pieces else {
            throw ConditionFault("$", Message("With the groups it names, this condition is too large. Ask for less."))
        }
        for case .bound(let value) in sql.pieces {
            let isKept: Bool
            switch value {
            case .day(let day): isKept = days.contains(day)
            case .instant(let instant):
                isKept = Instant(days.lowerBound) <= instant && instant < Instant(days.upperBound.adding(days: 1))
            default: isKept = true
            }
            if !isKept { throw ConditionFault("$", Message("A day between the years 1 and 9999 is expected.")) }
        }
    }

    private static let days = Day(year: 1, month: 1, day: 1)!...Day(year: 9999, month: 12, day: 31)!

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
            case .among(let values): for value in values { add(value) }
            case .between(let low, let high):
                add(low)
                add(high)
            case .contains(let text), .startsWith(let text): add(.text(text))
            case .equals(let value), .differs(let value), .atLeast(let value), .atMost(let value), .moreThan(let value),
                .lessThan(let value), .before(let value), .after(let value), .under(let value):
                add(value)
            case .within, .empty, .isMe: break
            }
        }

        private mutating func add(_ value: JSON) {
            operands += 1
            textLength = max(textLength, value.text?.utf8.count ?? 0)
        }
    }
}
