import Records

/// The sheets of a spreadsheet.
package struct Workbook: Sendable {
    package struct Sheet: Sendable, Hashable {
        package let name: String
        package let isVisible: Bool
    }

    package let sheets: [Sheet]
    package let warnings: [Message]
}

/// One sheet, now a CSV file that `TableSource` reads as `TableFormat.canonical`.
package struct ConvertedSheet: Sendable {
    package let path: String
    /// Rows of the sheet, from its first, blank ones too.
    package let rows: Int
    package let warnings: [Message]
}

extension DocumentWorker {
    package func workbook(_ path: String) throws -> Workbook {
        let result = try ask("sheets", [.init("path", .text(path))])
        let sheets = (result["sheets"]?.array ?? []).map {
            Workbook.Sheet(name: $0["name"]?.text ?? "", isVisible: $0["visible"]?.boolean ?? true)
        }
        return Workbook(sheets: sheets, warnings: warnings(result))
    }

    /// Writes one sheet (the first, where none is named) as CSV to `out`; `progress` hears the rows done.
    package func convert(
        _ path: String, sheet: String? = nil, to out: String, progress: @Sendable (Int) -> Void = { _ in }
    ) throws -> ConvertedSheet {
        let result = try ask(
            "convert",
            [.init("path", .text(path)), .init("sheet", sheet.map { .text($0) } ?? .null), .init("out", .text(out))],
            progress: progress)
        return ConvertedSheet(path: out, rows: Int(result["rows"]?.integer ?? 0), warnings: warnings(result))
    }

    /// Makes an XLSX of a file that `WorkbookRows` wrote; the number of rows written.
    func writeWorkbook(rows: String, to out: String, title: String) throws -> Int {
        let result = try ask(
            "write", [.init("rows", .text(rows)), .init("out", .text(out)), .init("title", .text(title))])
        return Int(result["rows"]?.integer ?? 0)
    }

    private func warnings(_ result: JSON) -> [Message] {
        guard let errors = result["formula_errors"]?.integer, errors > 0 else { return [] }
        return [
            Message(
                "{count} cell of this document holds a formula error (such as #N/A) and is read as empty.",
                "{count} cells of this document hold a formula error (such as #N/A) and are read as empty.",
                count: Int(errors))
        ]
    }
}
