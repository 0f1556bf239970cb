import Records

/// What is wrong with one record. The record is reported and given back; the others are read.
package enum TableProblem: Sendable, Hashable {
    case tooManyCells(expected: Int, found: Int)
    case tooFewCells(expected: Int, found: Int)
    case unclosedQuote(line: Int)
    case textAfterQuote(column: Int)
    case invalidText(column: Int, encoding: TableEncoding)
    case nulByte(column: Int)
    case cellTooLong(column: Int, limit: Int)
    case rowTooLong(limit: Int)

    package var code: String {
        switch self {
        case .tooManyCells: "too_many_cells"
        case .tooFewCells: "too_few_cells"
        case .unclosedQuote: "unclosed_quote"
        case .textAfterQuote: "text_after_quote"
        case .invalidText: "invalid_text"
        case .nulByte: "nul_byte"
        case .cellTooLong: "cell_too_long"
        case .rowTooLong: "line_too_long"
        }
    }

    package var message: Message {
        switch self {
        case .tooManyCells(let expected, let found):
            Message(
                """
                This line has {found} cells where the header has {expected}. Put text that contains the \
                separator in double quotes.
                """,
                ["found": .number(found), "expected": .number(expected)])
        case .tooFewCells(let expected, let found):
            Message(
                "This line has {found} cells where the header has {expected}. Add the missing separators.",
                ["found": .number(found), "expected": .number(expected)])
        case .unclosedQuote(let line):
            Message(
                """
                A double quote opened on line {line} is never closed. Close it, or double it if it belongs to \
                the text.
                """,
                ["line": .number(line)])
        case .textAfterQuote(let column):
            Message(
                "Text follows the closing double quote of cell {column}. Double the quotes that belong to the text.",
                ["column": .number(column)])
        case .invalidText(let column, let encoding):
            Message(
                "Cell {column} holds bytes that are not {encoding} text. Save the file again as UTF-8.",
                ["column": .number(column), "encoding": .text(encoding.rawValue.uppercased())])
        case .nulByte(let column):
            Message(
                "Cell {column} holds a NUL character, which is not text. Remove it.", ["column": .number(column)])
        case .cellTooLong(let column, let limit):
            Message(
                "Cell {column} is longer than {limit} bytes. Shorten it, or keep long texts as attachments.",
                ["column": .number(column), "limit": .number(limit)])
        case .rowTooLong(let limit):
            Message(
                "This line is longer than {limit} bytes. Check that the file has line ends, and shorten it.",
                ["limit": .number(limit)])
        }
    }

    package var refusal: Refusal { Refusal(.invalidRequest, code: code, message) }
}
