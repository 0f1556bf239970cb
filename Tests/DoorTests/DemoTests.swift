import Foundation
import Identity
import Records
import Storage
import TestSupport
import Testing

@testable import App

@Suite("The demo")
struct DemoTests {
    static let order = customers(.small)

    /// The customers only, whose numbers are known.
    static func customers(_ scale: DemoScale, seed: UInt64 = 42) -> DemoData.Order {
        var order = DemoData.Order(scale, seed: seed, size: handful)
        order.hasScenes = false
        return order
    }
    /// What a record is told by, without identifiers and links.
    static let links: Set<String> = [
        "id", "owner", "created_by", "updated_by", "parent", "account", "contact", "pipeline", "stage", "product",
        "about_id",
        "opportunity", "from_stage", "to_stage",
    ]
    static let kinds = ["account", "contact", "opportunity", "stage_change", "activity", "note"]

    @Test(
        "twenty accounts have a hundred contacts, fifty opportunities and five hundred activities",
        arguments: TestDatabases.all)
    func counts(backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            let workspace = installation.workspace
            let report = try await DemoData.make(DemoTests.order, in: workspace)
            #expect(try await workspace.rows("account") == 20)
            #expect(try await workspace.rows("contact") == 100)
            #expect(try await workspace.rows("opportunity") == 50)
            #expect(try await workspace.rows("activity") == 500)
            #expect(try await workspace.rows("pipeline") == 2)
            #expect(try await workspace.rows("outbox") < 100)
            #expect(report.people.count == 5 && report.password?.count == 19)
            #expect(report.people[0].email == "demo@entregent.test")
        }
    }

    @Test("the pipeline lives: won, lost and open deals, late ones, due ones, some without a next action")
    func living() async throws {
        try await withInstallation(.memory) { installation in
            let workspace = installation.workspace
            try await DemoData.make(.init(.small, seed: 7, size: DemoSize(accounts: 60)), in: workspace)
            let today = noon.day(in: workspace.settings.timeZone)
            let counts = try await workspace.database.read { connection in
                func count(_ condition: SQL) throws -> Int64 {
                    try connection.integer("SELECT COUNT(*) FROM opportunity AS o WHERE \(condition)") ?? 0
                }
                let next: SQL = "EXISTS (SELECT 1 FROM activity AS a WHERE a.about_id = o.id AND a.is_done = FALSE)"
                return [
                    try count("outcome = 'won' AND closed_on < \(today)"),
                    try count("outcome = 'lost' AND lost_reason IS NOT NULL"), try count("outcome = 'open'"),
                    try count("outcome = 'open' AND closes_on < \(today)"),
                    try count("outcome = 'open' AND NOT \(next)"),
                    try connection.integer("SELECT COUNT(*) FROM activity WHERE is_done = FALSE AND due_on < \(today)")
                        ?? 0,
                    try connection.integer("SELECT COUNT(*) FROM activity WHERE is_done = FALSE AND due_on = \(today)")
                        ?? 0,
                    try connection.integer("SELECT COUNT(*) FROM activity WHERE is_done = FALSE AND due_on > \(today)")
                        ?? 0,
                    try connection.integer("SELECT COUNT(DISTINCT owner) FROM opportunity") ?? 0,
                ]
            }
            for count in counts { #expect(count > 0) }
            #expect(counts[8] > 4)
        }
    }

    @Test("nothing happened today or later, and every history of stages is whole", arguments: TestDatabases.all)
    func past(backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            try await DemoData.make(DemoTests.order, in: installation.workspace)
            let midnight = Instant(
                startOf: noon.day(in: installation.workspace.settings.timeZone),
                in: installation.workspace.settings.timeZone)
            let faults = try await installation.workspace.database.read { connection in
                [
                    try connection.integer(
                        "SELECT COUNT(*) FROM activity WHERE done_at >= \(midnight) OR created_at >= \(midnight)"),
                    try connection.integer(
                        "SELECT COUNT(*) FROM opportunity WHERE created_at >= \(midnight) OR stage_since >= \(midnight)"
                    ),
                    try connection.integer("SELECT COUNT(*) FROM stage_change WHERE left_at < entered_at"),
                    // One open end for each opportunity, in the stage where it stands.
                    try connection.integer(
                        """
                        SELECT COUNT(*) FROM opportunity AS o WHERE 1 <> (SELECT COUNT(*) FROM stage_change AS c
                        WHERE c.opportunity = o.id AND c.left_at IS NULL AND c.to_stage = o.stage
                        AND c.entered_at = o.stage_since)
                        """),
                    try connection.integer(
                        """
                        SELECT COUNT(*) FROM opportunity AS o JOIN account AS a ON a.id = o.account
                        WHERE a.created_at > o.created_at
                        """
                    ),
                ]
            }
            #expect(faults == [0, 0, 0, 0, 0])
        }
    }

    @Test(
        "a seed makes the same company again, on every database, lived through or loaded", arguments: TestDatabases.all)
    func deterministic(backend: TestDatabases) async throws {
        let lived = try await withInstallation(.memory) { try await contents($0, .small) }
        let loaded = try await withInstallation(backend) { try await contents($0, .medium) }
        for (name, rows) in lived {
            // A difference is told by its first row: all of them would fill a book.
            let pair = zip(loaded[name] ?? [], rows).first { $0 != $1 }
            let differing = pair.map { zip($0.0, $0.1).filter { $0 != $1 } } ?? []
            #expect(differing.isEmpty && loaded[name]?.count == rows.count, "\(name): \(differing)")
        }
        let other = try await withInstallation(.memory) { try await contents($0, .small, seed: 43) }
        #expect(other["account"] != lived["account"])
    }

    private func contents(_ installation: Installation, _ scale: DemoScale, seed: UInt64 = 42) async throws -> [String:
        [[String]]]
    {
        try await DemoData.make(DemoTests.customers(scale, seed: seed), in: installation.workspace)
        var all: [String: [[String]]] = [:]
        for kind in DemoTests.kinds {
            // The stage change of a move is written at the moment of the move, and closed at the next one.
            let leaving = kind == "stage_change" ? DemoTests.links.union(["version", "updated_at"]) : DemoTests.links
            all[kind] = try await installation.workspace.contents(kind, leaving: leaving)
        }
        for table in ["contact_email", "contact_phone", "contact_account", "match_key"] {
            all[table] = [[String(try await installation.workspace.rows(table))]]
        }
        // Letters are written only where the story is lived through.
        let found = try await installation.workspace.database.read {
            try $0.integer("SELECT COUNT(*) FROM search_entry WHERE kind <> 'email'")
        }
        all["search_entry"] = [[String(found ?? 0)]]
        return all
    }

    @Test("what is loaded is found, matched and sound like what was saved", arguments: TestDatabases.all)
    func sound(backend: TestDatabases) async throws {
        try await withInstallation(backend) { installation in
            let workspace = installation.workspace
            try await DemoData.make(.init(.medium, seed: 42, size: handful), in: workspace)
            let findings = try await RecordCheck(workspace: workspace, data: installation.settings.data).run()
            #expect(findings.filter { $0.level != .fine } == [])
            let name = DemoCompany(number: 3, in: DemoWorld(seed: 42)).name
            let hits = try await workspace.read(.house) { try SearchIndex.find(name, kinds: ["account"], in: $0) }
            #expect(hits.contains { $0.title == name })
        }
    }

    @Test(
        "removing it leaves nothing but the company and its administrator", arguments: TestDatabases.all,
        [DemoScale.small, .medium])
    func removable(backend: TestDatabases, scale: DemoScale) async throws {
        try await withInstallation(backend) { installation in
            let workspace = installation.workspace
            try await DemoData.make(
                .init(scale, seed: 42, size: handful), in: workspace, files: installation.product.files)
            #expect(try await workspace.rows("library_document") == (scale == .small ? 3 : 0))
            try await DemoData.remove(in: workspace)
            for table in DemoTests.kinds + [
                "product", "team", "contact_email", "contact_phone", "contact_account", "match_key", "journal",
                "journal_entry", "lead", "lead_assignment", "objective", "score_change",
                "library_document", "attachment",
            ] {
                #expect(try await workspace.rows(table) == 0, "\(table)")
            }
            #expect(try await workspace.rows("user") == 1)
            #expect(try await workspace.rows("pipeline") == 1)
            #expect(try await workspace.rows("stage") == 6)
            await #expect(throws: Refusal.self) { try await DemoData.remove(in: workspace) }
        }
    }

    @Test(
        "the two hundred people of the large company, with their goals and agendas, leave its records their identifiers"
    )
    func people() async throws {
        try await withInstallation(.memory) { installation in
            let size = DemoSize(accounts: 20, users: 200, teams: 20, pipelines: 6)
            try await DemoData.make(.init(.large, seed: 42, size: size), in: installation.workspace)
            #expect(try await installation.workspace.rows("account") == 20)
            #expect(try await installation.workspace.rows("user") == 201)
        }
    }

    @Test("a second demo is refused, one that was cut short is made again")
    func again() async throws {
        try await withInstallation(.memory) { installation in
            let workspace = installation.workspace
            struct Cut: Error {}
            await #expect(throws: Cut.self) {
                try await DemoData.make(.init(.small, seed: 1, size: DemoSize(accounts: 40)), in: workspace) {
                    done, _ in if done > 0 { throw Cut() }
                }
            }
            #expect(try await workspace.rows("account") == 20)
            try await DemoData.make(DemoTests.order, in: workspace)
            #expect(try await workspace.rows("account") == 20)
            #expect(try await workspace.rows("contact") == 100)
            await #expect(throws: Refusal.self) { try await DemoData.make(DemoTests.order, in: workspace) }
        }
    }

    @Test(
        "beside real records the demo comes and goes, and lets go of what was tied to it",
        arguments: [DemoScale.small, .medium])
    func beside(scale: DemoScale) async throws {
        try await withInstallation(.memory) { installation in
            let workspace = installation.workspace
            try await Company.found(
                .init(company: "Durand", email: "ann@durand.test", password: "correct horse", language: "fr"),
                in: workspace, door: .command)
            let report = try await DemoData.make(.init(scale, seed: 5, size: handful), in: workspace)
            #expect(report.password == nil && report.people[0].email == "ann@durand.test")
            let real = try await workspace.write(.house, .screen) { transaction -> Int64 in
                let account = transaction.schema.kind("account")
                let demo = try transaction.all(account, limit: 1)[0].id
                let child = Draft(fields: ["name": [.text("Vraie filiale")], "parent": [.integer(demo)]])
                try transaction.save(
                    Draft(fields: ["text": [.text("Vu")], "about": [.text("account"), .integer(demo)]]),
                    as: transaction.schema.kind("note"))
                return try transaction.save(child, as: account)
            }
            try await DemoData.remove(in: workspace)
            #expect(try await workspace.rows("account") == 1)
            #expect(try await workspace.rows("note") == 0)
            let left = try await workspace.read(.house) { try $0.record(real, of: $0.schema.kind("account")) }
            #expect(left.value("parent", in: workspace.schema.kind("account")) == .null)
        }
    }
}
