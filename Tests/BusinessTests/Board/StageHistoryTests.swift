import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("The history of stages")
struct StageHistoryTests {
    /// One row: from, to, entered and left.
    private struct Stay: Equatable, CustomStringConvertible {
        let from: String?
        let to: String?
        let entered: String
        let left: String?
        var description: String { "\(from ?? "–") → \(to ?? "–") \(entered)…\(left ?? "")" }
    }

    private func stays(_ id: Int64, _ world: BusinessWorld) async throws -> [Stay] {
        let stages = try await world.stages()
        let changes = try await world.look { transaction in
            try transaction.all(StageChange.self, where: .test(path: ["opportunity"], .equals(.text(String(id)))))
        }
        let zone = world.workspace.settings.timeZone
        return changes.sorted { ($0.enteredAt, $0.id.number) < ($1.enteredAt, $1.id.number) }.map { change in
            Stay(
                from: stages.first { $0.id == change.from }?.name, to: stages.first { $0.id == change.to }?.name,
                entered: change.enteredAt.day(in: zone).iso, left: change.leftAt?.day(in: zone).iso)
        }
    }

    /// Lines of a file: in which stage, opened and closed when.
    private func bring(
        _ lines: [(stage: String, opened: String?, closed: String?)], to known: [Int64?] = [], _ world: BusinessWorld
    ) async throws -> (ids: [Int64], journal: Int64) {
        let stages = try await world.stages()
        return try await world.workspace.write(.house, .import) { transaction in
            let journal = try Journal.begin("import", kind: Opportunity.name, in: transaction)
            let drafts = lines.enumerated().map { place, line in
                var draft = Draft(id: place < known.count ? known[place] : nil)
                draft.fields["title"] = [.text("Sale \(place)")]
                draft.fields["stage"] = [.integer(stages.first { $0.name == line.stage }?.id.number ?? 0)]
                if let day = line.opened.flatMap(Day.init(iso:)) { draft.fields["opened_on"] = [.day(day)] }
                if let day = line.closed.flatMap(Day.init(iso:)) { draft.fields["closed_on"] = [.day(day)] }
                return draft
            }
            let saved = try transaction.save(drafts, as: transaction.schema.kind(of: Opportunity.self))
            return (saved.compactMap(\.id), journal)
        }
    }

    @Test("a sale that comes closed was open from the day it was opened", arguments: BusinessWorld.backends)
    func closed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let lines = [
                (stage: "Won", opened: "2016-10-20" as String?, closed: "2017-03-01" as String?),
                ("Lost", "2017-01-05", "2017-01-05"), ("Won", nil, "2017-03-02"), ("Won", "2017-05-01", "2017-04-01"),
                ("Proposal", "2017-02-01", nil), ("Qualification", nil, nil),
            ]
            let (ids, _) = try await bring(lines, world)
            try #require(ids.count == 6)
            #expect(
                try await stays(ids[0], world) == [
                    Stay(from: nil, to: "Qualification", entered: "2016-10-20", left: "2017-03-01"),
                    Stay(from: "Qualification", to: "Won", entered: "2017-03-01", left: nil),
                ])
            #expect(try await stays(ids[1], world).map(\.to) == ["Qualification", "Lost"])
            for (id, entered) in [(ids[2], "2017-03-02"), (ids[3], "2017-04-01")] {
                #expect(try await stays(id, world) == [Stay(from: nil, to: "Won", entered: entered, left: nil)])
            }
            #expect(
                try await stays(ids[4], world) == [Stay(from: nil, to: "Proposal", entered: "2017-02-01", left: nil)])
            #expect(try await stays(ids[5], world).map(\.entered) == [BusinessWorld.today.iso])
        }
    }

    @Test("the stage where sales open is the one that says so", arguments: BusinessWorld.backends)
    func opening(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let discovery = try await world.stage("Discovery").number
            try await world.workspace.write(.house, .command) { transaction in
                let draft = Draft(id: discovery, fields: ["opens_sales": [.boolean(true)]])
                _ = try transaction.save(draft, as: transaction.schema.kind(of: Stage.self))
            }
            let (ids, _) = try await bring([("Won", "2016-10-20", "2017-03-01")], world)
            #expect(try await stays(ids[0], world).map(\.to) == ["Discovery", "Won"])
        }
    }

    @Test("programs bring closed sales with both days too", arguments: BusinessWorld.backends)
    func api(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let lost = try await world.stage("Lost").number
            let body = """
                {"title":"Old","stage":"\(lost)","opened_on":"2026-01-07","closed_on":"2026-02-01","lost_reason":"No"}
                """
            let answer = await world.send(
                .post, "/api/v1/opportunities", headers: ["Content-Type": "application/json"], body: Array(body.utf8))
            try #require(answer.status == 201, "\(answer.text)")
            let id = try #require(try answer.json["id"]?.text.flatMap { Int64($0) })
            #expect(try await stays(id, world).map(\.entered) == ["2026-01-07", "2026-02-01"])
        }
    }

    @Test("undoing an import takes its rows away and opens those it closed", arguments: BusinessWorld.backends)
    func undo(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let before = try await bring([("Proposal", "2017-02-01", nil)], world).ids[0]
            let (ids, journal) = try await bring(
                [("Won", nil, "2017-03-01"), ("Lost", "2017-01-01", "2017-02-02")], to: [before], world)
            #expect(try await stays(before, world).map(\.left) == ["2017-03-01", nil])
            try await world.workspace.write(.house, .import) { _ = try Journal.undo(journal, in: $0) }
            #expect(
                try await stays(before, world) == [Stay(from: nil, to: "Proposal", entered: "2017-02-01", left: nil)])
            #expect(try await stays(ids[1], world).isEmpty)
            let sale = try await world.look { try $0.find(ID<Opportunity>(before)) }
            #expect(sale.outcome == .open && sale.closedOn == nil)
        }
    }
}
