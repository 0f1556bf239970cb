import Foundation
import Identity
import Jobs
import Logging
import PostgresStorage
import Records
import Storage

/// Making and removing companies on one server.
package struct Workspaces: Sendable {
    /// Of the server, not of one of its companies.
    let settings: ServerSettings
    let register: WorkspaceRegister

    package init(_ settings: ServerSettings) {
        self.settings = settings
        register = WorkspaceRegister(data: settings.data)
    }

    package struct Order: Sendable {
        package var name: String
        package var hosts: [String] = []
        /// Nil: a place of our own choosing.
        package var database: String?
        /// Takes over a company that is already in that database.
        package var existing = false
        package var founder: Company.Founder?

        package init(name: String) { self.name = name }
    }

    package func entries() throws -> [WorkspaceEntry] { try register.entries() }

    /// Makes the place, the database and, if asked, its first administrator; then the register tells the server.
    @discardableResult
    package func create(_ order: Order, now: Instant = Instant(Date())) async throws -> WorkspaceEntry {
        try WorkspaceEntry.check(name: order.name)
        let hosts = try WorkspaceEntry.checked(hosts: order.hosts)
        let entry = WorkspaceEntry(
            name: order.name, hosts: hosts, place: place(for: order), mark: Secret.make(), madeAt: now)
        try refuseClashes(entry, try register.entries())
        // Making the folder reserves the name: only one of two does it.
        let folder = register.folder(of: order.name), parent = URL(fileURLWithPath: folder).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        guard mkdir(folder, 0o700) == 0 else {
            guard errno == EEXIST else {
                throw OperationFailure("cannot make \(folder): \(String(cString: strerror(errno)))")
            }
            throw Refusal(
                .conflict, code: "workspace_exists",
                Message(
                    "The folder {path} exists already. Choose another name, or remove what was left there.",
                    ["path": .text(folder)]))
        }
        var isOpened = false
        do {
            let inner = try settings.entering(entry)
            let installation = try await Installation.open(inner, logger: Workspaces.silent)
            isOpened = true
            do {
                try await found(order, entry, installation)
                try await installation.close()
            } catch {
                try await installation.close()
                throw error
            }
            try register.change { entries in
                try refuseClashes(entry, entries)
                entries.append(entry)
            }
        } catch {
            try await discard(entry, database: isOpened)
            throw error
        }
        return entry
    }

    static let silent = Logger(label: "entregent") { _ in SwiftLogNoOpLogHandler() }

    private func place(for order: Order) -> WorkspaceEntry.Place {
        if let database = order.database {
            guard database.hasPrefix("sqlite:"), database != "sqlite::memory:" else { return .given(database) }
            return .given("sqlite:" + URL(fileURLWithPath: String(database.dropFirst("sqlite:".count))).path)
        }
        guard settings.database.hasPrefix("postgres") else { return .file }
        return .schema("workspace_" + order.name.replacing("-", with: "_"))
    }

    /// Names, hosts and databases belong to one company each.
    private func refuseClashes(_ entry: WorkspaceEntry, _ entries: [WorkspaceEntry]) throws {
        for other in entries {
            if other.name == entry.name {
                throw Refusal(
                    .conflict, code: "workspace_exists",
                    Message("There is a workspace “{name}” already.", ["name": .text(other.name)]))
            }
            if let host = entry.hosts.first(where: { other.hosts.contains($0) }) {
                throw Refusal(
                    .conflict, code: "host_taken",
                    Message(
                        "{host} leads to the workspace “{name}” already.",
                        ["host": .text(host), "name": .text(other.name)]))
            }
            if other.place == entry.place, entry.place != .file { throw Workspaces.inUse(other.name) }
        }
        if case .given(let address) = entry.place, address == settings.database {
            throw Workspaces.inUse(WorkspaceEntry.defaultName)
        }
    }

    private static func inUse(_ name: String) -> Refusal {
        Refusal(
            .conflict, code: "database_in_use",
            Message(
                "This database belongs to the workspace “{name}”. Each company has its own.", ["name": .text(name)]))
    }

    private func found(_ order: Order, _ entry: WorkspaceEntry, _ installation: Installation) async throws {
        let workspace = installation.workspace
        if let mark = workspace.settings.extra["workspace"]?.text,
            let other = try register.entries().first(where: { $0.mark == mark })
        {
            throw Workspaces.inUse(other.name)
        }
        let isFounded = try await workspace.read(.house) { try Credentials.exist(in: $0) }
        guard order.existing || !isFounded else {
            throw Refusal(
                .conflict, code: "database_in_use",
                Message(
                    "There is a company in this database already. Add --existing to make it a workspace of this server."
                ))
        }
        try await workspace.write(.house, .command) {
            try WorkspaceSettings.save("workspace", .text(entry.mark), in: $0)
        }
        if let founder = order.founder, !isFounded { try await Company.found(founder, in: workspace, door: .command) }
    }

    /// Takes away what was made for it; a database that was given stays.
    func discard(_ entry: WorkspaceEntry, database isOpened: Bool) async throws {
        if isOpened, case .schema(let schema) = entry.place {
            let database = try await PostgresDatabase.open(settings.entering(entry).database)
            try await database.maintain { _ = try $0.execute("DROP SCHEMA IF EXISTS \(name: schema) CASCADE") }
            try await database.close()
        }
        let folder = register.folder(of: entry.name)
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
    }
}
