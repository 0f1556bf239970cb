/// Which form of a counted sentence goes with a number: the `Plural-Forms` line of a PO file, a C expression over `n`.
package struct PluralRule: Sendable {
    package let forms: Int
    private let expression: PluralExpression

    /// One thing, several things: the rule of the English source texts.
    package static let source: PluralRule = {
        guard let rule = PluralRule("nplurals=2; plural=(n != 1);") else {
            preconditionFailure("the plural rule of the source texts is well formed")
        }
        return rule
    }()

    /// Reads `nplurals=2; plural=(n > 1);`; nil where it is written otherwise.
    package init?(_ header: String) {
        var forms: Int?
        var expression: PluralExpression?
        for part in header.split(separator: ";") {
            guard let equals = part.firstIndex(of: "=") else {
                if part.contains(where: { $0 != " " }) { return nil }
                continue
            }
            let name = part[..<equals].filter { $0 != " " }
            let value = part[part.index(after: equals)...]
            switch name {
            case "nplurals": forms = Int(value.filter { $0 != " " })
            case "plural":
                var reader = PluralExpressionReader(value)
                expression = reader.whole()
            default: return nil
            }
        }
        guard let forms, let expression, (1...6).contains(forms) else { return nil }
        self.forms = forms
        self.expression = expression
    }

    /// The form for a count, from 0; a rule that answers beyond its forms gets the last.
    package func form(for count: Int) -> Int {
        min(forms - 1, Int(clamping: expression.value(UInt64(count.magnitude))))
    }
}

/// The expression, ready to be computed.
indirect enum PluralExpression: Sendable {
    case n
    case number(UInt64)
    case not(PluralExpression)
    case both(String, PluralExpression, PluralExpression)
    case choice(PluralExpression, PluralExpression, PluralExpression)

    func value(_ n: UInt64) -> UInt64 {
        switch self {
        case .n: n
        case .number(let number): number
        case .not(let inner): inner.value(n) == 0 ? 1 : 0
        case .choice(let test, let yes, let no): test.value(n) != 0 ? yes.value(n) : no.value(n)
        case .both(let sign, let left, let right): Self.combined(sign, left.value(n), right.value(n))
        }
    }

    private static func combined(_ sign: String, _ left: UInt64, _ right: UInt64) -> UInt64 {
        switch sign {
        case "%": right == 0 ? 0 : left % right
        case "/": right == 0 ? 0 : left / right
        case "*": left &* right
        case "+": left &+ right
        case "-": left &- right
        case "==": left == right ? 1 : 0
        case "!=": left != right ? 1 : 0
        case "<": left < right ? 1 : 0
        case ">": left > right ? 1 : 0
        case "<=": left <= right ? 1 : 0
        case ">=": left >= right ? 1 : 0
        case "&&": left != 0 && right != 0 ? 1 : 0
        default: left != 0 || right != 0 ? 1 : 0
        }
    }
}
