import Records
import Storage
import TestSupport
import Testing

@Suite("The one write path")
struct WritePathTests {
    @Test("a record comes back as it was saved, parts included", arguments: TestDatabases.all)
    func roundTrip(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let id = try await workspace.change { tx in
                let firm = try tx.firm(
                    "  Ateliers Morvan ", town: "Nevers", size: 12, revenue: Money(minor: 123_456, currency: "EUR"))
                return try tx.human("Élodie Petit", at: firm, email: "elodie@morvan.example", keen: true)
            }
            let human = try await workspace.look { try $0.find(id) }
            #expect(
                human.name == "Élodie Petit" && human.isKeen && human.emails.map(\.address) == ["elodie@morvan.example"]
            )
            let firm = try await workspace.look { try $0.find(human.firm!) }
            #expect(
                firm.name == "Ateliers Morvan" && firm.size == 12
                    && firm.revenue == Money(minor: 123_456, currency: "EUR"))
        }
    }

    @Test("all failing fields are refused at once and nothing is left behind", arguments: TestDatabases.all)
    func refusals(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let refusal = await #expect(throws: Refusal.self) {
                try await workspace.change { tx in
                    _ = try tx.firm("Kept only if all is well")
                    let draft = Draft(fields: [
                        "name": [.null], "revenue": [.integer(1), .text("XXX")], "parent": [.integer(42)],
                    ])
                    try tx.save(draft, as: tx.schema.kind(of: Firm.self))
                }
            }
            let failing = (refusal?.fields ?? []).map(\.field)
            #expect(failing.contains("name") && failing.contains("revenue"))
            let left = try await workspace.look { try $0.count($0.schema.kind(of: Firm.self)) }
            #expect(left == 0)
        }
    }

    @Test("in a batch the good are saved and the bad are named", arguments: TestDatabases.all)
    func batch(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let saved = try await workspace.change { tx in
                try tx.save(
                    [
                        Draft(fields: ["name": [.text("Un")], "code": [.text("A")]]),
                        Draft(fields: ["name": [.text("Deux")], "code": [.text("A")]]),
                        Draft(fields: ["name": [.null]]),
                        Draft(id: 99, fields: ["name": [.text("Nobody")]]),
                    ], as: tx.schema.kind(of: Firm.self))
            }
            let codes = saved.map { result -> String in
                if case .refused(let refusal) = result { refusal.code } else { "saved" }
            }
            #expect(codes == ["saved", "taken", "required", "not_found"])
        }
    }

    @Test("a change writes one history row with old and new values", arguments: TestDatabases.all)
    func history(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let id = try await workspace.change { try $0.firm("Novaplast", town: "Lyon") }
            try await workspace.change { tx in
                try tx.save(
                    Draft(id: id.number, fields: ["town": [.text("Lille")], "size": [.integer(3)]]),
                    as: tx.schema.kind(of: Firm.self))
            }
            let entries = try await workspace.look {
                try History.entries(of: $0.schema.kind(of: Firm.self), id.number, limit: 10, in: $0)
            }
            #expect(entries.map(\.action) == ["changed", "created"])
            #expect(
                entries[0].changes["town"] == .array(["Lyon", "Lille"])
                    && entries[0].changes["size"] == .array([.null, 3]))
        }
    }

    @Test("saving what is already there changes nothing, not even the version", arguments: TestDatabases.all)
    func unchanged(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let id = try await workspace.change { try $0.firm("Same") }
            let result = try await workspace.change {
                try $0.save(
                    [Draft(id: id.number, fields: ["name": [.text("Same")]])], as: $0.schema.kind(of: Firm.self))
            }
            guard case .unchanged = result[0] else {
                Issue.record("it was written again")
                return
            }
            #expect(
                try await workspace.look { try $0.record(id.number, of: $0.schema.kind(of: Firm.self)).version } == 1)
        }
    }

    @Test("a version that somebody raised since is a conflict", arguments: TestDatabases.all)
    func conflict(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let id = try await workspace.change { try $0.firm("One") }
            var draft = Draft(id: id.number, fields: ["name": [.text("Two")]])
            draft.expectedVersion = 1
            let first = draft
            try await workspace.change { try $0.save(first, as: $0.schema.kind(of: Firm.self)) }
            let refusal = await #expect(throws: Refusal.self) {
                try await workspace.change { try $0.save(first, as: $0.schema.kind(of: Firm.self)) }
            }
            #expect(refusal?.code == "conflict")
        }
    }

    @Test("a record like one we have is refused with the candidate", arguments: TestDatabases.all)
    func duplicates(_ backend: TestDatabases) async throws {
        try await TestCompany.with(backend) { workspace in
            let id = try await workspace.change { try $0.firm("Transports Vasseur SAS") }
            let refusal = await #expect(throws: Refusal.self) {
                try await workspace.change {
                    try $0.save(
                        Draft(fields: ["name": [.text("TRANSPORTS VASSEUR")]]), as: $0.schema.kind(of: Firm.self),
                        duplicates: .refuse)
                }
            }
            #expect(refusal?.code == "possible_duplicate")
            #expect(refusal?.details["candidates"]?.array?.first?["id"] == .text(String(id.number)))
        }
    }
}
