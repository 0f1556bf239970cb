import Exchange
import Foundation
import Records

/// Bringing files in and taking records out: pages, REST and background work.
package enum ExchangePages {
    package static func register(in registry: inout Registry) {
        Imports.register(storage: &registry.storage, jobs: &registry.jobs)
        ExportJob.register(jobs: &registry.jobs)
        ImportPages.register(in: &registry)
        ImportMappingPages.register(in: &registry)
        ExportPages.register(in: &registry)
        ImportApi.register(in: &registry)
        ExportApi.register(in: &registry)
    }

    /// The largest file that may be sent.
    package static let maximumBytes: Int64 = 2 << 30

    /// A worker for one request; it is stopped with it.
    static func withWorker<Result>(_ body: (DocumentWorker) async throws -> Result) async throws -> Result {
        let worker = DocumentWorker(.found(ProcessInfo.processInfo.environment, program: CommandLine.arguments[0]))
        do {
            let result = try await body(worker)
            await worker.stop()
            return result
        } catch {
            await worker.stop()
            throw error
        }
    }

    /// Takes a file that was received at `path`; nothing of it stays where it is refused.
    package static func take(_ path: String, name: String, sheet: String? = nil, _ context: Context) async throws
        -> ImportFile
    {
        do {
            return try await withWorker {
                try await ImportFile.take(path, name: name, sheet: sheet, into: context.product.files, $0)
            }
        } catch {
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            throw error
        }
    }
}

extension Context {
    /// The words by which people call the values of choices, in every language.
    var choiceWords: ChoiceWords { Imports.words(schema, product.catalogues, zone: workspace.settings.timeZone) }

    /// Opens the file of an import with a mapping.
    func reading(_ run: ImportRun, _ mapping: ImportMapping) throws -> ImportReading {
        guard product.files.exists(run.file) else {
            throw Refusal(code: "file_missing", Message("The file of this import is no longer there. Send it again."))
        }
        return try ImportReading(
            run.speaking(choiceWords), mapping, path: product.files.path(of: run.file), schema: schema, viewer: viewer,
            settings: workspace.settings)
    }

    /// What the file of an import seems to be.
    func guess(_ run: ImportRun) throws -> TableGuess {
        guard product.files.exists(run.file) else {
            throw Refusal(code: "file_missing", Message("The file of this import is no longer there. Send it again."))
        }
        return try TableGuess(
            TableBytes(file: product.files.path(of: run.file)), format: run.format, isSpreadsheet: run.isSpreadsheet,
            habits: ImportReading.habits(workspace.settings))
    }

    /// What was settled already of this import; else what its columns most likely mean: as last time, or by their
    /// names.
    func proposal(_ run: ImportRun, _ kind: Kind, _ guess: TableGuess) async throws -> ImportMapping {
        if let settled = run.mapping, settled.entity == kind.plural { return settled }
        let mark = Imports.fingerprint(guess)
        let remembered = try await read { try ImportStore.remembered(kind.name, mark, in: $0) }
        return remembered ?? mappingGuess(kind).mapping(guess)
    }

    /// The kind such a file was imported as last time, or the one whose fields its columns are called by.
    func likelyKind(of guess: TableGuess) async throws -> Kind {
        let mark = Imports.fingerprint(guess)
        if let plural = try await read({ try ImportStore.remembered(nil, mark, in: $0) })?.entity,
            let kind = schema.kind(plural: plural), !viewer.grants(for: kind.name).isEmpty
        {
            return kind
        }
        var best: (kind: Kind, columns: Int)?
        for kind in ImportTargets.kinds(self) {
            let columns = mappingGuess(kind).mapping(guess).columns.count
            if columns > best?.columns ?? -1 { best = (kind, columns) }
        }
        guard let best else { throw Refusal.notFound() }
        return best.kind
    }

    private func mappingGuess(_ kind: Kind) -> MappingGuess {
        let languages = choiceTranslators
        return MappingGuess(kind, schema: schema, viewer: viewer) { label in languages.map { $0(label) } }
    }
}
