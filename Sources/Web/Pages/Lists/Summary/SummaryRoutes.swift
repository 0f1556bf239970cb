import Exchange
import Foundation
import Localisation
import Records
import Storage

/// A summary as a file: the groups and figures of its table, up to ten thousand lines.
enum SummaryRoutes {
    static func register(in registry: inout Registry) { registry.routes.get("/:plural/list/summary", [], file) }

    @Sendable private static func file(_ request: Request, _ context: Context) async throws -> Response {
        let kind = try context.kind(plural: request.parameter("plural"))
        guard let format = ExportFormat(named: request.query["format"] ?? "csv"),
            [.csv, .excelCSV, .xlsx].contains(format)
        else { throw SummaryRoutes.unknownFormat }
        let address = ListAddress(plural: kind.plural, state: request.query["state"])
        let (summary, asked) = try await context.read { transaction in
            let kind = transaction.schema.kind(kind.name)
            try transaction.refuse(.export, kind)
            // What may be taken out can be less than what may be seen.
            let exporting = transaction.seen(by: transaction.viewer.exporting(kind))
            let state = ListState(kind, address, try ListViews(of: kind, in: transaction), exporting)
            if !state.faults.isEmpty { throw Refusal(fields: state.faults) }
            let asked = try state.asked(exporting)
            return (try Summary(state, asked, limit: Report.mostRows, in: exporting), asked)
        }
        context.note(.exported, kind, count: summary.result.rows.count, condition: asked)
        let name = context.t(kind.pluralLabel) + " – " + context.t("Summary")
        let bytes = try await SummaryRoutes.write(summary, format, name, context)
        return Response.bytes(bytes, contentType: format.mediaType, downloadName: "\(name).\(format.fileExtension)")
            .with("Cache-Control", "no-store")
    }

    private static func write(
        _ summary: Summary, _ format: ExportFormat, _ title: String, _ context: Context
    ) async throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("summary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            let bytes = try await fill(summary, format, title, folder.appendingPathComponent("table").path, context)
            try FileManager.default.removeItem(at: folder)
            return bytes
        } catch {
            try FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    private static func fill(
        _ summary: Summary, _ format: ExportFormat, _ title: String, _ path: String, _ context: Context
    ) async throws -> [UInt8] {
        let zone = context.workspace.settings.timeZone
        return try await ExchangePages.withWorker { worker in
            let words = SummaryWording(
                t: context.t, currency: context.workspace.settings.currency, result: summary.result)
            var table = try TableFile(
                path, format: format, title: title, columns: summary.result.columns.map { context.t($0.label) },
                zone: zone, worker: format == .xlsx ? worker : nil)
            for row in summary.result.rows {
                try table.write(zip(row, summary.result.columns).map { words.cell($0, $1) })
            }
            try await table.finish()
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }

    private static let unknownFormat = Refusal(fields: [
        FieldRefusal(
            "format", code: "unknown_choice",
            Message("One of these is expected: {options}.", ["options": .text("csv, csv-excel, xlsx")]))
    ])
}

extension SummaryWording {
    /// Figures stay numbers; groups are written as they are read.
    func cell(_ value: Value, _ column: ReportResult.Column) -> Exchange.Cell {
        guard column.isMeasure else { return .text(label(value, column)) }
        guard let number = value.integer else { return .empty }
        return switch column.shape {
        case .money: .money(Money(minor: number, currency: currency))
        case .exact: .number(Exact(millionths: number))
        default: .integer(number)
        }
    }
}
