import Foundation
import Jobs
import Records
import Storage

/// The file of an import, opened: its columns, its plan, its lines.
package struct ImportReading: Sendable {
    let bytes: TableBytes
    let format: TableFormat
    package let guess: TableGuess
    package let plan: ImportPlan

    package init(
        _ run: ImportRun, _ mapping: ImportMapping, path: String, schema: Schema, viewer: Viewer,
        settings: WorkspaceSettings
    ) throws {
        let style = ImportReading.habits(settings)
        bytes = try TableBytes(file: path)
        format = run.format
        guess = try TableGuess(bytes, format: run.format, isSpreadsheet: run.isSpreadsheet, habits: style)
        var maker = PlanMaker(mapping, schema: schema, viewer: viewer, columns: guess.columns, fallback: style)
        plan = try maker.plan(words: run.words)
    }

    /// What people of this workspace write where the file does not tell.
    package static func habits(_ settings: WorkspaceSettings) -> CellStyle {
        var style = settings.language == "en" && settings.country == "US" ? CellStyle.american : .french
        style.zone = settings.timeZone
        style.currency = settings.currency
        return style
    }

    func source(after position: TablePosition? = nil) throws -> TableSource {
        try TableSource(bytes, format: format, after: position)
    }

    /// How many lines there are, and what the lines are called that others may link to.
    func scan() throws -> (lines: Int, keys: Set<String>) {
        var source = try source(), lines = 0, keys: Set<String> = []
        let key = plan.linksWithinFile ? plan.match : nil
        while let row = try source.next() {
            lines += 1
            if lines % 10_000 == 0 { try Task.checkCancellation() }
            guard let key, row.problem == nil else { continue }
            if let text = key.plan.source.text(plan.texts(row)) { keys.insert(folded(text)) }
        }
        return (lines, keys)
    }
}
