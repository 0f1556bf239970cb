import Activities
import Foundation
import Jobs
import Records
import Storage
import TestSupport
import Testing

@testable import App

@Suite("Repairing")
struct RepairTests {
    private func mend(_ installation: Installation) async throws -> [Message] {
        try await Repair.mend(installation.workspace.database, clock: { noon })
    }

    @Test("what the doctor finds and can be mended is mended, once, and said", arguments: TestDatabases.all)
    func mends(_ backend: TestDatabases) async throws {
        let faults: [(SQL, String)] = [
            ("UPDATE note SET about_id = 7 WHERE id = (SELECT MAX(id) FROM note)", "brought back from the journal"),
            (SQL(text: "DELETE FROM search_entry WHERE kind = 'account'"), "The search was written anew"),
            ("UPDATE account SET name_key = 'zzz' WHERE id = (SELECT MAX(id) FROM account)", "derived anew"),
            ("UPDATE opportunity SET amount_base = 1 WHERE amount IS NOT NULL", "derived anew"),
            ("DROP INDEX account_name_order", "missing column"),
        ]
        try await withInstallation(backend) { installation in
            try await DemoData.make(.init(.medium, seed: 9, size: handful), in: installation.workspace)
            #expect(try await mend(installation) == [])
            let notes = try await installation.workspace.rows("note")
            for (fault, said) in faults {
                try await installation.workspace.database.write { _ = try $0.execute(fault) }
                #expect(await !installation.complaints().isEmpty, "\(said)")
                let done = try await mend(installation)
                #expect(done.count == 1 && "\(done[0].text) \(done[0].plural ?? "")".contains(said), "\(done)")
                #expect(await installation.complaints() == [], "\(said)")
                #expect(try await mend(installation) == [])
            }
            #expect(try await installation.workspace.rows("note") == notes - 1)
            let hits = try await installation.workspace.read(.house) { transaction in
                let title = try transaction.connection.text("SELECT name FROM account ORDER BY id LIMIT 1") ?? ""
                return try SearchIndex.find(title, in: transaction).map(\.title).contains(title)
            }
            #expect(hits)
        }
    }

    @Test("another exchange rate converts every amount anew", arguments: TestDatabases.all)
    func rates(_ backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            let workspace = installation.workspace
            func rate(_ text: String) async throws {
                try await workspace.write(.house, .command) {
                    try WorkspaceSettings.save("rates", .record(["USD": .text(text)]), in: $0)
                }
                try await workspace.reload()
            }
            try await rate("0.5")
            try await workspace.write(.house, .command) { transaction in
                let draft = Draft(
                    fields: ["name": [.text("Acme")], "revenue": [.integer(10_000), .text("USD")]])
                try transaction.save(draft, as: transaction.schema.kind("account"))
            }
            func base() async throws -> Int64? {
                try await workspace.database.read { try $0.integer("SELECT revenue_base FROM account") }
            }
            #expect(try await base() == 5_000)
            try await rate("0.9")
            _ = try await installation.dispatcher().dispatch()
            let job = try await workspace.read(.house) {
                try JobQueue.list(limit: 1, name: AmountConversion.job, in: $0)
            }
            let state = try await installation.runner().run(try #require(job.first).id)
            #expect(state.state == .done && state.result?["converted"] == 1)
            #expect(try await base() == 9_000)
        }
    }
}
