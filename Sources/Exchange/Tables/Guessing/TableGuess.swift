import Records

/// What a table seems to be, from its first records: shown to a person before anything is imported.
package struct TableGuess: Sendable {
    package let format: TableFormat
    package let isSpreadsheet: Bool
    package var columns: [ColumnGuess]
    /// The first twenty records, good or bad.
    package let rows: [TableRow]
    /// What was changed or left out so as to read the table.
    package let warnings: [Message]

    private static let rowsLookedAt = 500
    private static let rowsForOpenDays = 50_000
    private static let rowsShown = 20

    /// `format` where it is known already; `habits` settle what the file leaves open.
    package init(
        _ bytes: TableBytes, format known: TableFormat? = nil, isSpreadsheet: Bool = false, habits: CellStyle = .french
    ) throws {
        let format = try known ?? (isSpreadsheet ? TableFormat.guess(sheet: bytes) : TableFormat.guess(bytes))
        var source = try TableSource(bytes, format: format)
        let header = source.header
        var samples = header.columns.map { ColumnSample(title: $0.title, isSpreadsheet: isSpreadsheet) }
        var rows: [TableRow] = [], count = 0
        while count < TableGuess.rowsLookedAt, let row = try source.next() {
            count += 1
            if rows.count < TableGuess.rowsShown { rows.append(row) }
            guard row.problem == nil else { continue }
            for (index, cell) in row.cells.enumerated() { samples[index].add(cell) }
        }
        var local = habits
        // Files with semicolons come from where the comma is the decimal mark; files with commas seldom do.
        if !isSpreadsheet { local.mark = format.separator == UInt8(ascii: ",") ? .point : habits.mark }
        if isSpreadsheet { local.mark = .point }
        self.format = format
        self.isSpreadsheet = isSpreadsheet
        self.rows = rows
        columns = zip(header.columns, samples).map { $1.guess(name: $0.name, habits: local) }
        warnings = header.warnings + TableGuess.leftOut(format)
        try readOnForOpenDays(source)
        agree(habits)
    }

    private static func leftOut(_ format: TableFormat) -> [Message] {
        guard format.recordsAbove > 0 else { return [] }
        return [
            Message(
                "{count} line above the names of the columns is left out.",
                "{count} lines above the names of the columns are left out.", count: format.recordsAbove)
        ]
    }

    /// Days such as 3/4/2017 may be settled further down by a 25/10.
    private mutating func readOnForOpenDays(_ start: TableSource) throws {
        var source = start, count = 0
        while columns.contains(where: \.isOrderOpen), count < TableGuess.rowsForOpenDays, let row = try source.next() {
            count += 1
            guard row.problem == nil else { continue }
            for (index, cell) in row.cells.enumerated() where columns[index].isOrderOpen {
                guard let text = columns[index].style.text(cell) else { continue }
                let fitting = columns[index].possibleOrders.filter { Instant(cell: text, order: $0, zone: .gmt) != nil }
                if !fitting.isEmpty { columns[index].possibleOrders = fitting }
            }
        }
    }

    /// What one column settles holds for the others: a file has one author.
    private mutating func agree(_ habits: CellStyle) {
        let settled = columns.filter { $0.possibleOrders.count == 1 && $0.possibleOrders != [.yearMonthDay] }
        let order = settled.first?.possibleOrders[0]
        let mark = columns.first { $0.possibleMarks.count == 1 }?.possibleMarks[0]
        for index in columns.indices {
            let orders = columns[index].possibleOrders
            if orders.count == 1 {
                columns[index].style.order = orders[0]
            } else if let order, orders.contains(order) {
                columns[index].possibleOrders = [order]
                columns[index].style.order = order
            } else if orders.contains(habits.order) {
                columns[index].style.order = habits.order
            }
            if columns[index].isMarkOpen, let mark { columns[index].settleMark(mark) }
        }
    }
}

extension ColumnGuess {
    /// Another column of the file told which mark it uses.
    fileprivate mutating func settleMark(_ mark: DecimalMark) {
        style.mark = mark
        possibleMarks = [mark]
        if kind == .decimal, examples.allSatisfy({ Int64(cell: $0, mark: mark) != nil }) { kind = .integer }
    }
}
