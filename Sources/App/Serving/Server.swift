import Foundation
import Identity
import Jobs
import Localisation
import Logging
import Records
import ServiceLifecycle
import Storage
import Web

/// The running server: HTTP, background work and the outbox, started and stopped together.
package struct Server: Sendable {
    package let installation: Installation
    package let web: WebServer<Context>
    private let background: Background

    package init(_ installation: Installation) throws {
        self.installation = installation
        let (workspace, product, logger, settings) = (
            installation.workspace, installation.product, installation.logger, installation.settings
        )
        let authenticator = Authenticator(workspace: workspace, product: product)
        let health = Health()
        health.check("database") {
            do {
                _ = try await workspace.database.read { try $0.integer("SELECT 1") }
                return .fine
            } catch { return .broken("the database does not answer") }
        }
        let metrics = Metrics()
        background = Background(installation, metrics: metrics)
        var configuration = WebConfiguration(host: settings.host, port: settings.port, now: { Instant(Date()) })
        configuration.isBehindProxy = settings.isBehindProxy
        configuration.metricsToken = settings.metricsToken
        let files =
            FileManager.default.fileExists(atPath: settings.publicDirectory)
            ? try StaticFiles(directory: settings.publicDirectory) : nil
        let translator = Server.translator(product, workspace)
        web = WebServer(
            configuration: configuration, routes: product.registry.routes, files: files, events: product.events,
            health: health,
            metrics: metrics,
            errors: ErrorResponse(
                translate: { message, request in translator(request)(message) },
                page: { page, request in ErrorPages.render(page, translator(request)) }, logger: logger),
            logger: logger, around: Authenticator.demandSignIn,
            csrfToken: { $1.csrfToken }, context: { try await authenticator.context(for: $0) })
    }

    /// Runs until the process is asked to stop; answers in flight are finished first.
    package func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        // Held while we serve: a restore refuses to replace what is in use. Another node may hold it already.
        let serving = try ServingLock.take(installation.settings)
        defer { withExtendedLifetime(serving) {} }
        var services: [any Service] = [background, web]
        let shared = try await sharedLock()
        if let shared { services.append(DatabaseLockKeeper(lock: shared, logger: installation.logger)) }
        let announce = Announcement { await onListening((try? await web.port) ?? 0) }
        services.append(announce)
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: installation.logger))
        try await group.run()
        try await shared?.release()
        try await installation.close()
    }

    /// What tells other machines that this database is in use; nil where there is no other machine.
    private func sharedLock() async throws -> DatabaseLock? {
        guard DatabaseLock.isNeeded(installation.settings) else { return nil }
        guard let lock = try await DatabaseLock.take(.serving, installation.settings) else {
            throw DatabaseLock.restoreRunning()
        }
        return lock
    }

    /// The language of an answer when something failed before the person was known.
    private static func translator(_ product: Product, _ workspace: Workspace) -> @Sendable (Request) -> Translator {
        { request in
            let house = Language(rawValue: workspace.settings.language) ?? .french
            let wished =
                request.cookie("language").flatMap { Language(rawValue: $0) }
                ?? request.acceptedLanguages.compactMap { Language(rawValue: String($0.prefix(2))) }.first
            return product.catalogues.translator(wished ?? house, timeZone: workspace.settings.timeZone)
        }
    }
}

/// Says once that the server listens, then waits for the end.
private struct Announcement: Service {
    let announce: @Sendable () async -> Void
    func run() async throws {
        await announce()
        try await gracefulShutdown()
    }
}
