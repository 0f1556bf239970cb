import Records

/// How one text table is written: what must be known to read it, and is kept so that it is read the same way again.
package struct TableFormat: Sendable, Hashable {
    package var encoding: TableEncoding
    package var hasByteOrderMark: Bool
    package var separator: UInt8
    /// Excel's first line `sep=;`, which is not part of the table.
    package var hasSeparatorLine: Bool
    /// Records above the header (a title, a date of print) that are not part of the table.
    package var recordsAbove: Int
    package var hasHeader: Bool

    package init(
        encoding: TableEncoding = .utf8, hasByteOrderMark: Bool = false, separator: UInt8 = UInt8(ascii: ","),
        hasSeparatorLine: Bool = false, recordsAbove: Int = 0, hasHeader: Bool = true
    ) {
        self.encoding = encoding
        self.hasByteOrderMark = hasByteOrderMark
        self.separator = separator
        self.hasSeparatorLine = hasSeparatorLine
        self.recordsAbove = recordsAbove
        self.hasHeader = hasHeader
    }

    /// What the document worker makes of a spreadsheet.
    package static let canonical = TableFormat()

    package static let separators: [UInt8] = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

    package var json: JSON {
        .record([
            "encoding": .text(encoding.rawValue), "byte_order_mark": .boolean(hasByteOrderMark),
            "separator": .text(String(UnicodeScalar(separator))), "separator_line": .boolean(hasSeparatorLine),
            "records_above": .number(String(recordsAbove)), "header": .boolean(hasHeader),
        ])
    }

    /// Reads what `json` wrote; nil when it is something else.
    package init?(_ json: JSON) {
        guard let name = json["encoding"]?.text, let encoding = TableEncoding(rawValue: name),
            let mark = json["byte_order_mark"]?.boolean, let separator = json["separator"]?.text,
            separator.utf8.count == 1, let line = json["separator_line"]?.boolean,
            let above = json["records_above"]?.integer, above >= 0, let header = json["header"]?.boolean
        else { return nil }
        self.init(
            encoding: encoding, hasByteOrderMark: mark, separator: separator.utf8.first!, hasSeparatorLine: line,
            recordsAbove: Int(above), hasHeader: header)
    }
}
