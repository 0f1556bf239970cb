import Records
import Storage
import TestSupport
import Testing

@Suite("History and its reversal")
struct HistoryTests {
    @Test("an entry says who, when, from where and by which door", arguments: TestDatabases.all)
    func tellsOrigin(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let ann = try await workspace.change { try $0.save(Member.named("Ann")).number }
            let firm = try await workspace.write(Viewer(user: ann, grants: nil), .api, origin: "192.0.2.7") {
                try $0.firm("Acme", town: "Nice").number
            }
            try await workspace.look { tx throws in
                let kind = tx.schema.kind(of: Firm.self)
                let entry = try #require(try History.entries(of: kind, firm, limit: 1, in: tx).first)
                #expect(entry.user == ann && entry.door == .api && entry.origin == "192.0.2.7")
                #expect(entry.at == TestCompany.now && entry.action == "created")
                // A colleague without the settings sees that it was ann, not from where.
                let ben = tx.seen(by: Viewer(user: 7, grants: ["firm": [.all]]))
                let seen = try #require(try History.entries(of: kind, firm, limit: 1, in: ben).first)
                #expect(seen.user == ann && seen.origin == nil)
            }
        }
    }

    @Test("a change is taken back field by field, and the history says so", arguments: TestDatabases.all)
    func reverts(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firm = try await workspace.change { try $0.firm("Acme", town: "Nice", size: 3).number }
            try await workspace.change { tx throws in
                try tx.save(
                    Draft(id: firm, fields: ["town": [.text("Lyon")], "size": [.integer(9)]]),
                    as: tx.schema.kind(of: Firm.self))
            }
            let entry = try await workspace.change { tx -> Int64 in
                let kind = tx.schema.kind(of: Firm.self)
                let entry = try History.entries(of: kind, firm, limit: 1, in: tx)[0]
                try History.revert(entry, of: kind, fields: ["town"], in: tx)
                return entry.id
            }
            try await workspace.look { tx throws in
                let kind = tx.schema.kind(of: Firm.self)
                let found = try tx.find(ID<Firm>(firm))
                #expect(found.town == "Nice" && found.size == 9)
                let last = try History.entries(of: kind, firm, limit: 1, in: tx)[0]
                #expect(last.action == "reverted" && last.reverts == entry)
                #expect(last.changes == .record(["town": .array(["Lyon", "Nice"])]))
            }
        }
    }

    @Test(
        "what has changed again since is refused with its values, unless it is overwritten",
        arguments: TestDatabases.all)
    func refusesChangedSince(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firm = try await workspace.change { try $0.firm("Acme", town: "Nice").number }
            for town in ["Lyon", "Paris"] {
                try await workspace.change { tx throws in
                    try tx.save(Draft(id: firm, fields: ["town": [.text(town)]]), as: tx.schema.kind(of: Firm.self))
                }
            }
            @Sendable func revert(_ tx: Transaction, overwriting: Set<String>) throws {
                let kind = tx.schema.kind(of: Firm.self)
                let lyon = try History.entries(of: kind, firm, limit: 5, in: tx)[1]
                try History.revert(lyon, of: kind, overwriting: overwriting, in: tx)
            }
            let refusal = await #expect(throws: Refusal.self) {
                try await workspace.change { try revert($0, overwriting: []) }
            }
            #expect(refusal?.code == "changed_since" && refusal?.fields.map(\.field) == ["town"])
            let values: JSON = .record(["before": "Nice", "after": "Lyon", "now": "Paris"])
            #expect(refusal?.details["changed"] == .record(["town": values]))
            try await workspace.change { try revert($0, overwriting: ["town"]) }
            try await workspace.look { tx throws in #expect(try tx.find(ID<Firm>(firm)).town == "Nice") }
        }
    }

    @Test("parts go back as they were; a creation cannot be taken back", arguments: TestDatabases.all)
    func revertsParts(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let human = try await workspace.change { try $0.human("Yanis", email: "y@h.example") }
            try await workspace.change { tx throws in
                try tx.save(Draft(id: human.number, parts: ["emails": []]), as: tx.schema.kind(of: Human.self))
                let kind = tx.schema.kind(of: Human.self)
                let entries = try History.entries(of: kind, human.number, limit: 2, in: tx)
                try History.revert(entries[0], of: kind, in: tx)
                let refusal = #expect(throws: Refusal.self) { try History.revert(entries[1], of: kind, in: tx) }
                #expect(refusal?.code == "not_a_change")
            }
            try await workspace.look { tx throws in
                #expect(try tx.find(human).emails.map(\.address) == ["y@h.example"])
            }
        }
    }

    @Test("whoever may not write a field cannot take its change back", arguments: TestDatabases.all)
    func needsRights(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let firm = try await workspace.change { try $0.firm("Acme", town: "Nice").number }
            try await workspace.change { tx throws in
                try tx.save(Draft(id: firm, fields: ["town": [.text("Lyon")]]), as: tx.schema.kind(of: Firm.self))
            }
            let reader = Viewer(user: 7, rights: ["firm": .init(read: [.all])])
            let limited = Viewer(user: 7, grants: ["firm": [.all]], readOnlyFields: ["firm.town"])
            for viewer in [reader, limited] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await workspace.write(viewer, .screen) { tx throws in
                        let kind = tx.schema.kind(of: Firm.self)
                        try History.revert(try History.entries(of: kind, firm, limit: 1, in: tx)[0], of: kind, in: tx)
                    }
                }
                #expect(refusal?.type == .forbidden)
            }
        }
    }
}

@Suite("Logs that only grow")
struct AppendOnlyTests {
    @Test(
        "plain SQL through our own connection neither changes nor removes a line of the logs",
        arguments: TestDatabases.all)
    func refusesPlainSQL(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await workspace.change { _ = try $0.firm("Acme") }
            let log = AccessLog()
            log.note(Access(.opened, user: nil, door: .screen, kind: "firm", record: 1), in: workspace)
            await log.flush(workspace)
            try await workspace.change { tx throws in
                try Erasure.during(.retention, in: tx) { _ = try $0.delete(from: "access_log", "id < 0") }
            }
            let attempts: [SQL] = [
                "UPDATE history SET door = 'api'", "DELETE FROM history", "UPDATE access_log SET action = 'listed'",
                "DELETE FROM access_log", "DELETE FROM erasure", "UPDATE erasure SET is_open = TRUE",
            ]
            for sql in attempts {
                let error = await #expect(throws: DatabaseError.self) {
                    try await workspace.database.write { _ = try $0.execute(sql) }
                }
                #expect(error?.message.contains("is append-only") == true, "\(error?.message ?? "")")
            }
            try await workspace.look { tx throws in
                #expect(try tx.connection.integer("SELECT COUNT(*) FROM history") == 1)
                #expect(try tx.connection.integer("SELECT COUNT(*) FROM access_log") == 1)
            }
        }
    }

    @Test("the guarded door lets lines leave, writes it down, and is shut again", arguments: TestDatabases.all)
    func guardedDoor(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            try await workspace.change { _ = try $0.firm("Acme") }
            try await workspace.change { tx throws in
                try Erasure.during(.demo, in: tx) { _ = try $0.delete(from: "history", "kind = \("firm")") }
                // Open or not, nothing is ever rewritten, and after it the door is shut in the same transaction.
                #expect(try tx.connection.integer("SELECT COUNT(*) FROM erasure WHERE is_open") == 0)
                #expect(try tx.connection.integer("SELECT lines FROM erasure") == 1)
            }
            let error = await #expect(throws: DatabaseError.self) {
                try await workspace.change { tx throws in
                    try Erasure.during(.demo, in: tx) { _ in
                        try tx.connection.execute("UPDATE history SET door = 'api'")
                        _ = try tx.firm("Never")
                        try tx.connection.execute("UPDATE history SET door = 'api'")
                    }
                }
            }
            #expect(error?.message.contains("is append-only") == true)
        }
    }

    @Test("a migration adds the triggers to an older database, and runs twice", arguments: TestDatabases.all)
    func migrates(_ backend: TestDatabases) async throws {
        try await backend.withDatabase { database in
            _ = try await TestCompany.open(database)
            let again = try await TestCompany.open(database, node: 2)
            try await again.change { _ = try $0.firm("Acme") }
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write { _ = try $0.execute("DELETE FROM history") }
            }
            #expect(error?.message.contains("is append-only") == true)
        }
    }
}

@Suite("Access log")
struct AccessLogTests {
    @Test("lines wait, are written together, and say who, what and how many", arguments: TestDatabases.all)
    func writesBatches(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let log = AccessLog()
            let condition = try Condition(json: JSON(parsing: #"{"field":"name","contains":"Dupont"}"#))
            log.note(
                Access(
                    .exported, user: 5, door: .screen, origin: "192.0.2.7", kind: "firm", count: 12,
                    condition: condition), in: workspace)
            for _ in 0..<3 {
                log.note(Access(.opened, user: 5, door: .api, kind: "firm", record: 9), in: workspace)
            }
            log.note(Access(.opened, user: 6, door: .api, kind: "firm", record: 9), in: workspace)
            await log.flush(workspace)
            try await workspace.look { tx throws in
                let entries = try AccessQuery().entries(in: tx)
                // The same visit within a minute is one line.
                #expect(entries.map(\.access.action) == [.opened, .opened, .exported])
                let export = entries[2]
                #expect(export.access.count == 12 && export.access.origin == "192.0.2.7" && export.access.user == 5)
                #expect(export.condition == .record(["field": "name", "contains": "…"]))
                let seen = try AccessQuery.lastSeen(Reference(kind: "firm", id: 9), in: tx)
                #expect(seen.map(\.user) == [6, 5])
                var query = AccessQuery()
                (query.user, query.action) = (5, .opened)
                #expect(try query.entries(in: tx).count == 1)
            }
        }
    }

    @Test("old lines leave in portions", arguments: TestDatabases.all)
    func removesOld(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let log = AccessLog()
            for record in 1...7 {
                log.note(
                    Access(.opened, user: 5, door: .api, kind: "firm", record: Int64(record)), in: workspace)
            }
            await log.flush(workspace)
            try await workspace.change { tx throws in
                #expect(try AccessQuery.removeOld(before: tx.now, in: tx) == 0)
                let later = tx.now.adding(seconds: 1)
                #expect(try AccessQuery.removeOld(before: later, limit: 5, in: tx) == 5)
                #expect(try AccessQuery.removeOld(before: later, limit: 5, in: tx) == 2)
                #expect(try tx.connection.integer("SELECT COUNT(*) FROM erasure WHERE NOT is_open") == 2)
            }
        }
    }
}

extension Member {
    static func named(_ name: String) -> Member {
        var member = Member()
        member.name = name
        return member
    }
}
