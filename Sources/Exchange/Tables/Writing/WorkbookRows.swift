import Foundation
import Records

/// The JSON lines from which the document worker makes an XLSX: see `documents/workbooks.py`.
struct WorkbookRows: TableWriter {
    let zone: TimeZone

    mutating func begin(_ columns: [String], into out: inout [UInt8]) {
        line(columns.map(WorkbookRows.text), into: &out)
    }

    mutating func write(_ cells: [Cell], into out: inout [UInt8]) { line(cells.map(json), into: &out) }

    mutating func end(into out: inout [UInt8]) {}

    private func line(_ cells: [JSON], into out: inout [UInt8]) {
        JSON.array(cells).write(to: &out)
        out.append(10)
    }

    private func json(_ cell: Cell) -> JSON {
        switch cell {
        case .empty: .null
        case .text(let text): WorkbookRows.text(text)
        case .integer(let number): .record(["n": .text(String(number))])
        case .number(let number): .record(["n": .text(number.text)])
        case .money(let money): .record(["m": .array([.text(money.amount), .text(money.currency)])])
        case .day(let day): .record(["d": .text(day.iso)])
        case .instant(let instant): .record(["i": .text(instant.wallClock(in: zone))])
        case .boolean(let truth): .boolean(truth)
        }
    }

    /// A telephone number `+33…` stays as it is, marked for Excel as text; a formula gets its apostrophe.
    private static func text(_ text: String) -> JSON {
        let isNumber =
            text.first.map { "+-".contains($0) } ?? false
            && text.dropFirst().allSatisfy { $0.isASCIIDigit || " .()/-".contains($0) }
        return isNumber ? .record(["q": .text(text)]) : .text(CellShield.shielded(text))
    }
}
