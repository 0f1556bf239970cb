import Localisation
import Records
import Storage

/// The failed lines of an import as a file: the reason first, then the cells as they were. Corrected, it can be sent
/// again with the same mapping, which does not speak of the first column.
package struct FailedLines: Sendable {
    package static let column = "import_reason"
    private let run: ImportRun
    private let path: String

    package init(_ run: ImportRun, path: String) {
        self.run = run
        self.path = path
    }

    /// Writes the file piece by piece.
    package func write(
        _ workspace: Workspace, _ viewer: Viewer, _ t: Translator, to out: ([UInt8]) async throws -> Void
    ) async throws {
        var source = try TableSource(TableBytes(file: path), format: run.format)
        let separator = Character(UnicodeScalar(run.isSpreadsheet ? UInt8(ascii: ";") : run.format.separator))
        var writer = CSVWriter(separator: separator)
        var buffer = TableEncoding.utf8.byteOrderMark
        let header = source.header.columns.map(\.name).filter { $0 != FailedLines.column }
        let reasonPlace = source.header.columns.firstIndex { $0.name == FailedLines.column }
        writer.begin([FailedLines.column] + header, into: &buffer)
        let schema = workspace.schema, kind = run.kind.flatMap { schema[$0] }
        var after = 0
        while true {
            let (id, from) = (run.id, after)
            let failed = try await workspace.read(viewer) {
                try ImportStore.lines(of: id, outcome: .failed, after: from, limit: 1000, in: $0)
            }
            for line in failed {
                while let row = try source.next() {
                    guard row.number == line.number else { continue }
                    let reason = line.reasonText(of: kind, in: schema, t)
                    write(row, reason, without: reasonPlace, separator, &writer, &buffer)
                    break
                }
            }
            try await out(buffer)
            buffer.removeAll(keepingCapacity: true)
            guard let last = failed.last else { return }
            after = last.number
        }
    }

    private func write(
        _ row: TableRow, _ reason: String, without place: Int?, _ separator: Character, _ writer: inout CSVWriter,
        _ buffer: inout [UInt8]
    ) {
        var cells = row.cells
        if let place, place < cells.count { cells.remove(at: place) }
        if row.cells.isEmpty {
            // It could not be cut into cells: it goes back as it came.
            writer.write([.text(reason), .empty], into: &buffer)
            buffer.removeLast(2)
            buffer += Array(row.raw.utf8) + [13, 10]
        } else {
            writer.write([.text(reason)] + cells.map { .text($0) }, into: &buffer)
        }
    }
}
