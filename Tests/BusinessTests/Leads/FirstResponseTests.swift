import Activities
import Foundation
import Localisation
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Leads

@Suite("The first answer to a lead")
struct FirstResponseTests {
    /// Monday 23 November 2026, ten in the morning in Paris.
    private static let monday = 86_400 - 1800

    @Test("stops the clock, is counted in minutes of work, and comes only once", arguments: BusinessWorld.backends)
    func call(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            world.clock.pass(seconds: FirstResponseTests.monday)
            let id = try await world.lead("Durand", of: world.ann)
            world.clock.pass(seconds: 25 * 60)
            let done: @Sendable (Transaction) throws -> Void = { transaction in
                var activity = Activity()
                (activity.subject, activity.type, activity.isDone) = ("Appel", .call, true)
                activity.about = Reference(kind: "lead", id: id.number)
                try transaction.save(activity)
            }
            try await world.change(done)
            let lead = try await world.lead(id)
            #expect(lead.responseMinutes == 25 && lead.status == .contacted)
            world.clock.pass(seconds: 3600)
            try await world.change(done)
            #expect(try await world.lead(id).firstRespondedAt == lead.firstRespondedAt)
            #expect(await world.post("/leads/\(id.number)/answered", headers: BusinessWorld.script).status == 409)
        }
    }

    @Test("a task or an unfinished call is no answer", arguments: BusinessWorld.backends)
    func none(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead("Durand", of: world.ann)
            try await world.change { transaction in
                var activity = Activity()
                activity.about = Reference(kind: "lead", id: id.number)
                (activity.subject, activity.isDone) = ("Chercher le numéro", true)
                try transaction.save(activity)
                (activity.subject, activity.type, activity.isDone) = ("Appeler", .call, false)
                try transaction.save(activity)
            }
            #expect(try await world.lead(id).firstRespondedAt == nil)
        }
    }

    @Test("that does not come is told to the manager, once", arguments: BusinessWorld.backends)
    func escalation(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.change { transaction in
                try transaction.save(
                    Draft(id: world.ben, fields: ["manager": [.integer(world.ann)]]),
                    as: transaction.schema.kind("user"))
            }
            let id = try await world.lead("Durand", of: world.ben)
            let escalate: @Sendable () async throws -> Int = {
                try await world.workspace.write(.house, .job) { try FirstResponse.escalate(in: $0) }
            }
            #expect(try await escalate() == 0)
            world.clock.pass(days: 1, seconds: 3600)
            #expect(try await escalate() == 1)
            #expect(try await escalate() == 0)
            #expect(try await world.lead(id).escalatedAt != nil)
            let told = try await world.look {
                try $0.connection.integers(
                    "SELECT user_id FROM notification WHERE unique_key = \("lead-late:\(id.number)") ORDER BY user_id")
            }
            #expect(Set(told) == [world.ann, world.ben])
        }
    }

    @Test("is measured: the median, the share in time, by person and by source", arguments: BusinessWorld.backends)
    func figures(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            world.clock.pass(seconds: FirstResponseTests.monday)
            for (index, minutes) in [10, 20, 90].enumerated() {
                let id = try await world.lead("Durand\(index)", source: "Site", of: world.ann)
                let from = world.clock.now
                try await world.change { transaction in
                    _ = try FirstResponse.answered(id.number, at: from.adding(seconds: minutes * 60), in: transaction)
                }
            }
            _ = try await world.lead("Jamais", of: world.ben)
            world.clock.pass(seconds: 7200)
            let figures = try await world.look {
                try LeadFigures(from: BusinessWorld.today, to: BusinessWorld.today.adding(days: 2), in: $0)
            }
            #expect(figures.all.leads == 4 && figures.all.median == 20 && figures.all.share == 50)
            #expect(figures.people.first?.key == String(world.ann) && figures.people.first?.share == 67)
            #expect(figures.sources.first?.key == "Site")
            let page = await world.get("/lead-figures")
            #expect(page.status == 200 && page.text.contains("20 min"))
            #expect(await world.get("/api/v1/lead-figures?from=2026-11-01").text.contains(#""median_minutes":20"#))
        }
    }

    @Test("counts down in words and colours")
    func words() async throws {
        let t = Catalogues.empty.translator(.english, timeZone: TimeZone(identifier: "Europe/Paris")!)
        var settings = WorkspaceSettings()
        settings.timeZone = TimeZone(identifier: "Europe/Paris")!
        var lead = Lead()
        lead.receivedAt = Instant(iso: "2026-11-23T09:00:00Z")
        lead.respondBy = Instant(iso: "2026-11-23T10:00:00Z")
        let expected: [(String, String, Tone)] = [
            ("2026-11-23T09:10:00Z", "50 min left", .good), ("2026-11-23T09:45:00Z", "15 min left", .warn),
            // Lunch from 12:30 to 14:00 does not count.
            ("2026-11-23T13:30:00Z", "2 h late", .bad), ("2026-11-23T10:30:00Z", "30 min late", .bad),
        ]
        for (now, text, tone) in expected {
            let badge = try #require(ResponseClock(lead, settings, now: Instant(iso: now)!)).badge(t)
            #expect(badge.text == text && badge.tone == tone, "\(now): \(badge.text)")
        }
    }

    @Test(
        "nobody worked it: it goes back to the pool, to somebody else, and after some times it is lost",
        arguments: BusinessWorld.backends)
    func recycling(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setLeads { ($0.recycleDays, $0.recycleTimes) = (7, 1) }
            let (team, people) = try await world.team("Ouest", ["Fanny", "Gil"])
            let id = try await world.lead("Oublié", of: people[0])
            let worked = try await world.lead("Travaillé", of: people[0])
            try await world.rule("Tous", to: team)
            let recycle: @Sendable () async throws -> Int = {
                try await world.workspace.write(.house, .job) { try Recycling.recycle(in: $0) }
            }
            world.clock.pass(days: 5)
            try await world.change { transaction in
                var activity = Activity()
                (activity.subject, activity.about) = ("Appel", Reference(kind: "lead", id: worked.number))
                (activity.dueOn, activity.owner) = (transaction.today.adding(days: 30), ID(people[0]))
                try transaction.save(activity)
            }
            world.clock.pass(days: 3)
            #expect(try await recycle() == 1)
            let back = try await world.lead(id)
            #expect(back.recycledTimes == 1 && back.owner?.number == people[1])
            #expect(try await world.lead(worked).owner?.number == people[0])
            #expect(try await recycle() == 0)
            world.clock.pass(days: 8)
            #expect(try await recycle() == 1)
            let lost = try await world.lead(id)
            #expect(lost.status == .lost && lost.lostReason != nil)
        }
    }
}
