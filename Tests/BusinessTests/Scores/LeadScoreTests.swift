import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Leads

/// How promising a lead is: every point has its reason, and the reasons add up.
@Suite("The score of a lead")
struct LeadScoreTests {
    private func rule(
        _ world: BusinessWorld, _ name: String, _ points: Int, _ condition: String?, events: String? = nil,
        halfLife: Int? = nil, most: Int? = nil
    ) async throws {
        try await world.change { transaction in
            var rule = ScoreRule()
            (rule.name, rule.points, rule.condition, rule.events) = (name, points, condition, events)
            (rule.halfLifeDays, rule.maximumPoints) = (halfLife, most)
            try transaction.save(rule)
        }
    }

    private func measureAll(_ world: BusinessWorld) async throws {
        _ = try await world.change { try Scores.measure($0.schema.kind(of: Lead.self), after: 0, in: $0) }
    }

    private func verdict(_ id: ID<Lead>, _ world: BusinessWorld) async throws -> [String: Int] {
        try await world.look { transaction in
            let measure = try ScoreMeasure.of(transaction.schema.kind(of: Lead.self), in: transaction)
            let lines = try measure.verdict(on: id.number, in: transaction.connection)
            return Dictionary(uniqueKeysWithValues: lines.map { ($0.rule.name, $0.points) })
        }
    }

    @Test("is the sum of what the page shows, and events fade", arguments: BusinessWorld.backends)
    func adds(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await rule(world, "Phone", 10, #"{"field":"phone","empty":false}"#)
            try await rule(world, "No company", -5, #"{"field":"company","empty":true}"#)
            try await rule(
                world, "Activity", 20, #"{"field":"is_done","is":true}"#, events: "activities", halfLife: 30, most: 50)
            let id = try await world.lead("Durand", email: "zoe@example.fr", phone: "01 44 55 66 77")
            #expect(try await world.lead(id).score == 5, "measured when it was saved")
            try await world.change { transaction in
                for (number, at) in ["2026-11-21T10:00:00Z", "2026-10-22T10:00:00Z"].enumerated() {
                    _ = try transaction.save(
                        Draft(fields: [
                            "subject": [.text("Talk \(number)")], "type": [.text("meeting")],
                            "about": [.text("lead"), .integer(id.number)], "is_done": [.boolean(true)],
                            "done_at": [.instant(Instant(iso: at)!)],
                        ]), as: transaction.schema.kind("activity"))
                }
            }
            try await measureAll(world)
            let shown = try await verdict(id, world), score = try await world.lead(id).score
            #expect(shown["Phone"] == 10 && shown["No company"] == -5)
            #expect(
                shown["Activity"] == 20 + 10, "half of the older one is left after thirty days, rounded by quarters")
            #expect(score == shown.values.reduce(0, +))
            world.clock.pass(days: 300)
            try await measureAll(world)
            #expect(try await world.lead(id).score == 5)
            let history = try await world.look {
                try ScoreChange.list(id.number, $0.schema.kind(of: Lead.self), limit: 10, in: $0)
            }
            // The first activity answered the lead, which was measured then.
            #expect(history.map(\.score) == [5, 35, 25, 5])
        }
    }

    @Test(
        "is given to contacts by rules of their own, and nothing to those without a point",
        arguments: BusinessWorld.backends)
    func contacts(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.change { transaction in
                var rule = ScoreRule()
                (rule.name, rule.kind, rule.points) = ("Director", "contact", 25)
                rule.condition = #"{"field":"job_title","contains":"direct"}"#
                try transaction.save(rule)
            }
            let acme = try await world.account("Acme")
            let marie = try await world.contact("Marie Martin", at: acme, email: "marie@acme.fr")
            let paul = try await world.contact("Paul Petit", at: acme, email: "paul@acme.fr")
            try await world.change { transaction in
                _ = try transaction.save(
                    Draft(id: marie.number, fields: ["job_title": [.text("Directrice")]]),
                    as: transaction.schema.kind("contact"))
            }
            let (scored, none, history) = try await world.look { transaction in
                (
                    try transaction.find(marie).score, try transaction.find(paul).score,
                    try ScoreChange.list(paul.number, transaction.schema.kind("contact"), limit: 3, in: transaction)
                )
            }
            #expect(scored == 25 && none == nil && history.isEmpty)
            let page = await world.get("/contacts/\(marie.number)")
            #expect(page.status == 200)
        }
    }

    @Test("says which rule cannot be asked", arguments: BusinessWorld.backends)
    func refuses(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            await #expect(throws: Refusal.self) {
                try await rule(world, "Nonsense", 10, #"{"field":"nothing","is":1}"#)
            }
            await #expect(throws: Refusal.self) { try await rule(world, "Everybody", 10, nil) }
            await #expect(throws: Refusal.self) {
                try await rule(world, "Unknown", 10, #"{"field":"phone","empty":false}"#, events: "unicorns")
            }
        }
    }
}
