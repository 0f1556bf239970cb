import Records

/// A text table being read, record by record, in memory that does not grow with the file.
///
/// It is a value: a copy reads on from where it was copied. `position` can be kept, and reading begun again there.
package struct TableSource: Sendable {
    package let format: TableFormat
    package private(set) var header = TableHeader()
    /// Where the next record begins.
    package private(set) var position: TablePosition
    private let limits: TableLimits
    private var window: TableWindow

    /// Reads the header and stands before the first record, or `after` what was read before.
    package init(
        _ bytes: TableBytes, format: TableFormat, after: TablePosition? = nil, limits: TableLimits = TableLimits()
    ) throws {
        self.format = format
        self.limits = limits
        let start = format.hasByteOrderMark ? format.encoding.byteOrderMark.count : 0
        position = TablePosition(offset: start, line: 1, number: 1)
        window = TableWindow(bytes, encoding: format.encoding, offset: start)
        header = try readHeader()
        guard let after else { return }
        position = after
        window = TableWindow(bytes, encoding: format.encoding, offset: after.offset)
    }

    /// The next record that is not blank, good or bad; nil at the end. Throws only when the file cannot be read on.
    package mutating func next() throws -> TableRow? { try nextOfAnyWidth().map(header.checked) }

    /// The next record that is not blank, not yet compared with the header.
    mutating func nextOfAnyWidth() throws -> TableRow? {
        while let row = try nextRecord() {
            if !row.isBlank { return row }
        }
        return nil
    }

    /// The size of the file, where it is known; `position.offset` of it has been read.
    package var size: Int? { window.bytes.size }

    /// The bytes of a record as they stand in the file, in its own encoding: for a file of failed lines.
    package func original(_ row: TableRow) throws -> [UInt8] {
        try window.bytes.read(at: row.bytes.lowerBound, row.bytes.count)
    }

    /// Everything before the first record: byte order mark, `sep=`, title lines and header, as they stand in the file.
    package func originalHead() throws -> [UInt8] { try window.bytes.read(at: 0, header.end.offset) }

    private mutating func readHeader() throws -> TableHeader {
        if format.hasSeparatorLine {
            _ = try nextRecord()
            position.number = 1
        }
        for _ in 0..<format.recordsAbove { _ = try nextRecord() }
        guard format.hasHeader else {
            var ahead = self
            return TableHeader(numbered: try ahead.nextOfAnyWidth()?.cells.count ?? 0, end: position)
        }
        while let row = try nextRecord() {
            if row.isBlank { continue }
            if let problem = row.problem { throw TableHeader.unreadable(problem, line: row.line) }
            return try TableHeader(row.cells, end: row.next, limit: limits.columns)
        }
        throw Refusal(
            code: "empty_table", Message("This file is empty. Choose a file whose first line names the columns."))
    }

    /// The next record, blank ones too.
    private mutating func nextRecord() throws -> TableRow? {
        guard try window.hasText() else { return nil }
        var scan = TableScan(separator: format.separator)
        while !window.scan(&scan) {
            if scan.length > limits.row { return try recordOverLimit(scan) }
            try window.grow()
        }
        if scan.isUnclosed || scan.textAfterQuote != nil, let line = scan.firstLine {
            // A quote swallowed the lines below: this line alone is wrong, the others are read anew.
            return lineAlone(line, .unclosedQuote(line: position.line + scan.quoteOpenedAfter))
        }
        if scan.contentEnd > limits.row {
            return taken(scan.end, content: nil, lines: scan.lines, [], .rowTooLong(limit: limits.row))
        }
        let (cells, problem) = window.cells(of: scan, encoding: format.encoding, limits)
        let unclosed = scan.isUnclosed ? TableProblem.unclosedQuote(line: position.line + scan.quoteOpenedAfter) : nil
        return taken(scan.end, content: scan.contentEnd, lines: scan.lines, cells, unclosed ?? problem)
    }

    private mutating func recordOverLimit(_ scan: TableScan) throws -> TableRow {
        if let line = scan.firstLine, line.end <= limits.row {
            return lineAlone(line, .unclosedQuote(line: position.line + scan.quoteOpenedAfter))
        }
        let start = position, raw = window.string(upTo: TableSource.shown) + "…"
        position.offset += try window.skipLine(limit: limits.skipped, line: position.line)
        position.line += 1
        position.number += 1
        return TableRow(
            number: start.number, line: start.line, cells: [], raw: raw, bytes: start.offset..<position.offset,
            problem: .rowTooLong(limit: limits.row), next: position)
    }

    private mutating func lineAlone(_ line: TableScan.Line, _ problem: TableProblem) -> TableRow {
        taken(line.end, content: line.contentEnd, lines: 1, [], problem)
    }

    /// How much is shown of a record that is too long to be shown.
    private static let shown = 500

    /// Steps over the record just scanned; `content` is its length without line end, nil where that is too long.
    private mutating func taken(
        _ end: Int, content: Int?, lines: Int, _ cells: [String], _ problem: TableProblem?
    ) -> TableRow {
        let start = position
        let raw = content.map { window.string(upTo: $0) } ?? window.string(upTo: TableSource.shown) + "…"
        // UTF-16 may end in half a unit.
        position.offset = min(position.offset + window.take(end), window.offset)
        position.line += lines
        position.number += 1
        return TableRow(
            number: start.number, line: start.line, cells: cells, raw: raw, bytes: start.offset..<position.offset,
            problem: problem, next: position)
    }
}
