import Foundation
import Jobs
import Localisation
import Logging
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import App
@testable import Exchange

/// A Wednesday.
private let noon = Instant(Day(year: 2026, month: 11, day: 18)!, hour: 11)

/// An empty workspace of the whole product, and what imports and exports need.
struct ImportWorld: Sendable {
    let installation: Installation
    let folder: String
    var workspace: Workspace { installation.workspace }
    var files: FileStore { installation.product.files }

    static func with(_ backend: TestDatabases = .memory, _ body: (ImportWorld) async throws -> Void) async throws {
        try await withFolder { folder in
            try await backend.withDatabase { database in try await body(open(database, folder)) }
        }
    }

    static func open(_ database: any Database, _ folder: String) async throws -> ImportWorld {
        var settings = try ServerSettings(environment: [:])
        settings.data = folder
        let registry = Modules.registry()
        let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
        let workspace = try await Workspace.open(
            database, registry: registry.storage, node: 1, clock: { noon }, logger: logger)
        let product = Product(
            registry: registry, catalogues: .empty, events: EventHub(), files: try FileStore(directory: folder),
            outboxSignal: Signal(), jobSignal: Signal())
        return ImportWorld(
            installation: Installation(settings: settings, workspace: workspace, product: product, logger: logger),
            folder: folder)
    }

    /// The file kept and the import queued.
    func start(_ mapping: String, _ bytes: [UInt8], name: String = "file.csv") async throws -> ImportRun {
        let mapping = try ImportMapping(text: Array(mapping.utf8))
        let run = try await draft(bytes, name: name)
        let reading = try reading(run, mapping)
        let words = Imports.words(workspace.schema, .empty, zone: .gmt)
        return try await workspace.write(.house, .import) {
            try Imports.start(run, mapping, reading, words: words, in: $0)
        }
    }

    func draft(_ bytes: [UInt8], name: String = "file.csv") async throws -> ImportRun {
        let path = files.incomingPath()
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let file = try await ImportFile.take(path, name: name, into: files, worker())
        return try await workspace.write(.house, .import) { try Imports.draft(file, in: $0) }
    }

    func reading(_ run: ImportRun, _ mapping: ImportMapping) throws -> ImportReading {
        let words = Imports.words(workspace.schema, .empty, zone: .gmt)
        return try ImportReading(
            run.speaking(words), mapping, path: files.path(of: run.file), schema: workspace.schema, viewer: .house,
            settings: workspace.settings)
    }

    /// The whole way; every line accounted for.
    @discardableResult
    func bring(_ mapping: String, _ text: String) async throws -> ImportRun {
        let run = try await start(mapping, Array(text.utf8))
        let state = try await installation.runner().run(run.job ?? 0)
        #expect(state.state == .done, "\(String(describing: state.failure))")
        let finished = try await find(run.id)
        #expect(finished.counts.done == finished.counts.lines)
        return finished
    }

    func undo(_ id: Int64) async throws -> JobState {
        let run = try await workspace.write(.house, .import) { try Imports.undo(id, in: $0) }
        return try await installation.runner().run(run.undoJob ?? 0)
    }

    func find(_ id: Int64) async throws -> ImportRun {
        try await workspace.read(.house) { try ImportStore.find(id, in: $0) }
    }

    func lines(_ run: ImportRun, _ outcome: ImportOutcome? = nil) async throws -> [ImportLine] {
        try await workspace.read(.house) { try ImportStore.lines(of: run.id, outcome: outcome, limit: 100_000, in: $0) }
    }

    func failedFile(_ run: ImportRun) async throws -> String {
        let collected = Collected()
        let failed = FailedLines(run, path: files.path(of: run.file))
        try await failed.write(workspace, .house, Catalogues.empty.translator(.english, timeZone: .gmt)) {
            collected.add($0)
        }
        return String(decoding: collected.bytes, as: UTF8.self)
    }

    /// `column` of every record of a kind, sorted.
    func values(_ kind: String, _ column: String) async throws -> [String] {
        try await workspace.database.read { connection in
            try connection.rows("SELECT \(name: column) FROM \(name: kind) WHERE \(name: column) IS NOT NULL", .text)
                .compactMap { $0[0].text }.sorted()
        }
    }

    func count(_ table: String) async throws -> Int {
        try await workspace.database.read { Int(try $0.integer("SELECT COUNT(*) FROM \(name: table)") ?? 0) }
    }
}

private final class Collected: @unchecked Sendable {
    /// Written by one task.
    private(set) var bytes: [UInt8] = []
    func add(_ more: [UInt8]) { bytes += more }
}
