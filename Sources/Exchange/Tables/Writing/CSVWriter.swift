import Foundation
import Records

/// RFC 4180. Texts that a spreadsheet would take for a formula get an apostrophe, which our reader takes away again;
/// numbers never do. An amount is written without its currency: give that a column of its own.
package struct CSVWriter: TableWriter {
    private let separator: UInt8
    private let hasByteOrderMark: Bool
    /// Where set, numbers, days and moments are written as a French Excel reads them, on this zone's clock.
    private let excelZone: TimeZone?

    package init(separator: Character = ",") {
        self.separator = separator.asciiValue ?? UInt8(ascii: ",")
        hasByteOrderMark = false
        excelZone = nil
    }

    package init(excelIn zone: TimeZone) {
        separator = UInt8(ascii: ";")
        hasByteOrderMark = true
        excelZone = zone
    }

    package mutating func begin(_ columns: [String], into out: inout [UInt8]) {
        if hasByteOrderMark { out += TableEncoding.utf8.byteOrderMark }
        write(columns.map { .text($0) }, into: &out)
    }

    package mutating func write(_ cells: [Cell], into out: inout [UInt8]) {
        let start = out.count
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.append(separator) }
            if case .text(let text) = cell { write(text: text, into: &out) } else { out += plain(cell).utf8 }
        }
        // A row of nothing would be taken for a blank line.
        if out.count - start == max(0, cells.count - 1) { out.insert(contentsOf: "\"\"".utf8, at: start) }
        out += [13, 10]
    }

    package mutating func end(into out: inout [UInt8]) {}

    private func write(text: String, into out: inout [UInt8]) {
        var text = CellShield.shielded(text)
        text.withUTF8 { bytes in
            guard mustQuote(bytes) else { return out.append(contentsOf: bytes) }
            out.append(UInt8(ascii: "\""))
            for byte in bytes where byte != 0 {
                if byte == UInt8(ascii: "\"") { out.append(byte) }
                out.append(byte)
            }
            out.append(UInt8(ascii: "\""))
        }
    }

    /// Also what a reader might take for something else: spaces at the ends, `sep=`, a byte order mark.
    private func mustQuote(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        if first <= 32 || last <= 32 || first > 127 && bytes.starts(with: TableEncoding.utf8.byteOrderMark) {
            return true
        }
        if first == UInt8(ascii: "s"), bytes.starts(with: "sep=".utf8) { return true }
        for byte in bytes where byte == separator || byte == UInt8(ascii: "\"") || byte < 32 { return true }
        return false
    }

    private func plain(_ cell: Cell) -> String {
        switch cell {
        case .empty, .text: ""
        case .integer(let number): String(number)
        case .number(let number): decimal(number.text)
        case .money(let money): decimal(money.amount)
        case .day(let day): excelZone == nil ? day.iso : french(day)
        case .instant(let instant): excelZone.map { french(instant, $0) } ?? instant.iso
        case .boolean(let truth): excelZone == nil ? (truth ? "true" : "false") : (truth ? "oui" : "non")
        }
    }

    private func decimal(_ text: String) -> String {
        excelZone == nil ? text : text.replacing(".", with: ",")
    }

    private func french(_ day: Day) -> String {
        let (year, month, number) = day.parts
        return "\(padded(number, 2))/\(padded(month, 2))/\(padded(year, 4))"
    }

    private func french(_ instant: Instant, _ zone: TimeZone) -> String {
        let wall = instant.wallClock(in: zone)
        return french(Day(iso: String(wall.prefix(10)))!) + " " + wall.dropFirst(11)
    }
}

extension Instant {
    /// `2026-11-22T10:30:00` as a clock on a wall of this zone shows it.
    func wallClock(in zone: TimeZone) -> String {
        String(adding(seconds: zone.secondsFromGMT(for: date)).iso.prefix(19))
    }
}
