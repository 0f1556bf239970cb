/// Reads the C expression of a `Plural-Forms` line, by precedence, loosest first.
struct PluralExpressionReader {
    private var signs: [String] = []
    private var at = 0
    private var isReadable = true

    private static let levels: [[String]] = [
        ["||"], ["&&"], ["==", "!="], ["<=", ">=", "<", ">"], ["+", "-"], ["*", "/", "%"],
    ]
    private static let doubled: Set<String> = ["||", "&&", "==", "!=", "<=", ">="]
    private static let deepest = 40

    init(_ text: Substring) {
        var rest = text
        while let first = rest.first {
            if first == " " || first == "\t" {
                rest = rest.dropFirst()
            } else if first.isASCII, first.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                signs.append(String(digits))
                rest = rest.dropFirst(digits.count)
            } else if Self.doubled.contains(String(rest.prefix(2))) {
                signs.append(String(rest.prefix(2)))
                rest = rest.dropFirst(2)
            } else {
                isReadable = isReadable && "n()<>!?:+-*/%".contains(first)
                signs.append(String(first))
                rest = rest.dropFirst()
            }
        }
    }

    mutating func whole() -> PluralExpression? {
        guard isReadable, let expression = choice(depth: 0), at == signs.count else { return nil }
        return expression
    }

    private mutating func choice(depth: Int) -> PluralExpression? {
        guard depth < Self.deepest, let test = level(0, depth: depth) else { return nil }
        guard take("?") else { return test }
        guard let yes = choice(depth: depth + 1), take(":"), let no = choice(depth: depth + 1) else { return nil }
        return .choice(test, yes, no)
    }

    private mutating func level(_ index: Int, depth: Int) -> PluralExpression? {
        guard index < Self.levels.count else { return operand(depth: depth) }
        guard var left = level(index + 1, depth: depth) else { return nil }
        while at < signs.count, Self.levels[index].contains(signs[at]) {
            let sign = signs[at]
            at += 1
            guard let right = level(index + 1, depth: depth) else { return nil }
            left = .both(sign, left, right)
        }
        return left
    }

    private mutating func operand(depth: Int) -> PluralExpression? {
        if take("!") {
            guard depth < Self.deepest, let inner = operand(depth: depth + 1) else { return nil }
            return .not(inner)
        }
        if take("(") {
            guard let inner = choice(depth: depth + 1), take(")") else { return nil }
            return inner
        }
        if take("n") { return .n }
        guard at < signs.count, let number = UInt64(signs[at]) else { return nil }
        at += 1
        return .number(number)
    }

    private mutating func take(_ sign: String) -> Bool {
        guard at < signs.count, signs[at] == sign else { return false }
        at += 1
        return true
    }
}
