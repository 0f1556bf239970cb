import Foundation
import Jobs
import Records

/// A file somebody gave us, kept and understood as a table.
package struct ImportFile: Sendable {
    package let name: String
    /// The table in the file store.
    package let file: String
    package let original: String?
    package let sheets: [String]
    package let sheet: String?
    package let format: TableFormat
    package let warnings: [Message]

    package init(
        name: String, file: String, original: String?, sheets: [String], sheet: String?, format: TableFormat,
        warnings: [Message]
    ) {
        (self.name, self.file, self.original, self.sheets) = (name, file, original, sheets)
        (self.sheet, self.format, self.warnings) = (sheet, format, warnings)
    }

    /// Takes the file at `path` into the store; a spreadsheet's sheet becomes a table beside it. What is no table is
    /// refused, and nothing of it kept.
    package static func take(
        _ path: String, name: String, sheet: String? = nil, into files: FileStore, _ worker: DocumentWorker
    ) async throws -> ImportFile {
        let start = try TableBytes(file: path).read(at: 0, FileKind.bytesNeeded)
        guard FileKind(start).isSpreadsheet else {
            let format = try TableFormat.guess(TableBytes(file: path))
            let file = try files.keep(incoming: path, extension: "csv")
            return ImportFile(
                name: name, file: file, original: nil, sheets: [], sheet: nil, format: format, warnings: [])
        }
        let workbook = try await worker.workbook(path)
        let original = try files.keep(incoming: path, extension: "sheet")
        do {
            let sheets = workbook.sheets.filter(\.isVisible).map(\.name)
            return try await of(original, name, sheets, sheet ?? sheets.first, workbook.warnings, files, worker)
        } catch {
            try files.remove(original)
            throw error
        }
    }

    /// Another sheet of a spreadsheet that is kept already.
    package static func of(
        _ original: String, _ name: String, _ sheets: [String], _ sheet: String?, _ warnings: [Message],
        _ files: FileStore,
        _ worker: DocumentWorker
    ) async throws -> ImportFile {
        let out = files.incomingPath()
        defer { try? FileManager.default.removeItem(atPath: out) }
        let converted = try await worker.convert(files.path(of: original), sheet: sheet, to: out)
        let format = try TableFormat.guess(sheet: TableBytes(file: out))
        let file = try files.keep(incoming: out, extension: "csv")
        return ImportFile(
            name: name, file: file, original: original, sheets: sheets, sheet: sheet, format: format,
            warnings: warnings + converted.warnings)
    }
}
