import Exchange
import Records

/// What must hold for any bytes that are given as a table. libFuzzer calls this with inputs that reach new code.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCSV(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        let guess = try TableGuess(TableBytes(memory: bytes))
        try TableProperties(bytes: bytes, format: guess.format).check()
    } catch let refusal as Refusal {
        precondition(!refusal.message.text.isEmpty, "a refusal says why")
    } catch {
        fatalError("something else than a refusal: \(error)")
    }
    return 0
}

private struct TableProperties {
    let bytes: [UInt8]
    let format: TableFormat

    func check() throws {
        let (whole, columns) = try read(TableBytes(memory: bytes), format)
        followOneAnother(whole)
        try trickle(whole)
        try resume(whole)
        try keepLimits()
        let good = whole.filter { $0.problem == nil }.map(\.cells)
        precondition(good.allSatisfy { $0.count == columns.count }, "a good record is as wide as the header")
        try comeBack(good, columns, CSVWriter(), TableFormat())
        try comeBack(good, columns, CSVWriter(separator: "\t"), TableFormat(separator: 9))
        try comeBack(
            good, columns, CSVWriter(excelIn: .gmt),
            TableFormat(hasByteOrderMark: true, separator: UInt8(ascii: ";")))
    }

    /// Records follow one another to the end of the file, and none is empty.
    private func followOneAnother(_ rows: [TableRow]) {
        var end = 0
        for row in rows {
            precondition(row.bytes.lowerBound >= end && !row.bytes.isEmpty, "records overlap")
            precondition(row.bytes.upperBound <= bytes.count, "a record ends after the file")
            end = row.bytes.upperBound
        }
    }

    /// However slowly the bytes come, the records are the same.
    private func trickle(_ whole: [TableRow]) throws {
        let bytes = bytes, step = bytes.count % 9 + 1
        let slow = TableBytes(size: bytes.count) { offset, _ in
            offset < bytes.count ? Array(bytes[offset..<min(bytes.count, offset + step)]) : []
        }
        let rows = try read(slow, format).rows
        precondition(same(rows.map(\.cells), whole.map(\.cells)), "a slow disk changes the cells")
        precondition(rows.map(\.bytes) == whole.map(\.bytes), "a slow disk changes the records")
    }

    /// Reading that is begun again after any record goes on with the next.
    private func resume(_ whole: [TableRow]) throws {
        guard let middle = whole.dropFirst(whole.count / 2).first else { return }
        let rest = try read(TableBytes(memory: bytes), format, after: middle.next).rows
        let expected = whole.drop { $0.bytes.upperBound <= middle.bytes.upperBound }
        precondition(same(rest.map(\.cells), expected.map(\.cells)), "reading again goes on elsewhere")
    }

    /// No record that is handed out exceeds what is allowed.
    private func keepLimits() throws {
        var limits = TableLimits()
        (limits.row, limits.cell, limits.columns, limits.skipped) = (96, 24, 6, 1_024)
        do {
            for row in try read(TableBytes(memory: bytes), format, limits: limits).rows where row.problem == nil {
                precondition(row.raw.utf8.count <= limits.row, "a record is longer than allowed")
                precondition(row.cells.count <= limits.columns, "more cells than allowed")
                precondition(row.cells.allSatisfy { $0.utf8.count <= limits.cell }, "a cell is longer than allowed")
            }
        } catch is Refusal {}
    }

    /// What was read can be written and is read back the same, whichever way it is written.
    private func comeBack(_ rows: [[String]], _ columns: [String], _ writer: CSVWriter, _ format: TableFormat) throws {
        var writer = writer, out: [UInt8] = []
        writer.begin(columns, into: &out)
        for row in rows { writer.write(row.map { .text($0) }, into: &out) }
        writer.end(into: &out)
        let back = try read(TableBytes(memory: out), format)
        precondition(back.rows.allSatisfy { $0.problem == nil }, "what we wrote has faults")
        precondition(same(back.rows.map(\.cells), rows), "what we wrote reads differently")
    }

    private func read(
        _ bytes: TableBytes, _ format: TableFormat, after: TablePosition? = nil, limits: TableLimits = TableLimits()
    ) throws -> (rows: [TableRow], columns: [String]) {
        var source = try TableSource(bytes, format: format, after: after, limits: limits), rows: [TableRow] = []
        while let row = try source.next() { rows.append(row) }
        return (rows, source.header.columns.map(\.name))
    }

    /// Byte by byte: to Swift, é in one letter and in two are the same.
    private func same(_ one: [[String]], _ other: [[String]]) -> Bool {
        one.count == other.count
            && zip(one, other).allSatisfy {
                $0.count == $1.count && zip($0, $1).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
            }
    }
}
