import Records

extension ColumnSample {
    /// Whole numbers, decimals or amounts, and which mark they are written with.
    func settleNumber(_ guess: inout ColumnGuess, _ hint: ColumnHint) -> Bool {
        // 00123 and numbers beyond fifteen digits are codes.
        if cells.contains(where: { $0.count > 1 && $0.hasPrefix("0") && isDigits($0) || isDigits($0) && $0.count > 15 })
        {
            return false
        }
        let habit = guess.style.mark
        let marks = [habit, habit.other]
        let counts = marks.map { mark in cells.count { Money.mayBe($0, mark) } }
        guard let best = counts.max(), best > 0, best * 10 >= cells.count * 9 else { return false }
        let mark = counts[0] >= counts[1] ? marks[0] : marks[1]
        guess.style.mark = mark
        if cells.contains(where: { $0.contains(",") || $0.contains(".") }) {
            guess.possibleMarks = counts[0] == counts[1] ? marks : [mark]
        }
        guess.misfits = cells.count - best
        let currencies = Set(cells.compactMap { splitCurrency($0).currency })
        if let currency = currencies.first, currencies.count == 1 { guess.style.currency = currency }
        let isWhole = cells.allSatisfy { Money.mayBe($0, mark) ? Int64(cell: $0, mark: mark) != nil : true }
        guess.kind = !currencies.isEmpty || hint.isMoney ? .money : isWhole ? .integer : .decimal
        return true
    }
}

extension Money {
    fileprivate static func mayBe(_ text: String, _ mark: DecimalMark) -> Bool {
        let number = splitCurrency(text).number
        return plainNumber(number.hasSuffix("%") ? String(number.dropLast()).trimmingSpaces : number, mark) != nil
    }
}
