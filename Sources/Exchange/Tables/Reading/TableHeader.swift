import Records

/// The columns of a table, each with a name of its own.
package struct TableHeader: Sendable {
    package struct Column: Sendable, Hashable {
        /// Unique in the table: what a mapping calls it.
        package let name: String
        /// What the file calls it.
        package let title: String
    }

    package let columns: [Column]
    package let warnings: [Message]
    /// Where the first record begins.
    package let end: TablePosition

    /// No columns known yet: records are read as wide as they come.
    init() {
        columns = []
        warnings = []
        end = TablePosition(offset: 0, line: 1, number: 1)
    }

    /// A table without a header: columns are numbered.
    init(numbered count: Int, end: TablePosition) {
        columns = (0..<count).map { Column(name: "Column \($0 + 1)", title: "") }
        warnings = []
        self.end = end
    }

    /// Names made unique and filled in, each time with a warning. Empty names at the end are cells without a column.
    init(_ cells: [String], end: TablePosition, limit: Int) throws {
        var titles = cells.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        while titles.last?.isEmpty == true { titles.removeLast() }
        guard !titles.isEmpty else {
            throw Refusal(
                code: "no_columns",
                Message("The first line names no column. Choose a file whose first line names the columns."))
        }
        var taken = Set(titles), seen: Set<String> = [], columns: [Column] = [], warnings: [Message] = []
        for (index, title) in titles.enumerated() {
            if !title.isEmpty, seen.insert(title).inserted {
                columns.append(Column(name: title, title: title))
                continue
            }
            let base = title.isEmpty ? "Column \(index + 1)" : title
            let name = TableHeader.free(base, among: &taken, startingWith: title.isEmpty ? 1 : 2)
            columns.append(Column(name: name, title: title))
            warnings.append(TableHeader.renamed(title, number: index + 1, to: name))
        }
        self.columns = columns
        self.warnings = warnings
        self.end = end
    }

    /// Compares a record with the columns. Empty cells beyond the last column are no loss, and are let go.
    func checked(_ row: TableRow) -> TableRow {
        guard row.problem == nil, row.cells.count != columns.count else { return row }
        let found = row.cells.count, expected = columns.count
        if found < expected { return row.with(.tooFewCells(expected: expected, found: found)) }
        let surplus = row.cells.dropFirst(expected)
        if surplus.allSatisfy(\.isEmpty) { return row.with(cells: Array(row.cells.prefix(expected))) }
        return row.with(.tooManyCells(expected: expected, found: found))
    }

    static func unreadable(_ problem: TableProblem, line: Int) -> Refusal {
        Refusal(
            code: "header_unreadable",
            Message(
                "The names of the columns on line {line} cannot be read. {reason}",
                ["line": .number(line), "reason": .message(problem.message)]))
    }

    private static func free(_ base: String, among taken: inout Set<String>, startingWith start: Int) -> String {
        var count = start, name = start == 1 ? base : "\(base) (\(start))"
        while !taken.insert(name).inserted {
            count += 1
            name = "\(base) (\(count))"
        }
        return name
    }

    private static func renamed(_ title: String, number: Int, to name: String) -> Message {
        if title.isEmpty {
            return Message(
                "Column {number} has no name; it is called {name} here.",
                ["number": .number(number), "name": .text(name)])
        }
        return Message(
            "More than one column is called {title}; column {number} is called {name} here.",
            ["title": .text(title), "number": .number(number), "name": .text(name)])
    }
}

extension TableRow {
    func with(_ problem: TableProblem) -> TableRow {
        TableRow(number: number, line: line, cells: cells, raw: raw, bytes: bytes, problem: problem, next: next)
    }

    func with(cells: [String]) -> TableRow {
        TableRow(number: number, line: line, cells: cells, raw: raw, bytes: bytes, problem: problem, next: next)
    }
}
