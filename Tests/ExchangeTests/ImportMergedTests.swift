import People
import Records
import Storage
import TestSupport
import Testing

@testable import Exchange

@Suite("Importing records that were merged")
struct ImportMergedTests {
    private static let accounts =
        #"{"entity":"accounts","match":"external_id","columns":{"key":"external_id","name":"name","town":"city"}}"#
    private static let contacts =
        #"""
        {"entity":"contacts","columns":{"name":"name","company":"account.external_id"},
        "links":{"account":"fail"}}
        """#

    private func merged(_ backend: TestDatabases, _ body: (ImportWorld, Int64, Int64) async throws -> Void) async throws
    {
        try await ImportWorld.with(backend) { world in
            try await world.bring(Self.accounts, "key,name,town\nA-1,Alpha,Lyon\nB-2,Beta,Paris\n")
            let (kept, gone) = try await world.workspace.write(.house, .command) { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                let ids = try transaction.connection.integers("SELECT id FROM account ORDER BY external_id")
                try transaction.merge([ids[1]], into: ids[0], of: kind)
                return (ids[0], ids[1])
            }
            try await body(world, kept, gone)
        }
    }

    @Test("by an external identifier the one that stayed is found, and keeps its own", arguments: TestDatabases.all)
    func externally(_ backend: TestDatabases) async throws {
        try await merged(backend) { world, kept, _ in
            let run = try await world.bring(Self.accounts, "key,name,town\nB-2,Alpha,Brest\n")
            #expect(run.counts.updated == 1)
            let line = try #require(try await world.lines(run).first)
            #expect(line.record == kept && line.notes.contains { $0.text.contains("was merged") })
            #expect(try await world.values("account", "external_id") == ["A-1"])
            #expect(try await world.values("account", "city") == ["Brest"])
        }
    }

    @Test("two lines of one file may name the same record by both names", arguments: TestDatabases.all)
    func both(_ backend: TestDatabases) async throws {
        try await merged(backend) { world, _, _ in
            let run = try await world.bring(Self.accounts, "key,name,town\nA-1,Alpha,Nice\nB-2,Alpha,Brest\n")
            #expect(run.counts.updated == 2)
            #expect(try await world.values("account", "city") == ["Brest"])
            #expect(try await world.values("account", "external_id") == ["A-1"])
        }
    }

    @Test("by identifier, and in links, too", arguments: TestDatabases.all)
    func links(_ backend: TestDatabases) async throws {
        try await merged(backend) { world, kept, gone in
            let mapping = #"{"entity":"accounts","match":"id","columns":{"id":"id","name":"name"}}"#
            let run = try await world.bring(mapping, "id,name\n\(gone),Alpha et fils\n")
            #expect(run.counts.updated == 1)
            #expect(try await world.values("account", "name") == ["Alpha et fils"])
            let linked = try await world.bring(Self.contacts, "name,company\nZoé Blanc,B-2\n")
            #expect(linked.counts.created == 1)
            let account = try await world.workspace.database.read { try $0.integer("SELECT account FROM contact") }
            #expect(account == kept)
        }
    }
}
