import Foundation
import Identity
import Jobs
import Localisation
import Logging
import Records
import ServiceLifecycle
import Storage
import Web

/// The running server: HTTP, background work and the outbox, started and stopped together; beside the server's own
/// company, those of the register.
package struct Server: Sendable {
    package let installation: Installation
    package let hall: WorkspaceHall
    private let site: Site

    package var web: WebServer<Context> { site.web }

    /// `opening` opens the databases of further companies.
    package init(
        _ installation: Installation,
        opening: @escaping WorkspaceHall.Opening = { try await Installation.open($0, logger: $1) }
    ) throws {
        self.installation = installation
        let settings = installation.settings
        var house = Site.House()
        let hall = WorkspaceHall(settings, metrics: house.metrics, logger: installation.logger, opening: opening)
        if FileManager.default.fileExists(atPath: settings.publicDirectory) {
            let files = try StaticFiles(directory: settings.publicDirectory)
            house.files = files
            PageAssets.serve(files)
        }
        house.elsewhere = { await hall.answer($0) }
        let site = Site(installation, in: house)
        house.health.check("database") { await site.isWell() ? .fine : .broken("the database does not answer") }
        house.health.remark("workspaces") { await Server.look(hall) }
        SiteMetrics.register(in: house.metrics) { [(nil, site)] + hall.sites.map { ($0.name, $0.site) } }
        (self.site, self.hall) = (site, hall)
    }

    /// How many companies answer; not which, since everybody may ask.
    private static func look(_ hall: WorkspaceHall) async -> Health.Finding {
        var broken = 0
        let sites = hall.sites
        for (_, site) in sites {
            if let site, await site.isWell() { continue }
            broken += 1
        }
        return broken == 0 ? .fine : .broken("\(broken) of \(sites.count) do not answer")
    }

    /// Runs until the process is asked to stop; answers in flight are finished first.
    package func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        // Held while we serve: a restore refuses to replace what is in use. Another node may hold it already.
        let serving = try ServingLock.take(installation.settings)
        defer { withExtendedLifetime(serving) {} }
        var services: [any Service] = [HallKeeper(hall: hall), site.background, web]
        let shared = try await sharedLock()
        if let shared { services.append(DatabaseLockKeeper(lock: shared, logger: installation.logger)) }
        let announce = Announcement { await onListening((try? await web.port) ?? 0) }
        services.append(announce)
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: installation.logger))
        try await group.run()
        await installation.product.accessLog.flush(installation.workspace)
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
}

/// Says once that the server listens, then waits for the end.
private struct Announcement: Service {
    let announce: @Sendable () async -> Void
    func run() async throws {
        await announce()
        try await gracefulShutdown()
    }
}
