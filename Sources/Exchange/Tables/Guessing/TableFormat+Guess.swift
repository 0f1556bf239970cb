import Records

extension TableFormat {
    /// How a file of text is written, from its bytes. Refuses what is no text.
    package static func guess(_ bytes: TableBytes) throws -> TableFormat {
        let start = try bytes.read(at: 0, FileKind.bytesNeeded)
        if start.isEmpty {
            throw Refusal(
                code: "empty_table", Message("This file is empty. Choose a file whose first line names the columns."))
        }
        if let refusal = FileKind(start).refusal { throw refusal }
        let (encoding, hasMark) = try TableEncoding.guess(bytes)
        var format = TableFormat(encoding: encoding, hasByteOrderMark: hasMark, hasHeader: false)
        if let separator = try announced(bytes, format) {
            format.separator = separator
            format.hasSeparatorLine = true
        } else {
            format.separator = try likeliest(bytes, format)
        }
        return try format.withHeader(in: bytes)
    }

    /// What the document worker made of a sheet: only its header and title lines are to be found.
    package static func guess(sheet bytes: TableBytes) throws -> TableFormat {
        try TableFormat(hasHeader: false).withHeader(in: bytes)
    }

    private func withHeader(in bytes: TableBytes) throws -> TableFormat {
        var format = self
        let rows = try TableFormat.sample(bytes, format)
        format.recordsAbove = TableFormat.recordsAbove(rows)
        format.hasHeader = TableFormat.hasHeader(Array(rows.drop { $0.number <= format.recordsAbove }))
        return format
    }

    /// The first records, or fewer where the first megabyte ends.
    static func sample(_ bytes: TableBytes, _ format: TableFormat, rows count: Int = 300) throws -> [TableRow] {
        var limits = TableLimits()
        limits.skipped = 2 * limits.row
        var source = try TableSource(bytes, format: format, limits: limits)
        var rows: [TableRow] = []
        while rows.count < count, source.position.offset < limits.row, let row = try source.nextOfAnyWidth() {
            rows.append(row)
        }
        return rows
    }

    /// Excel's first line `sep=;`.
    private static func announced(_ bytes: TableBytes, _ format: TableFormat) throws -> UInt8? {
        let skip = format.hasByteOrderMark ? format.encoding.byteOrderMark.count : 0
        var transcoder = Transcoder(format.encoding)
        let line = transcoder.utf8(try bytes.read(at: skip, 32))
        guard line.count >= 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        guard line.count == 5 || line[5] == 10 || line[5] == 13, separators.contains(line[4]) else { return nil }
        return line[4]
    }

    /// The separator that cuts most records into the same number of cells, more than one.
    private static func likeliest(_ bytes: TableBytes, _ format: TableFormat) throws -> UInt8 {
        var best = (separator: separators[0], score: 0)
        for separator in separators {
            var candidate = format
            candidate.separator = separator
            let widths = try sample(bytes, candidate, rows: 100).map { $0.problem == nil ? $0.cells.count : 0 }
            guard let (width, count) = mostCommon(widths.filter { $0 > 1 }) else { continue }
            // Agreement first; among equals, more cells.
            let score = count * 10_000 / widths.count * 10 + min(width, 9)
            if score > best.score { best = (separator, score) }
        }
        return best.separator
    }

    /// Title lines: before the first record as wide as most are, when those before it hold a single text.
    private static func recordsAbove(_ rows: [TableRow]) -> Int {
        let widths = rows.map { filledWidth($0) }
        guard let (usual, _) = mostCommon(widths.filter { $0 > 1 }), usual > 2,
            let first = widths.firstIndex(where: { $0 * 2 > usual }), first > 0, first < 10,
            widths[..<first].allSatisfy({ $0 <= 1 })
        else { return 0 }
        return rows[first].number - 1
    }

    private static func filledWidth(_ row: TableRow) -> Int { (row.cells.lastIndex { !$0.isEmpty } ?? -1) + 1 }

    /// Names of columns are texts, and other texts than what stands below them.
    private static func hasHeader(_ rows: [TableRow]) -> Bool {
        guard let first = rows.first(where: { $0.problem == nil }) else { return true }
        let names = first.cells.filter { !$0.isEmpty }
        return names.allSatisfy(isName) || names.count > 2 && names.allSatisfy { isName($0) || isYear($0) }
    }

    private static func isName(_ text: String) -> Bool {
        text.contains { $0.isLetter } && !text.contains("@") && Day(cell: text, order: .dayMonthYear) == nil
    }

    /// A column may be called after its year.
    private static func isYear(_ text: String) -> Bool { Int(text).map { (1900...2100).contains($0) } ?? false }

    private static func mostCommon(_ numbers: [Int]) -> (number: Int, count: Int)? {
        let counts = Dictionary(numbers.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
    }
}
