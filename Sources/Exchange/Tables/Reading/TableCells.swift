import Records

/// The texts of a record's cells, without their quotes.
enum TableCells {
    static func read(
        _ text: UnsafeBufferPointer<UInt8>, _ scan: TableScan, _ encoding: TableEncoding, _ limits: TableLimits
    ) -> ([String], TableProblem?) {
        if scan.isBlank { return ([], nil) }
        var problem = scan.textAfterQuote.map { TableProblem.textAfterQuote(column: $0) }
        if scan.cells.count > limits.columns {
            return ([], problem ?? .tooManyCells(expected: limits.columns, found: scan.cells.count))
        }
        var cells: [String] = []
        cells.reserveCapacity(scan.cells.count)
        for (index, cell) in scan.cells.enumerated() {
            let written = UnsafeBufferPointer(rebasing: text[cell.start..<cell.end])
            if written.count > limits.cell {
                problem = problem ?? .cellTooLong(column: index + 1, limit: limits.cell)
                cells.append("")
            } else if cell.isQuoted {
                let plain = unquoted(written)
                plain.withUnsafeBufferPointer { cells.append(string($0, index + 1, encoding, &problem)) }
            } else {
                cells.append(string(written, index + 1, encoding, &problem))
            }
        }
        return (cells, problem)
    }

    private static func string(
        _ bytes: UnsafeBufferPointer<UInt8>, _ column: Int, _ encoding: TableEncoding, _ problem: inout TableProblem?
    ) -> String {
        if bytes.contains(0) { problem = problem ?? .nulByte(column: column) }
        let kept = CellShield.isShielded(bytes) ? UnsafeBufferPointer(rebasing: bytes.dropFirst()) : bytes
        if let text = String(validating: kept, as: UTF8.self) { return text }
        problem = problem ?? .invalidText(column: column, encoding: encoding)
        return String(decoding: kept, as: UTF8.self)
    }

    /// `"say ""hello"""` is `say "hello"`; what follows a closing quote stays as it is.
    private static func unquoted(_ written: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var out: [UInt8] = [], at = 1
        out.reserveCapacity(written.count)
        while at < written.count {
            if written[at] == quote {
                guard at + 1 < written.count, written[at + 1] == quote else {
                    out += written[(at + 1)...]
                    break
                }
                at += 1
            }
            out.append(written[at])
            at += 1
        }
        return out
    }
}

extension TableScan {
    /// A record where nothing is written, not even an empty pair of quotes: `` or `;;;`.
    fileprivate var isBlank: Bool { cells.allSatisfy { $0.start == $0.end } }
}
