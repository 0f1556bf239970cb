import Records

/// Reading numbers that a person typed. Nil rather than a guess: what could be two numbers is refused.
extension Translator {
    /// `1 234`, `-12`, `1,234` in English.
    package func readNumber(_ typed: String) -> Int64? {
        guard let plain = plainNumber(typed) else { return nil }
        let pieces = plain.split(separator: ".")
        if pieces.count == 2, pieces[1].contains(where: { $0 != "0" }) { return nil }
        return Int64(pieces[0])
    }

    /// `1 234,5`; beside the language's own mark, French takes the point of the number pad.
    package func readExact(_ typed: String) -> Exact? { plainNumber(typed).flatMap(Exact.init) }

    /// `1 234,56 €`, `€1,234.56`, `12,50 USD`; without a sign, in the currency given.
    package func readMoney(_ typed: String, defaultCurrency: String) -> Money? {
        let typed = typed.spacesAndMinusesUnified
        guard let first = typed.firstIndex(where: \.isFigure), let last = typed.lastIndex(where: \.isFigure) else {
            return nil
        }
        var before = typed[..<first].filter { $0 != " " }
        let after = typed[typed.index(after: last)...].filter { $0 != " " }
        var amount = String(typed[first...last])
        // A mark may open the number: `,50`.
        if let mark = before.last, mark == "," || mark == "." {
            before.removeLast()
            amount = String(mark) + amount
        }
        let minuses = before.count { $0 == "-" }
        before.removeAll { $0 == "-" }
        guard minuses < 2, before.isEmpty || after.isEmpty, let plain = plainNumber(amount) else { return nil }
        guard let currency = currency(before + after, default: defaultCurrency) else { return nil }
        return Money(amount: (minuses == 1 ? "-" : "") + plain, currency: currency)
    }

    private func currency(_ written: String, default: String) -> String? {
        if written.isEmpty { return `default` }
        let written = written.uppercased()
        if Money.isCurrency(written) { return written }
        if conventions.numbers.symbols[`default`] == written { return `default` }
        // A bare $ is the customer's own dollar where they have one.
        if written == "$" { return `default`.hasSuffix("D") ? `default` : "USD" }
        for language in Language.allCases {
            let symbols = Conventions.of(language).numbers.symbols
            if let found = symbols.first(where: { $0.value == written }) { return found.key }
        }
        return nil
    }

    /// What was typed as plain digits, `-1234.56`; nil where it is no number.
    private func plainNumber(_ typed: String) -> String? {
        var text = typed.spacesAndMinusesUnified[...]
        var sign = ""
        if let first = text.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            text = text.dropFirst().drop { $0 == " " }
        }
        guard !text.isEmpty, text.allSatisfy({ $0.isFigure || $0 == " " || $0 == "," || $0 == "." }) else { return nil }
        var whole = text, fraction: Substring = ""
        if let mark = decimalMark(of: text), let at = text.lastIndex(of: mark) {
            whole = text[..<at]
            fraction = text[text.index(after: at)...]
            guard !fraction.isEmpty, fraction.allSatisfy(\.isFigure), !whole.contains(mark) else { return nil }
        }
        guard let digits = ungrouped(whole, mayBeEmpty: !fraction.isEmpty) else { return nil }
        return sign + digits + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// Which of comma and point separates the decimals here, if any does.
    private func decimalMark(of text: Substring) -> Character? {
        let commas = text.count { $0 == "," }, points = text.count { $0 == "." }
        if commas > 0, points > 0 {
            guard let comma = text.lastIndex(of: ","), let point = text.lastIndex(of: ".") else { return nil }
            return comma > point ? "," : "."
        }
        guard commas + points == 1 else { return nil }
        let only: Character = commas == 1 ? "," : "."
        return conventions.numbers.group == String(only) ? nil : only
    }

    /// `1 234 567` as `1234567`: one kind of separator, groups of three.
    private func ungrouped(_ whole: Substring, mayBeEmpty: Bool) -> String? {
        if whole.isEmpty { return mayBeEmpty ? "0" : nil }
        guard Set(whole.filter { !$0.isFigure }).count <= 1 else { return nil }
        let groups = whole.split(omittingEmptySubsequences: false) { !$0.isFigure }
        guard groups.count == 1 || (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return groups.joined()
    }
}

extension Character {
    /// One of 0 to 9: other digits of Unicode are not what our keyboards type.
    fileprivate var isFigure: Bool { isASCII && isNumber }
}

extension String {
    /// Without spaces around, every kind of space a plain one, every minus a hyphen.
    fileprivate var spacesAndMinusesUnified: String {
        var out = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\u{a0}", "\u{202f}", "\u{2009}", "\u{2007}", "\t": out.append(" ")
            case "\u{2212}", "\u{2013}": out.append("-")
            default: out.append(scalar)
            }
        }
        var rest = Substring(String(out))
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
