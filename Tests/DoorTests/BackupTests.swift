import Foundation
import Identity
import PostgresStorage
import Records
import SQLiteStorage
import Storage
import TestSupport
import Testing

@testable import App

@Suite("Backup and restore")
struct BackupTests {
    static let backends: [TestDatabases] = TestDatabases.all.filter { $0 != .memory }

    /// An installation at an address of its own, as a command would open it.
    private func withAddress<Result>(_ backend: TestDatabases, _ body: (ServerSettings) async throws -> Result)
        async throws -> Result
    {
        try await withFolder { folder in
            var settings = try ServerSettings(environment: [:])
            settings.data = folder + "/data"
            try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
            settings.database = "sqlite:\(folder)/data/entregent.sqlite"
            guard backend == .postgres else { return try await body(settings) }
            return try await TestDatabases.withSchema { database in
                settings.database = TestDatabases.address(database.settings.schema ?? "public")
                return try await body(settings)
            }
        }
    }

    private func opened<Result>(_ settings: ServerSettings, _ body: (Installation) async throws -> Result) async throws
        -> Result
    {
        let database = try await OpenDatabase.at(settings.database)
        let installation = try await installed(database, in: settings.data)
        do {
            let result = try await body(installation)
            try await database.close()
            return result
        } catch {
            try await database.close()
            throw error
        }
    }

    private func keep(_ text: String, _ installation: Installation) throws -> String {
        let incoming = installation.product.files.incomingPath()
        try Data(text.utf8).write(to: URL(fileURLWithPath: incoming))
        return try installation.product.files.keep(incoming: incoming, extension: "txt")
    }

    @Test("what was there comes back: records, search, files; what came later is gone", arguments: backends)
    func round(backend: TestDatabases) async throws {
        try await withAddress(backend) { settings in
            let file = settings.data + "-backup.tar"
            defer { try? FileManager.default.removeItem(atPath: file) }
            let (before, key, report) = try await opened(settings) { installation in
                try await DemoData.make(.init(.medium, seed: 3, size: handful), in: installation.workspace)
                let key = try keep("Devis signé", installation)
                let report = try await BackupFile.write(to: file, installation)
                let before = try await DatabaseCopy.count(
                    installation.workspace.database, DatabaseCopy.tables(installation.workspace.registry))
                try await DemoData.remove(in: installation.workspace)
                try installation.product.files.remove(key)
                _ = try keep("Plus tard", installation)
                return (before, key, report)
            }
            #expect(report.files == 1 && report.tables["contact"] == 100)
            let back = try await BackupFile.restore(from: file, settings)
            #expect(back.records == report.records)
            try await opened(settings) { installation in
                let after = try await DatabaseCopy.count(
                    installation.workspace.database, DatabaseCopy.tables(installation.workspace.registry))
                #expect(after == before)
                #expect(
                    try String(contentsOfFile: installation.product.files.path(of: key), encoding: .utf8)
                        == "Devis signé")
                #expect(try KeptFiles.keys(in: settings.data) == [key])
                let name = DemoCompany(number: 3, in: DemoWorld(seed: 3)).name
                let hits = try await installation.workspace.read(.house) { try SearchIndex.find(name, in: $0) }
                #expect(hits.contains { $0.title == name })
            }
        }
    }

    @Test("any system's tar can list it", arguments: backends)
    func listed(backend: TestDatabases) async throws {
        try await withAddress(backend) { settings in
            let file = settings.data + "/backup.tar"
            try await opened(settings) { installation in
                let key = try keep("Bonjour", installation)
                _ = try await BackupFile.write(to: file, installation)
                var names: [String] = []
                try await Program.lines("tar", ["-tf", file]) { names.append(String(decoding: $0, as: UTF8.self)) }
                #expect(names == ["database", "files/\(key)", "manifest.json"])
                await #expect(throws: Refusal.self) { try await BackupFile.write(to: file, installation) }
            }
        }
    }

    @Test("one changed byte anywhere is noticed before anything is touched")
    func damaged() async throws {
        try await withAddress(.file) { settings in
            let file = settings.data + "/backup.tar"
            try await opened(settings) { installation in
                _ = try keep("Bonjour", installation)
                _ = try await BackupFile.write(to: file, installation)
            }
            let whole = try Data(contentsOf: URL(fileURLWithPath: file))
            for place in [700, 40_000, whole.count / 2] {
                var bytes = whole
                bytes[place] ^= 0x40
                try bytes.write(to: URL(fileURLWithPath: file))
                await #expect(throws: (any Error).self, "byte \(place)") {
                    try await BackupFile.restore(from: file, settings)
                }
            }
            try whole.prefix(whole.count - 2000).write(to: URL(fileURLWithPath: file))
            await #expect(throws: (any Error).self) { try await BackupFile.restore(from: file, settings) }
            try whole.write(to: URL(fileURLWithPath: file))
            _ = try await BackupFile.restore(from: file, settings)
        }
    }

    @Test("a server on another machine is noticed through the database", arguments: backends.filter { $0 == .postgres })
    func otherMachine(backend: TestDatabases) async throws {
        try await withAddress(backend) { settings in
            let file = settings.data + "/backup.tar"
            try await opened(settings) { _ = try await BackupFile.write(to: file, $0) }
            // The other machine has a data directory of its own: its file lock says nothing here.
            let serving = try #require(try await DatabaseLock.take(.serving, settings))
            let second = try #require(try await DatabaseLock.take(.serving, settings), "servers share it")
            try await second.release()
            await #expect { try await BackupFile.restore(from: file, settings) } throws: {
                ($0 as? Refusal)?.code == "server_running"
            }
            #expect(try await serving.isHeldOrTaken())
            _ = try await BackupFile.restore(from: file, settings, force: true)
            try await serving.release()
            let restoring = try #require(try await DatabaseLock.take(.restoring, settings))
            #expect(try await DatabaseLock.take(.serving, settings) == nil, "no server starts while a restore runs")
            try await restoring.release()
            _ = try await BackupFile.restore(from: file, settings)
        }
    }

    @Test("it is refused for another kind of database, and while a server works on the data")
    func refused() async throws {
        try await withAddress(.file) { settings in
            let file = settings.data + "/backup.tar"
            try await opened(settings) { _ = try await BackupFile.write(to: file, $0) }
            var other = settings
            other.database = "postgres://localhost/elsewhere"
            await #expect { try await BackupFile.restore(from: file, other) } throws: {
                ($0 as? Refusal)?.code == "other_database"
            }
            let lock = try ServingLock.take(settings)
            #expect(lock != nil)
            #expect(try ServingLock.take(settings) == nil)
            await #expect { try await BackupFile.restore(from: file, settings) } throws: {
                ($0 as? Refusal)?.code == "server_running"
            }
            _ = try await BackupFile.restore(from: file, settings, force: true)
            withExtendedLifetime(lock) {}
        }
    }
}
