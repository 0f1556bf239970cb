import Foundation
import Jobs
import Logging
import Records
import ServiceLifecycle
import Storage
import Synchronization
import Web

/// The hall behind the server's one door: tells for which company a request is, and hands it over. Companies come and
/// go with the register while the server runs.
package final class WorkspaceHall: Sendable {
    package typealias Opening = @Sendable (ServerSettings, Logger) async throws -> Installation

    /// A company of the register; without a site while it cannot be served.
    struct Tenant: Sendable {
        let entry: WorkspaceEntry
        var resident: Resident?
    }

    /// A company that is being served, and what says so to others.
    struct Resident: Sendable {
        let site: Site
        let work: Task<Void, Never>
        let serving: ServingLock?
        let shared: DatabaseLock?
    }

    private struct State {
        var tenants: [String: Tenant] = [:]
        var hosts: [String: String] = [:]
        var stamp: WorkspaceRegister.Stamp?
    }

    let settings: ServerSettings
    let logger: Logger
    let metrics: Metrics
    let opening: Opening
    private let register: WorkspaceRegister
    private let state = Mutex(State())
    /// Spares a server with one company even the look into the register's copy.
    private let isInhabited = Atomic(false)

    init(_ settings: ServerSettings, metrics: Metrics, logger: Logger, opening: @escaping Opening) {
        self.settings = settings
        self.metrics = metrics
        self.logger = logger
        self.opening = opening
        register = WorkspaceRegister(data: settings.data)
    }

    /// By name, in order.
    package var sites: [(name: String, site: Site?)] {
        state.withLock { state in
            state.tenants.values.sorted { $0.entry.name < $1.entry.name }.map { ($0.entry.name, $0.resident?.site) }
        }
    }

    var isEmpty: Bool { !isInhabited.load(ordering: .relaxed) }

    func tenant(host: String) -> Tenant? {
        state.withLock { state in state.hosts[host].flatMap { state.tenants[$0] } }
    }

    func tenant(name: String) -> Tenant? { state.withLock { $0.tenants[name] } }

    // Coming and going

    /// Serves what the register names, no more and no less. What cannot be opened is tried again at the next look.
    package func refresh() async throws {
        let stamp = register.stamp(), known = state.withLock { $0.stamp }
        let waiting = state.withLock { $0.tenants.values.contains { $0.resident == nil } }
        guard stamp != known || waiting else { return }
        let entries = try register.entries()
        let before = state.withLock { $0.tenants }
        for tenant in before.values where !entries.contains(tenant.entry) {
            settle(tenant.entry.name, nil)
            if let resident = tenant.resident { await leave(resident, after: .milliseconds(500)) }
        }
        for entry in entries where before[entry.name]?.entry != entry { settle(entry.name, Tenant(entry: entry)) }
        state.withLock { $0.stamp = stamp }
        for entry in entries where tenant(name: entry.name)?.resident == nil { await open(entry) }
    }

    private func settle(_ name: String, _ tenant: Tenant?) {
        state.withLock { state in
            state.tenants[name] = tenant
            state.hosts = [:]
            for tenant in state.tenants.values {
                for host in tenant.entry.hosts { state.hosts[host] = tenant.entry.name }
            }
            isInhabited.store(!state.tenants.isEmpty, ordering: .relaxed)
        }
    }

    private func open(_ entry: WorkspaceEntry) async {
        var log = logger
        log[metadataKey: "workspace"] = "\(entry.name)"
        do {
            let inner = try settings.entering(entry)
            var shared: DatabaseLock?
            if DatabaseLock.isNeeded(inner) {
                shared = try await DatabaseLock.take(.serving, inner)
                guard shared != nil else { throw DatabaseLock.restoreRunning() }
            }
            let installation = try await opening(inner, log), site = Site(installation)
            let work = Task { await site.background.work() }
            let resident = Resident(
                site: site, work: work, serving: try ServingLock.take(inner), shared: shared)
            settle(entry.name, Tenant(entry: entry, resident: resident))
            log.notice("a workspace is served")
        } catch {
            log.error("a workspace cannot be opened", metadata: ["error": "\(String(reflecting: error))"])
        }
    }

    /// Lets go: pages are let go, work ends, answers under way get a moment, then the database is closed.
    private func leave(_ resident: Resident, after patience: Duration) async {
        resident.site.installation.product.events.close()
        resident.site.background.stop()
        await resident.work.value
        do {
            try await Task.sleep(for: patience)
            let installation = resident.site.installation
            await installation.product.accessLog.flush(installation.workspace)
            try await installation.close()
            try await resident.shared?.release()
        } catch {
            logger.warning("a workspace did not close well", metadata: ["error": "\(error)"])
        }
    }

    package func close() async {
        let residents = state.withLock { state in
            defer { state.tenants = [:] }
            return state.tenants.values.compactMap(\.resident)
        }
        for resident in residents { await leave(resident, after: .zero) }
    }

    /// Every few seconds: live pages hear that we are there, and whoever was restored elsewhere is let go.
    func beat() async {
        for tenant in state.withLock({ Array($0.tenants.values) }) {
            guard let resident = tenant.resident else { continue }
            resident.site.installation.product.events.beat()
            guard let shared = resident.shared else { continue }
            do {
                guard try await !shared.isHeldOrTaken() else { continue }
                settle(tenant.entry.name, Tenant(entry: tenant.entry))
                await leave(resident, after: .zero)
            } catch {
                logger.warning("a workspace's lock could not be checked", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// Keeps the hall as the register says, until the server stops.
struct HallKeeper: Service {
    let hall: WorkspaceHall
    var every = Duration.seconds(2)
    private static let looksPerBeat = 7

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var looks = 0
            while !Task.isCancelled {
                do {
                    try await hall.refresh()
                    looks += 1
                    if looks % HallKeeper.looksPerBeat == 0 { await hall.beat() }
                    try await Task.sleep(for: every)
                } catch is CancellationError {
                    break
                } catch {
                    // What is served stays served until the register can be read again.
                    hall.logger.error("the register of workspaces cannot be read", metadata: ["error": "\(error)"])
                    do { try await Task.sleep(for: every) } catch { break }
                }
            }
        }
        await hall.close()
    }
}
