import Foundation
import Identity
import Jobs
import Leads
import Localisation
import Logging
import People
import Quality
import Records
import Storage
import Web

/// An opened installation: the workspace and the services every door needs. Commands use it too; only `serve` listens.
package struct Installation: Sendable {
    package let settings: ServerSettings
    package let workspace: Workspace
    package let product: Product
    package let logger: Logger

    package static func open(_ settings: ServerSettings, logger: Logger? = nil) async throws -> Installation {
        let logger = logger ?? Installation.logger(settings)
        let registry = Modules.registry(publicDirectory: settings.publicDirectory)
        let database = try await OpenDatabase.at(settings.database)
        let workspace = try await Workspace.open(database, registry: registry.storage, logger: logger)
        // A company founded before roles were records.
        if try await workspace.read(.house, { try Credentials.exist(in: $0) && RolePreset.areMissing(in: $0) }) {
            try await workspace.write(.house, .command) { try RolePreset.ensure($0.settings.language, in: $0) }
        }
        try await RoleUpdate.run(in: workspace, logger)
        // A company founded before it could say what makes a good record.
        if try await workspace.read(.house, { try Credentials.exist(in: $0) && QualityPresets.areMissing(in: $0) }) {
            try await workspace.write(.house, .command) { try QualityPresets.ensure($0.settings.language, in: $0) }
            try await workspace.reload()
        }
        // A company founded before it kept a register of consents.
        if try await workspace.read(.house, { try Credentials.exist(in: $0) && ConsentPresets.areMissing(in: $0) }) {
            try await workspace.write(.house, .command) {
                try ConsentPresets.ensure($0.settings.language, in: $0)
                try ScorePresets.ensure($0.settings.language, in: $0)
            }
            try await workspace.reload()
        }
        let catalogues = try Catalogues.load(directory: settings.translations)
        let product = Product(
            registry: registry, catalogues: catalogues, events: EventHub(),
            files: try FileStore(directory: settings.data),
            outboxSignal: Signal(), jobSignal: Signal())
        return Installation(settings: settings, workspace: workspace, product: product, logger: logger)
    }

    package func close() async throws { try await workspace.database.close() }

    /// One JSON object a line on standard error.
    private static func logger(_ settings: ServerSettings) -> Logger {
        var logger = Logger(label: "entregent") { _ in StructuredLog() }
        logger.logLevel = Logger.Level(rawValue: settings.logLevel) ?? .info
        return logger
    }

    /// The eyes of a user for work done without a request; nil is the house.
    package func viewer(_ user: Int64?) async throws -> Viewer {
        try await Rights.viewer(of: user, in: workspace, registry: product.registry)
    }
}
