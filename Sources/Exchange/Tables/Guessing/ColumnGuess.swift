import Records

/// What one column seems to hold, guessed from its first cells.
package struct ColumnGuess: Sendable {
    package let name: String
    package let title: String
    package var kind: ColumnKind
    package var style: CellStyle
    /// How many cells were looked at, and how many of them were filled.
    package let seen: Int
    package let filled: Int
    /// Filled cells that are not what the column seems to hold.
    package var misfits = 0
    /// The orders that fit the days seen; more than one where nothing settles it.
    package var possibleOrders: [DayOrder] = []
    /// The marks that fit the numbers seen: none where no number has one, both where nothing settles it (`1.234`).
    package var possibleMarks: [DecimalMark] = []
    package let examples: [String]
    package var notes: [Message] = []

    package var isOrderOpen: Bool { possibleOrders.count > 1 }
    package var isMarkOpen: Bool { possibleMarks.count > 1 }
}

/// The cells of one column, looked at together.
struct ColumnSample {
    let title: String
    let isSpreadsheet: Bool
    private(set) var seen = 0
    /// Filled cells as written, without white space around them.
    private(set) var cells: [String] = []
    private(set) var emptyWords: [String: Int] = [:]

    private static let wordsForEmpty: Set<String> = [
        "NULL", "(null)", "\\N", "#N/A", "#N/D", "#REF!", "#VALUE!", "#VALEUR!",
    ]

    init(title: String, isSpreadsheet: Bool) {
        self.title = title
        self.isSpreadsheet = isSpreadsheet
    }

    mutating func add(_ cell: String) {
        seen += 1
        let text = cell.trimmingSpaces
        if text.isEmpty { return }
        if ColumnSample.wordsForEmpty.contains(text) {
            emptyWords[text, default: 0] += 1
        } else {
            cells.append(text)
        }
    }

    func guess(name: String, habits: CellStyle) -> ColumnGuess {
        var guess = ColumnGuess(
            name: name, title: title, kind: .empty, style: habits, seen: seen, filled: cells.count,
            examples: Array(cells.prefix(3)))
        guess.style.emptyWords = Set(emptyWords.keys)
        for (word, count) in emptyWords.sorted(by: { $0.key < $1.key }) {
            guess.notes.append(
                Message(
                    "{word} is read as an empty cell ({count} time)", "{word} is read as an empty cell ({count} times)",
                    count: count, ["word": .text(word)]))
        }
        if !cells.isEmpty { settle(&guess) }
        return guess
    }

    /// The kind that at least nine of ten cells are, the most telling first.
    private func settle(_ guess: inout ColumnGuess) {
        let hint = ColumnHint(title)
        if settleCode(&guess, hint) { return }
        if fits(&guess, .email, isEmail) || fits(&guess, .url, isURL) { return }
        if settleDay(&guess, hint) { return }
        if Set(cells.map(folded)).count <= 2, fits(&guess, .boolean, isTruth) { return }
        if settleNumber(&guess, hint) { return }
        guess.kind = .text
    }

    /// Digits that are no number: they keep their zeros, and are never added up.
    private func settleCode(_ guess: inout ColumnGuess, _ hint: ColumnHint) -> Bool {
        let damaged = cells.count(where: DamagedNumber.isDamaged)
        if damaged > 0, hint.isSiret || hint.isSiren || hint.isTelephone || hint.isCode {
            guess.notes.append(
                Message(
                    "{count} number was shortened by a spreadsheet and has lost its digits: its line will be refused",
                    """
                    {count} numbers were shortened by a spreadsheet and have lost their digits: their lines will \
                    be refused
                    """,
                    count: damaged))
        }
        if hint.isSiret || !hint.isTelephone && share(isSiret) > 0.9 { return assign(&guess, .siret, isSiret) }
        if hint.isSiren || share(isSiren) > 0.9 && !hint.isTelephone { return assign(&guess, .siren, isSiren) }
        if hint.isPostcode { return assign(&guess, .postcode, { !$0.isEmpty }) }
        if hint.isTelephone { return assign(&guess, .telephone, { !DamagedNumber.isDamaged($0) }) }
        if share(isTelephone) > 0.9 { return assign(&guess, .telephone, isTelephone) }
        return false
    }

    private func settleDay(_ guess: inout ColumnGuess, _ hint: ColumnHint) -> Bool {
        if isSpreadsheet, hint.isDay, share({ isSerialDay($0) }) > 0.9 {
            guess.style.hasSerialDays = true
            return assign(&guess, .day, isSerialDay)
        }
        var orders = DayOrder.allCases
        var best = 0
        for order in DayOrder.allCases {
            let count = cells.count { Instant(cell: $0, order: order, zone: .gmt) != nil }
            if count > best { (best, orders) = (count, [order]) } else if count == best { orders.append(order) }
        }
        guard best * 10 >= cells.count * 9, best > 0 else { return false }
        let daysOnly = orders.contains { order in
            cells.count { Day(cell: $0, order: order) != nil } == best
        }
        guess.kind = daysOnly ? .day : .moment
        guess.misfits = cells.count - best
        guess.possibleOrders = sameDays(orders) ? [.yearMonthDay] : orders
        guess.style.order =
            guess.possibleOrders.contains(guess.style.order) ? guess.style.order : guess.possibleOrders[0]
        return true
    }

    /// `2016-10-25` reads the same in every order.
    private func sameDays(_ orders: [DayOrder]) -> Bool {
        orders.contains(.yearMonthDay)
            && cells.allSatisfy { cell in Set(orders.map { splitDay(cell, $0).day }).count == 1 }
    }

    private func share(_ test: (String) -> Bool) -> Double { Double(cells.count(where: test)) / Double(cells.count) }

    private func fits(_ guess: inout ColumnGuess, _ kind: ColumnKind, _ test: (String) -> Bool) -> Bool {
        share(test) >= 0.9 && assign(&guess, kind, test)
    }

    private func assign(_ guess: inout ColumnGuess, _ kind: ColumnKind, _ test: (String) -> Bool) -> Bool {
        guess.kind = kind
        guess.misfits = cells.count { !test($0) }
        return true
    }
}
