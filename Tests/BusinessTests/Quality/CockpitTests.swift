import Foundation
import People
import Quality
import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// The cockpit counts what its reader sees, and its numbers lead to what they count.
@Suite struct CockpitTests {
    @Test("a seller’s figures are of their own records only", arguments: RightsWorld.backends)
    func countsOwn(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            for number in 0..<3 { _ = try await world.account("Sam \(number)", of: "sam") }
            for number in 0..<2 { _ = try await world.account("Lea \(number)", of: "lea") }
            try await world.settle()
            func records(_ name: String) async throws -> Int64? {
                let response = await world.api(.get, "/quality", as: name)
                #expect(response.status == 200, "\(response.text.prefix(300))")
                return try response.json["data"]?.array?.first { $0["kind"]?.text == "account" }?["records"]?.integer
            }
            let sam = try await records("sam"), nora = try await records("nora"), dana = try await records("dana")
            #expect(sam == 3)
            #expect(nora == 5)
            #expect(dana == 5)
            let guest = await world.api(.get, "/quality", as: "gus"), page = await world.get("/quality", as: "sue")
            #expect(guest.status == 403)
            #expect(page.status == 403)
            let own = await world.get("/quality?kind=accounts", as: "sam")
            #expect(own.text.contains("3 records that you see"))
            #expect(!own.text.contains("Lea "))
        }
    }

    @Test("each number of a criterion is the length of the list it leads to", arguments: RightsWorld.backends)
    func numbersLead(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            for number in 0..<4 {
                let id = try await world.account("Company \(number)", of: "sam")
                if number == 0 { _ = try await world.contact("Ada", at: id, of: "sam") }
                if number < 3 {
                    try await world.house { transaction in
                        let kind = transaction.schema.kind(of: Account.self)
                        let phone = number == 2 ? "nonsense" : "0123456789"
                        _ = try transaction.save(Draft(id: id, fields: ["phone": [.text(phone)]]), as: kind)
                    }
                }
            }
            try await world.settle()
            let views = try await world.workspace.read(world.viewer("sam")) { try QualityView.all(in: $0) }
            let accounts = try #require(views.first { $0.kind.name == "account" })
            let counts = try await world.workspace.read(world.viewer("sam")) { transaction in
                try accounts.criteria.map { criterion -> (String, Int, Int?, Int, Int?) in
                    let share = accounts.figures.criteria[criterion.id]
                    func count(_ condition: Condition?) throws -> Int? {
                        try condition.map { try transaction.count(accounts.kind, where: $0) }
                    }
                    return (
                        criterion.name, share?.failing ?? -1, try count(criterion.failing), share?.met ?? -1,
                        try count(criterion.met)
                    )
                }
            }
            for (name, failing, listed, met, fulfilled) in counts {
                if let listed { #expect(failing == listed, "\(name)") }
                if let fulfilled { #expect(met == fulfilled, "\(name)") }
            }
            let valid = try #require(counts.first { $0.0 == "Telephone is valid" })
            #expect(valid.1 == 1)
            #expect(valid.3 == 2)
            #expect(accounts.figures.bands.reduce(0, +) == 4)
        }
    }

    @Test("figures kept for a day are those counted live", arguments: RightsWorld.backends)
    func keptEqualsLive(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            for number in 0..<7 { _ = try await world.account("Company \(number)", of: number < 3 ? "sam" : "lea") }
            try await world.house { try QualityCriteria.queueAll(in: $0) }
            try await world.settle()
            let (live, days) = try await world.workspace.read(.house) { transaction in
                (
                    try QualityView.all(in: transaction).first { $0.kind.name == "account" },
                    try transaction.connection.rows(
                        """
                        SELECT records, good, points FROM quality_day
                        WHERE kind = 'account' AND part = 'all' AND name = ''
                        """, .integer, .integer, .integer)
                )
            }
            let all = try #require(live).figures.all
            #expect(days.count == 1)
            #expect(
                days.first == [.integer(Int64(all.records)), .integer(Int64(all.scored)), .integer(Int64(all.points))])
        }
    }

    @Test("a record tells its score and what it lacks, on its page and over REST", arguments: RightsWorld.backends)
    func recordTells(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            let id = try await world.account("Acme", of: "sam")
            let page = await world.get("/accounts/\(id)/panels", as: "sam")
            #expect(page.status == 200)
            #expect(page.text.contains("Has a telephone"))
            #expect(page.text.contains("/accounts/\(id)/edit?focus=phone"))
            let form = await world.get("/accounts/\(id)/edit?focus=street", as: "sam")
            #expect(form.text.contains("field-street"))
            let quality = await world.api(.get, "/accounts/\(id)/quality", as: "sam")
            let json = try quality.json
            #expect(json["quality"]?.integer == 32 || json["quality"]?.integer ?? 0 > 0)
            let missing = json["missing"]?.array?.compactMap { $0["repair"]?.text } ?? []
            #expect(missing.contains("phone") && missing.contains("contacts"))
            let foreign = await world.api(.get, "/accounts/\(id)/quality", as: "otto")
            #expect(foreign.status == 404)
            let stored = try await world.score("account", id)
            #expect(json["quality"]?.integer == stored)
        }
    }

    @Test("the queue shows the worst first, saves one field and goes on", arguments: RightsWorld.backends)
    func repairs(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            let poor = try await world.account("Poor", of: "sam"), better = try await world.account("Better", of: "sam")
            try await world.house { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                _ = try transaction.save(Draft(id: better, fields: ["sector": [.text("retail")]]), as: kind)
            }
            try await world.settle()
            let first = await world.get("/quality/repair?kind=accounts", as: "sam")
            #expect(first.status == 200)
            #expect(first.text.contains("Poor") && !first.text.contains(">Better<"))
            let wrong = await world.post(
                "/quality/repair/accounts/\(poor)", ["names": "email", "email": "nonsense"], as: "sam")
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("nonsense"))
            let saved = await world.post(
                "/quality/repair/accounts/\(poor)", ["names": "phone,email", "phone": "0123456789", "email": ""],
                as: "sam")
            #expect(saved.status == 303 || saved.status == 302, "\(saved.status) \(saved.text.prefix(200))")
            let stored = try await world.workspace.read(.house) { try $0.find(ID<Account>(poor)) }
            #expect(stored.phone == "0123456789")
            let foreign = await world.post(
                "/quality/repair/accounts/\(poor)", ["names": "phone", "phone": "0"], as: "otto")
            #expect(foreign.status == 404)
            // Only the fields of the form can be written by it.
            _ = await world.post(
                "/quality/repair/accounts/\(poor)", ["names": "phone", "phone": "0123456780", "sector": "x"], as: "sam")
            let again = try await world.workspace.read(.house) { try $0.find(ID<Account>(poor)) }
            #expect(again.sector == nil)
        }
    }

    @Test("writing all in their normal form is a mass edit that can be undone", arguments: RightsWorld.backends)
    func normalises(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            let id = try await world.account("Acme", of: "sam")
            try await world.workspace.write(.house, .job) { transaction in
                try transaction.connection.execute(
                    "UPDATE account SET phone = '01 23 45 67 89', phone_number = NULL WHERE id = \(id)")
            }
            let sent = await world.post(
                "/quality/normalise",
                ["plural": "accounts", "where": #"{"field":"phone_number","empty":true}"#], as: "sam")
            #expect(sent.status == 303 || sent.status == 302, "\(sent.text.prefix(300))")
            try await world.settle()
            let number = try await world.workspace.read(.house) { try $0.find(ID<Account>(id)).phoneNumber }
            #expect(number == "+33123456789")
        }
    }
}
