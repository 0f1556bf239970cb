import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Leads

@Suite("The distribution of leads")
struct DistributionTests {
    @Test("goes round a team in turn, passes over who is away or full, and says why", arguments: BusinessWorld.backends)
    func turns(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (team, people) = try await world.team("Ouest", ["Fanny", "Gil", "Hugo"])
            try await world.rule("Bretagne", to: team)
            try await world.capacity(people[1], nil, away: true)
            try await world.capacity(people[0], 2)
            var owners: [Int64?] = []
            for number in 0..<5 {
                owners.append(try await world.lead(try await world.lead("Client\(number)")).owner?.number)
            }
            #expect(owners == [people[0], people[2], people[0], people[2], people[2]])
            let given = try await world.look { try $0.all(LeadAssignment.self).sorted { $0.id.number < $1.id.number } }
            #expect(given.map(\.reason) == Array(repeating: .roundRobin, count: 5))
            #expect(given[2].ruleName == "Bretagne" && given[2].openLeads == 1 && given[2].capacity == 2)
            let page = await world.get("/leads/\(given[2].lead!.number)").text
            #expect(page.contains("rule “Bretagne”, Fanny’s turn, 1 open of 2"))
        }
    }

    @Test(
        "to the least busy counts open leads; without room a lead waits in the pool", arguments: BusinessWorld.backends)
    func leastBusy(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (team, people) = try await world.team("Ouest", ["Fanny", "Gil"])
            for number in 0..<3 { _ = try await world.lead("Vieux\(number)", of: people[0]) }
            try await world.rule("Tous", to: team, way: .leastBusy)
            for number in 0..<3 {
                #expect(try await world.lead(try await world.lead("Neuf\(number)")).owner?.number == people[1])
            }
            for person in people { try await world.capacity(person, 3) }
            let id = try await world.lead("Trop")
            #expect(try await world.lead(id).owner == nil)
            let why = try await world.look {
                try $0.all(LeadAssignment.self, where: .test(path: ["lead"], .equals(.text(String(id.number)))))
            }
            #expect(why.map(\.reason) == [.pool])
        }
    }

    @Test("asks rules in order, each only of its leads", arguments: BusinessWorld.backends)
    func conditions(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let west = try await world.team("Ouest", ["Fanny"]), east = try await world.team("Est", ["Gil"])
            try await world.rule("Bretagne", to: west.team, where: #"{"field":"city","is":"Rennes"}"#)
            try await world.rule("Reste", to: east.team, position: 20)
            let rennes = try await world.lead(try await world.lead("A") { $0.city = "Rennes" })
            let metz = try await world.lead(try await world.lead("B") { $0.city = "Metz" })
            #expect(rennes.owner?.number == west.people[0] && rennes.team == west.team)
            #expect(metz.owner?.number == east.people[0])
        }
    }

    @Test("a condition that cannot be asked is refused, as is a rule for nobody", arguments: BusinessWorld.backends)
    func wrongRules(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let team = try await world.team("Ouest", []).team
            await #expect(throws: Refusal.self) {
                try await world.rule("X", to: team, where: #"{"field":"nothing","is":"1"}"#)
            }
            await #expect(throws: Refusal.self) {
                try await world.change { transaction in
                    var rule = DistributionRule()
                    rule.name = "Nobody"
                    return try transaction.save(rule)
                }
            }
        }
    }

    @Test(
        "of many at the same moment gives everybody the same number and nobody too many",
        arguments: BusinessWorld.backends)
    func together(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (team, people) = try await world.team("Ouest", ["Fanny", "Gil", "Hugo"])
            try await world.rule("Tous", to: team)
            for person in people { try await world.capacity(person, 4) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<15 { group.addTask { _ = try await world.lead("Client\(number)") } }
                try await group.waitForAll()
            }
            let owners = try await world.look { try $0.all(Lead.self).map { $0.owner?.number } }
            for person in people { #expect(owners.count { $0 == person } == 4) }
            #expect(owners.count { $0 == nil } == 3)
        }
    }

    @Test("leaves the pool to the first who takes; the second is told", arguments: BusinessWorld.backends)
    func pool(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await world.lead("Libre")
            let kinds = world.workspace.schema.kinds.keys
            let grants = Dictionary(uniqueKeysWithValues: kinds.map { ($0, [Viewer.Grant.all]) })
            let take: @Sendable (Int64) async -> Bool = { user in
                let viewer = Viewer(user: user, grants: grants, permissions: ["leads.take"])
                do {
                    try await world.workspace.write(viewer, .screen) { try LeadPool.take(id.number, in: $0) }
                    return true
                } catch { return false }
            }
            async let first = take(world.ann)
            async let second = take(world.ben)
            let taken = await [first, second]
            #expect(taken.count { $0 } == 1)
            #expect(try await world.lead(id).owner != nil)
        }
    }
}
