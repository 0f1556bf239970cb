import Foundation
import Jobs
import Localisation
import Logging
import Records
import SQLiteStorage
import Storage
import TestSupport
import Web

@testable import App

/// The clock of these tests stands on a Wednesday.
let noon = Instant(Day(year: 2026, month: 11, day: 18)!, hour: 11)

/// An installation of the whole product on a fresh database.
func withInstallation<Result>(
    _ backend: TestDatabases, node: Int = 1, _ body: (Installation) async throws -> Result
) async throws -> Result {
    try await withFolder { folder in
        try await backend.withDatabase { database in try await body(installed(database, in: folder, node: node)) }
    }
}

func installed(_ database: any Database, in folder: String, node: Int = 1) async throws -> Installation {
    var settings = try ServerSettings(environment: [:])
    settings.data = folder
    let registry = Modules.registry()
    let logger = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }
    let workspace = try await Workspace.open(
        database, registry: registry.storage, node: node, clock: { noon }, logger: logger)
    let product = Product(
        registry: registry, catalogues: .empty, events: EventHub(), files: try FileStore(directory: folder),
        outboxSignal: Signal(), jobSignal: Signal())
    return Installation(settings: settings, workspace: workspace, product: product, logger: logger)
}

extension Installation {
    /// What the doctor finds wrong with it.
    func complaints() async -> Set<String> {
        let findings = await Examination.examine(workspace.database, settings, clock: { noon })
        return Set(findings.filter { $0.level != .fine }.map(\.check))
    }
}

/// Twenty accounts: quick to live through.
let handful = DemoSize(accounts: 20, users: 4, teams: 2, pipelines: 2)

extension Workspace {
    func rows(_ table: String) async throws -> Int {
        try await database.read { Int(try $0.integer("SELECT COUNT(*) FROM \(name: table)") ?? 0) }
    }

    /// Everything of a kind without what differs from one making to the next: identifiers become their places.
    func contents(_ kind: String, leaving: Set<String>) async throws -> [[String]] {
        let kind = schema.kind(kind)
        let columns = kind.columns.filter { !leaving.contains($0.name) }
        return try await database.read { connection in
            try connection.rows(
                "SELECT \(SQL.names(columns.map(\.name))) FROM \(name: kind.table)", columns.map(\.type)
            )
            .map { $0.map { "\($0)" } }.sorted { $0.lexicographicallyPrecedes($1) }
        }
    }
}
