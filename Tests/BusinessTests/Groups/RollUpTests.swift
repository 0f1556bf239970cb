import Activities
import Foundation
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@Suite("What a group brings together")
struct RollUpTests {
    private func fill(_ world: BusinessWorld, _ group: GroupGround) async throws {
        _ = try await world.sale("Own", 1000, in: "Won", account: group.holding)
        _ = try await world.sale("Deep", 20_000, in: "Won", account: group.lille, by: world.ben)
        let old = try await world.sale("Old", 300, in: "Won", account: group.south)
        try await world.change { transaction in
            let kind = transaction.schema.kind(of: Opportunity.self)
            let draft = Draft(id: old.number, fields: ["closed_on": [.day(Day(iso: "2024-01-15")!)]])
            try transaction.save(draft, as: kind)
        }
        _ = try await world.sale("Open", 4000, account: group.north, probability: 25)
        _ = try await world.sale("Lost", 9_999_999, in: "Won", account: group.other)
        let done = Instant(iso: "2026-11-20T10:00:00Z")!
        try await world.activity(
            "Called", about: Reference(kind: "account", id: group.south.number), due: nil, doneAt: done)
        try await world.activity(
            "Visit", about: Reference(kind: "account", id: group.lille.number), due: Day(iso: "2026-12-24"))
    }

    @Test("the whole branch is counted, and nothing else, by two queries", arguments: BusinessWorld.backends)
    func sums(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            try await fill(world, group)
            var found = JSON.null
            let queries = try await world.queries {
                found = try await world.json("/api/v1/accounts/\(group.holding.number)/roll-up")
            }
            #expect(found["companies"]?.integer == 4, "\(found.string)")
            #expect(found["won_total"]?["amount"]?.text == "21300.00")
            #expect(found["won_last_12_months"]?["amount"]?.text == "21000.00")
            #expect(found["open_count"]?.integer == 1)
            #expect(found["open_total"]?["amount"]?.text == "4000.00")
            #expect(found["weighted_total"]?["amount"]?.text == "1000.00")
            #expect(found["last_activity_at"]?.text?.hasPrefix("2026-11-20T10:00") == true)
            #expect(found["next_activity_on"]?.text == "2026-12-24")
            #expect(found["complete"]?.boolean == true)
            #expect(queries.count == 3, "one more asks whether the company is seen: \(queries.joined(separator: "\n"))")
        }
    }

    @Test(
        "a seller's figures count what the seller sees, and say so without numbers", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world), ben = world.ben
            try await fill(world, group)
            try await world.change { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                for id in [group.holding, group.north] {
                    try transaction.save(Draft(id: id.number, fields: ["owner": [.integer(ben)]]), as: kind)
                }
            }
            let found = try await world.json("/api/v1/accounts/\(group.holding.number)/roll-up", as: "ben")
            #expect(found["companies"]?.integer == 3)
            #expect(found["won_total"]?["amount"]?.text == "20000.00")
            #expect(found["open_count"]?.integer == 0)
            #expect(found["complete"]?.boolean == false)
            let page = await world.get("/accounts/\(group.holding.number)/panels", as: "ben").text
            #expect(page.contains("What you may see is counted, and nothing else."))
            let whole = await world.get("/accounts/\(group.holding.number)/panels").text
            #expect(whole.contains("€21,300"))
            #expect(!whole.contains("What you may see is counted"))
            let unseen = await world.get("/api/v1/accounts/\(group.south.number)/roll-up", as: "ben")
            #expect(unseen.status == 404)
        }
    }

    @Test("the page of a company that stands alone says nothing of groups", arguments: BusinessWorld.backends)
    func alone(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            let alone = await world.get("/accounts/\(group.other.number)/panels").text
            #expect(!alone.contains("id=\"account-group\""))
            let head = await world.get("/accounts/\(group.holding.number)/panels").text
            #expect(head.contains("id=\"account-group\""))
            let leaf = await world.get("/accounts/\(group.lille.number)/panels").text
            #expect(leaf.contains("id=\"account-group\""))
        }
    }

    @Test("the whole group's page shows what happened anywhere in it", arguments: BusinessWorld.backends)
    func whole(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let group = try await GroupGround(world)
            try await fill(world, group)
            try await world.change { transaction in
                var contact = Contact()
                contact.name = "Lise Deep"
                var link = ContactAccount()
                link.account = group.lille
                contact.accounts = [link]
                try transaction.save(contact)
                let about = [
                    "text": [Value.text("A word from the South")],
                    "about": [.text("account"), .integer(group.south.number)],
                ]
                try transaction.save(Draft(fields: about), as: transaction.schema.kind(of: Note.self))
            }
            let page = await world.get("/accounts/\(group.holding.number)/group/whole").text
            for part in ["A word from the South", "Lise Deep", "Open", "made the call", "account%5Bunder%5D"]
            where part != "made the call" {
                #expect(page.contains(part), "\(part)")
            }
            #expect(!page.contains("Other"))
        }
    }
}
