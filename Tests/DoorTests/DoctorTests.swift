import Foundation
import Identity
import Records
import Storage
import TestSupport
import Testing

@testable import App

@Suite("The doctor")
struct DoctorTests {
    /// The checks of a database that do not say “fine”.
    private func plant(_ installation: Installation, _ sql: SQL...) async throws {
        try await installation.workspace.database.write { connection in
            for statement in sql { try connection.execute(statement) }
        }
    }

    @Test("nothing is wrong with a demo company", arguments: TestDatabases.all)
    func healthy(backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            try await DemoData.make(.init(.small, seed: 9, size: handful), in: installation.workspace)
            #expect(await installation.complaints() == [])
        }
    }

    @Test("each fault that is planted is found, and no other", arguments: TestDatabases.all)
    func planted(backend: TestDatabases) async throws {
        let faults: [(String, SQL)] = [
            ("records.references", "UPDATE note SET about_id = 7"),
            ("records.search", SQL(text: "DELETE FROM search_entry WHERE kind = 'account'")),
            ("records.derived", "UPDATE account SET name_key = 'zzz' WHERE id = (SELECT MAX(id) FROM account)"),
            (
                "outbox",
                """
                INSERT INTO outbox (id, at, name, kind, records, payload)
                VALUES (1, \(noon.adding(seconds: -90_000)), 'x', 'x', '', '{}')
                """
            ),
            ("jobs.dead", job("dead", noon)),
            ("jobs.stuck", job("queued", noon.adding(seconds: -90_000))),
            ("people", "DELETE FROM credential"),
            (
                "records.files",
                """
                INSERT INTO attachment (id, created_at, updated_at, version, name, name_key, about_kind, about_id,
                content_type, bytes, sha256, file, number, is_current)
                SELECT 5, \(noon), \(noon), 1, 'plan.pdf', 'plan.pdf', 'account', id, 'application/pdf', 1, 'x',
                'aa/none.pdf', 1, TRUE FROM account LIMIT 1
                """
            ),
        ]
        try await withInstallation(backend) { installation in
            try await DemoData.make(.init(.medium, seed: 9, size: handful), in: installation.workspace)
            var expected: Set<String> = []
            for (check, fault) in faults {
                try await plant(installation, fault)
                expected.insert(check)
                #expect(await installation.complaints() == expected, "\(check)")
            }
            // What has another structure is looked at no further.
            try await plant(installation, "DROP INDEX account_name_order")
            #expect(await installation.complaints() == ["database.structure"])
        }
    }

    private func job(_ state: String, _ at: Instant) -> SQL {
        """
        INSERT INTO job (id, name, arguments, state, run_at, attempts, progress_done, has_advanced, created_at,
        is_cancelling)
        VALUES (\(state.utf8.count), 'x', '{}', \(state), \(at), 1, 0, FALSE, \(at), FALSE)
        """
    }

    @Test("parts that another program left without owner are found")
    func parts() async throws {
        try await withInstallation(.memory) { installation in
            try await DemoData.make(.init(.medium, seed: 9, size: handful), in: installation.workspace)
            try await installation.workspace.database.maintain { connection in
                _ = try connection.execute("PRAGMA foreign_keys = OFF")
                _ = try connection.execute(
                    "UPDATE contact_email SET contact = 3 WHERE id = (SELECT MAX(id) FROM contact_email)")
                _ = try connection.execute("PRAGMA foreign_keys = ON")
            }
            #expect(await installation.complaints() == ["records.parts", "database.sound"])
        }
    }

    @Test("the place is looked at: missing files and texts, an open address, no database, no Python")
    func place() async throws {
        try await withFolder { folder in
            var settings = try ServerSettings(environment: [:])
            settings.data = folder
            settings.database = "sqlite:\(folder)/none.sqlite"
            settings.publicDirectory = folder
            settings.translations = folder
            settings.python = folder + "/python"
            settings.host = "0.0.0.0"
            let found = Set(await Examination.run(settings).filter { $0.level == .problem }.map(\.check))
            #expect(found == ["texts", "pages", "address", "database.reachable", "worker"])
            #expect(!FileManager.default.fileExists(atPath: folder + "/none.sqlite"))
            settings.isBehindProxy = true
            #expect(!(await Examination.run(settings)).contains { $0.check == "address" && $0.level == .problem })
        }
    }

    @Test("a password in the database's address is not shown")
    func secret() throws {
        var settings = try ServerSettings(environment: [:])
        settings.database = "postgres://ann:secret@db.test/crm"
        #expect(settings.shownDatabase == "postgres://ann:…@db.test/crm")
    }
}
