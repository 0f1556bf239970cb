import Activities
import Foundation
import Jobs
import People
import Quality
import Records
import Storage
import TestSupport
import Testing

@testable import Web

/// Scores reckoned in the database are those one would reckon by hand.
@Suite struct ScoreTests {
    private static let old = Instant(iso: "2024-01-15T09:00:00Z")!
    private static let recent = Instant(iso: "2026-06-15T09:00:00Z")!

    private static func accounts(_ count: Int, _ chance: inout SeededGenerator, owner: Int64) -> [Draft] {
        (0..<count).map { number in
            var account = Account()
            account.name = "Company \(number)"
            func maybe(_ value: String) -> String? { Bool.random(using: &chance) ? value : nil }
            account.phone = maybe(Bool.random(using: &chance) ? "01 23 45 67 \(10 + number % 90)" : "no number")
            account.email = maybe("info\(number)@example.com")
            (account.street, account.postcode) = (maybe("1 rue Basse"), maybe("75001"))
            (account.city, account.sector) = (maybe("Paris"), maybe("retail"))
            account.country = maybe(Bool.random(using: &chance) ? "France" : "Belgique")
            account.owner = Bool.random(using: &chance) ? ID(owner) : nil
            var draft = Draft(account)
            draft.fields["quality"] = nil
            draft.createdAt = Bool.random(using: &chance) ? old : recent
            return draft
        }
    }

    @Test("a score is the weight of what is fulfilled among what is asked", arguments: RightsWorld.backends)
    func setBasedEqualsSlow(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            var chance = SeededGenerator(seed: 7, stream: 1)
            let owner = world.id("sam"), drafts = ScoreTests.accounts(120, &chance, owner: owner)
            let picks = (0..<120).map { _ in Int.random(in: 0..<8, using: &chance) }
            try await world.house { transaction in
                let kind = transaction.schema.kind(of: Account.self)
                // Some one by one, the others as an import brings them.
                var ids: [Int64] = []
                for draft in drafts.prefix(20) { ids.append(try transaction.save(draft, as: kind)) }
                ids += try transaction.save(Array(drafts.dropFirst(20)), as: kind).compactMap(\.id)
                for (id, pick) in zip(ids, picks) {
                    if pick == 1 || pick == 2 {
                        var contact = Contact()
                        (contact.name, contact.account) = ("Ada Person", ID(id))
                        if pick == 2 { contact.jobTitle = "Buyer" }
                        try transaction.save(contact)
                    }
                    if pick == 3 {
                        var call = Activity()
                        (call.subject, call.about) = ("Call", Reference(kind: "account", id: id))
                        (call.isDone, call.doneAt) = (true, ScoreTests.recent)
                        try transaction.save(call)
                    }
                }
            }
            try await world.settle()
            let stored = try await world.scores("account"), contacts = try await world.scores("contact")
            try await world.workspace.read(.house) { transaction in
                let calls = try transaction.all(Activity.self)
                let people = try transaction.all(Contact.self)
                let kind = transaction.schema.kind(of: Account.self)
                for record in try transaction.all(kind) {
                    let account = try Account(record, kind: kind)
                    let isRecent = (record.createdAt ?? ScoreTests.old) > Instant(iso: "2025-11-22T00:00:00Z")!
                    let wasCalled = calls.contains { $0.about?.id == record.id && $0.doneAt == ScoreTests.recent }
                    let own = people.count { $0.accounts.contains { $0.account?.number == record.id } }
                    let slow = SlowReference.score(account, people: own, spoken: isRecent || wasCalled)
                    #expect(stored[record.id] == slow, "\(account.name)")
                }
                for contact in people {
                    #expect(contacts[contact.id.number] == SlowReference.score(contact, spoken: true))
                }
                #expect(!people.isEmpty)
            }
        }
    }

    @Test("measuring changes neither version nor history", arguments: RightsWorld.backends)
    func leavesNoTrace(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let id = try await world.account("Acme", of: "sam")
            func trace() async throws -> [[Value]] {
                try await world.workspace.read(.house) {
                    try $0.connection.rows(
                        """
                        SELECT version, (SELECT COUNT(*) FROM history WHERE kind = 'account' AND record_id = \(id))
                        FROM account WHERE id = \(id)
                        """, .integer, .integer)
                }
            }
            let before = try await trace()
            let open = try await world.score("account", id)
            #expect(open == nil)
            try await world.withCriteria()
            let score = try await world.score("account", id), after = try await trace()
            // 30 of 105: an owner, made this year, no double.
            #expect(score == 29)
            #expect(after == before)
        }
    }

    @Test("a contact that comes, goes or moves changes the score of its account", arguments: RightsWorld.backends)
    func followsLinks(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            try await world.withCriteria()
            let first = try await world.account("First", of: "sam"),
                second = try await world.account("Second", of: "sam")
            let alone = try await world.score("account", first)
            let contact = try await world.contact("Ada Person", at: first, of: "sam")
            try await world.settle()
            let joined = try await world.score("account", first)
            #expect((joined ?? 0) > (alone ?? 0))
            try await world.house { transaction in
                let kind = transaction.schema.kind(of: Contact.self)
                var draft = Draft(id: contact, fields: ["account": [.integer(second)]])
                var row = PartRow(values: [])
                row.values = [.integer(second), .null, .boolean(false)]
                draft.parts["accounts"] = [row]
                _ = try transaction.save(draft, as: kind)
            }
            try await world.settle()
            let left = try await world.score("account", first), moved = try await world.score("account", second)
            #expect(left == alone)
            #expect(moved == joined)
            let journal = try await world.house { try $0.delete([contact], of: $0.schema.kind(of: Contact.self)) }
            try await world.settle()
            let gone = try await world.score("account", second)
            #expect(gone == alone)
            try await world.house { _ = try Journal.undo(journal, in: $0) }
            try await world.settle()
            let back = try await world.score("account", second)
            #expect(back == joined)
        }
    }

    @Test("a changed criterion is asked of all records anew", arguments: RightsWorld.backends)
    func followsCriteria(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            let id = try await world.account("Acme", of: "sam")
            let criterion = try await world.house { transaction in
                var criterion = QualityCriterion()
                (criterion.name, criterion.kind) = ("Has a sector", "account")
                criterion.condition = #"{"field":"sector","empty":false}"#
                return try transaction.save(criterion)
            }
            try await world.settle()
            let poor = try await world.score("account", id)
            #expect(poor == 0)
            try await world.house { transaction in
                var changed = try transaction.find(criterion)
                changed.condition = #"{"field":"name","empty":false}"#
                try transaction.save(changed)
            }
            try await world.settle()
            let good = try await world.score("account", id)
            #expect(good == 100)
            try await world.house { try $0.delete([criterion.number], of: $0.schema.kind(of: QualityCriterion.self)) }
            try await world.settle()
            let none = try await world.score("account", id)
            #expect(none == nil)
        }
    }

    @Test("a criterion that cannot be asked is refused with its field", arguments: [TestDatabases.memory])
    func refusesNonsense(_ backend: TestDatabases) async throws {
        try await RightsWorld.with(backend) { world in
            func refused(_ body: String) async throws -> [String] {
                let response = await world.api(.post, "/quality_criteria", body, as: "ann")
                #expect(response.status == 422, "\(response.text.prefix(300))")
                return try response.json["error"]?["fields"]?.array?.compactMap { $0["field"]?.text } ?? []
            }
            let kind = try await refused(#"{"name":"x","kind":"user","condition":"{}"}"#)
            #expect(kind.contains("kind"))
            let empty = try await refused(#"{"name":"x","kind":"account"}"#)
            #expect(empty == ["condition"])
            let unknown = try await refused(
                #"{"name":"x","kind":"account","condition":"{\"field\":\"nope\",\"empty\":true}"}"#)
            #expect(unknown == ["condition"])
            let weight = try await refused(
                #"{"name":"x","kind":"account","weight":1000,"repair":"created_at","#
                    + #""condition":"{\"field\":\"name\",\"empty\":false}"}"#
            )
            #expect(Set(weight) == ["weight", "repair"])
            let seller = await world.api(.post, "/quality_criteria", #"{"name":"x","kind":"account"}"#, as: "sam")
            #expect(seller.status == 403)
        }
    }
}
