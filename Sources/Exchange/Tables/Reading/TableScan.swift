/// Finds where one record ends and its cells begin, byte by byte (RFC 4180, any line end), and can pause where text
/// ends.
struct TableScan {
    /// Where a cell lies, counted from the start of the record.
    struct Cell {
        let start: Int
        let end: Int
        let isQuoted: Bool
    }

    /// Where the first line of a record of many lines ends.
    struct Line {
        let contentEnd: Int
        let end: Int
    }

    private enum State { case cellStart, plain, quoted, afterQuote }

    let separator: UInt8
    private var state = State.cellStart
    private var start = 0
    private var isQuoted = false
    /// How much of the record has been looked at.
    private(set) var length = 0
    private(set) var cells: [Cell] = []
    /// The record without and with its line end.
    private(set) var contentEnd = 0
    private(set) var end = 0
    private(set) var lines = 1
    private(set) var firstLine: Line?
    /// How many line ends came before the last quote opened.
    private(set) var quoteOpenedAfter = 0
    /// The cell, from 1, where something follows the closing quote.
    private(set) var textAfterQuote: Int?
    private(set) var isUnclosed = false

    init(separator: UInt8) { self.separator = separator }

    /// Looks at the text of the record from where it paused. False: more text is needed.
    mutating func run(_ text: UnsafeBufferPointer<UInt8>, isLast: Bool) -> Bool {
        let quote = UInt8(ascii: "\""), newline: UInt8 = 10, `return`: UInt8 = 13
        while length < text.count {
            let byte = text[length]
            if state == .quoted {
                if byte == quote {
                    state = .afterQuote
                } else if byte == newline || byte == `return` {
                    guard let width = lineEnd(text, isLast) else { return false }
                    if lines == 1 { firstLine = Line(contentEnd: length, end: length + width) }
                    lines += 1
                    length += width
                    continue
                }
            } else if byte == separator {
                endCell()
            } else if byte == newline || byte == `return` {
                guard let width = lineEnd(text, isLast) else { return false }
                endRecord(width)
                return true
            } else if byte == quote, state == .cellStart {
                state = .quoted
                isQuoted = true
                quoteOpenedAfter = lines - 1
            } else if byte == quote, state == .afterQuote {
                state = .quoted
            } else {
                if state == .afterQuote, textAfterQuote == nil { textAfterQuote = cells.count + 1 }
                state = .plain
            }
            length += 1
        }
        guard isLast else { return false }
        isUnclosed = state == .quoted
        endRecord(0)
        return true
    }

    /// One byte, or two for CR LF; nil when the byte after a CR is not there yet.
    private func lineEnd(_ text: UnsafeBufferPointer<UInt8>, _ isLast: Bool) -> Int? {
        guard text[length] == 13 else { return 1 }
        guard length + 1 < text.count else { return isLast ? 1 : nil }
        return text[length + 1] == 10 ? 2 : 1
    }

    private mutating func endCell() {
        cells.append(Cell(start: start, end: length, isQuoted: isQuoted))
        start = length + 1
        isQuoted = false
        state = .cellStart
    }

    private mutating func endRecord(_ width: Int) {
        endCell()
        contentEnd = length
        end = length + width
    }
}
