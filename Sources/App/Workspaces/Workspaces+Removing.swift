import Foundation
import Records
import Storage

extension Workspaces {
    package struct Removed: Sendable {
        package let backup: String
        /// The database that was given when the workspace was made, and stays.
        package let keptDatabase: String?
    }

    /// Takes a company off this server. A running server lets go of it first; everything is then put into one backup
    /// file, which is read again and checked, and only then does anything go.
    package func remove(
        _ name: String, confirmed: Bool, patienceSeconds: Double = 30, now: Instant = Instant(Date())
    ) async throws -> Removed {
        let entry = try register.entry(name), inner = try settings.entering(entry)
        guard confirmed else {
            throw Refusal(
                .conflict, code: "not_confirmed",
                Message(
                    "The workspace “{name}” would go, with its records and files. Say --yes if that is what you want: "
                        + "a backup file stays.", ["name": .text(name)]))
        }
        try register.change { $0.removeAll { $0.name == name } }
        let backup: String
        do {
            let lock = try await alone(inner, patienceSeconds)
            do {
                backup = try await backUp(entry, inner, now)
                try await lock?.release()
            } catch {
                try await lock?.release()
                throw error
            }
        } catch {
            // Nothing has gone: it is what it was.
            try register.change { entries in
                if !entries.contains(where: { $0.name == name }) { entries.append(entry) }
            }
            throw error
        }
        try await discard(entry, database: true)
        guard case .given(let address) = entry.place else { return Removed(backup: backup, keptDatabase: nil) }
        var shown = settings
        shown.database = address
        return Removed(backup: backup, keptDatabase: shown.shownDatabase)
    }

    /// Waits until no server works with it any more.
    private func alone(_ inner: ServerSettings, _ patienceSeconds: Double) async throws -> DatabaseLock? {
        let deadline = ContinuousClock.now + .seconds(patienceSeconds)
        while true {
            if try !ServingLock.isHeld(inner) {
                guard DatabaseLock.isNeeded(inner) else { return nil }
                if let lock = try await DatabaseLock.take(.restoring, inner) { return lock }
            }
            guard ContinuousClock.now < deadline else {
                throw Refusal(
                    .conflict, code: "server_running",
                    Message("A server still works with this workspace. Stop it, then remove the workspace."))
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    private func backUp(_ entry: WorkspaceEntry, _ inner: ServerSettings, _ now: Instant) async throws -> String {
        let folder = settings.data + "/removed"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let stamp = now.iso.prefix(19).filter { $0.isNumber || $0 == "T" }
        let path = "\(folder)/\(entry.name)-\(stamp).tar"
        let installation = try await Installation.open(inner, logger: Workspaces.silent)
        do {
            _ = try await BackupFile.write(to: path, installation)
            try await installation.close()
            return path
        } catch {
            try await installation.close()
            throw error
        }
    }
}
