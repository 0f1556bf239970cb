import People
import Quality
import Records
import Storage
import TestSupport
import Testing

@Suite("Looking for duplicates")
struct DuplicateScanTests {
    @Test("finds accounts and contacts that are one, and nothing else", arguments: BusinessWorld.backends)
    func finds(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            let people = try await world.people([("Jean", "Dupont"), ("Dupond", "Jean"), ("Anne", "Roy")], at: one)
            let tally = try await DuplicateScan(world.workspace).run()
            #expect(tally.pairs >= 2)
            let accounts = try await world.pairs(Account.self)
            #expect(accounts.map { [$0.first, $0.second] } == [[one.number, two.number]])
            #expect(accounts[0].score.evidence.map(\.reason).contains(.sameName))
            let contacts = try await world.pairs(Contact.self)
            #expect(contacts.map { [$0.first, $0.second] } == [[people[0].number, people[1].number]])
        }
    }

    @Test("what was said stays said, and is asked again on request", arguments: BusinessWorld.backends)
    func remembers(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let pair = try #require(try await world.pairs(Account.self).first)
            try await world.change { try DuplicateQueue.decide(.dismissed, pair.id, in: $0) }
            try await DuplicateScan(world.workspace).run()
            #expect(try await world.pairs(Account.self).isEmpty)
            let dismissed = try await world.pairs(Account.self, dismissed: true)
            #expect(dismissed.map(\.id) == [pair.id] && dismissed[0].decidedBy == world.ann)
            try await world.change { try DuplicateQueue.decide(.open, pair.id, in: $0) }
            #expect(try await world.pairs(Account.self).map(\.id) == [pair.id])
        }
    }

    @Test(
        "pairs leave with their records, come back with them, and go when they are no longer alike",
        arguments: BusinessWorld.backends)
    func leaves(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (_, two) = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let kind = world.workspace.schema.kind(of: Account.self)
            let journal = try await world.change { transaction -> Int64? in
                let journal = try Journal.begin("delete", kind: "account", in: transaction)
                try transaction.delete([two.number], of: kind)
                return journal
            }
            #expect(try await world.pairs(Account.self).isEmpty)
            try await world.change { _ = try Journal.undo(journal ?? 0, limit: 10, in: $0) }
            #expect(try await world.pairs(Account.self).count == 1)
            try await world.change {
                try $0.save(
                    Draft(id: two.number, fields: ["name": [.text("Tout autre chose")], "phone": [.null]]), as: kind)
            }
            try await DuplicateScan(world.workspace).run()
            #expect(try await world.pairs(Account.self).isEmpty)
        }
    }

    @Test("merging settles a pair; what was none of one is none of the survivor", arguments: BusinessWorld.backends)
    func merges(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            let three = try await world.account("Transports Vasseur")
            try await DuplicateScan(world.workspace).run()
            let kind = world.workspace.schema.kind(of: Account.self)
            let third = try #require(
                try await world.pairs(Account.self).first { [$0.first, $0.second] == [two.number, three.number] })
            try await world.change { try DuplicateQueue.decide(.dismissed, third.id, in: $0) }
            try await world.change { transaction in
                _ = try transaction.merge([two.number], into: one.number, of: kind, choosing: [:])
            }
            #expect(try await world.pairs(Account.self).isEmpty)
            #expect(
                try await world.pairs(Account.self, dismissed: true).map { [$0.first, $0.second] }
                    == [[one.number, three.number]])
            try await DuplicateScan(world.workspace).run()
            #expect(try await world.pairs(Account.self).isEmpty)
        }
    }

    @Test("a scan that is cut short goes on where it stood, page by page", arguments: BusinessWorld.backends)
    func resumes(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.crowd()
            let whole = try await DuplicateScan(world.workspace).run()
            let found = try await world.pairs(Account.self).map { [$0.first, $0.second] }
            #expect(found.count >= 20 && whole.pairs > 0)
            try await world.change { try $0.connection.execute("DELETE FROM duplicate_pair") }
            struct Cut: Error {}
            let stop = Counter()
            var scan = DuplicateScan(world.workspace)
            scan.pageSize = 16
            var rounds = 0
            while true {
                do {
                    try await scan.run(from: stop.checkpoint) { _, checkpoint in
                        stop.checkpoint = checkpoint
                        if stop.isTime() { throw Cut() }
                    }
                    break
                } catch is Cut {
                    rounds += 1
                }
            }
            #expect(rounds > 3)
            #expect(Set(try await world.pairs(Account.self).map { [$0.first, $0.second] }) == Set(found))
        }
    }

    @Test("every row is passed once, however long the identifiers are", arguments: BusinessWorld.backends)
    func passes(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            // Of the third day of identifiers and of today: as texts they stand the other way round.
            let moments = [Instant(iso: "2024-01-03T12:00:00Z")!, BusinessWorld.now]
            for (round, moment) in moments.enumerated() {
                try await world.change { transaction in
                    let past = Transaction(
                        connection: transaction.connection, schema: transaction.schema, viewer: .house, door: .command,
                        now: moment, settings: transaction.settings, ids: IDGenerator(node: 7) { moment },
                        rules: world.workspace.registry.rules)
                    for number in 0..<5 {
                        var account = Account()
                        account.name = "Firme \(round)\(number)"
                        let id = try past.save(account)
                        for person in 0..<3 {
                            var contact = Contact()
                            contact.lastName = "Famille\(round)\(number)\(person)"
                            contact.account = id
                            try past.save(contact)
                        }
                    }
                }
            }
            var scan = DuplicateScan(world.workspace)
            scan.pageSize = 8
            let tally = try await scan.run()
            #expect(tally.total > 100 && tally.passed == tally.total)
        }
    }

    @Test(
        "behind a switchboard of thousands, those of one name are found, and not everybody is compared",
        arguments: BusinessWorld.backends)
    func switchboard(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.change { transaction in
                let drafts = (0..<600).map { number -> Draft in
                    var contact = Contact()
                    contact.firstName = "Prénom\(number % 299)"
                    contact.lastName = "Famille\(number % 299)"
                    var phone = ContactPhone()
                    phone.number = "+33240102030"
                    contact.phones = [phone]
                    return Draft(contact)
                }
                _ = try transaction.save(drafts, as: transaction.schema.kind(of: Contact.self))
            }
            var scan = DuplicateScan(world.workspace)
            scan.pageSize = 100
            let tally = try await scan.run()
            #expect(tally.compared < 30_000)
            #expect(try await world.pairs(Contact.self).count >= 299)
        }
    }
}

/// Cuts a scan every third page.
private final class Counter: @unchecked Sendable {
    var checkpoint: JSON?
    private var pages = 0
    func isTime() -> Bool {
        pages += 1
        return pages % 3 == 0
    }
}

extension BusinessWorld {
    /// One company, entered twice.
    func twins() async throws -> (ID<Account>, ID<Account>) {
        try await change { transaction in
            var account = Account()
            (account.name, account.owner, account.phone, account.city) = (
                "Transports Vasseur", ID(ann), "02 40 10 20 30", "Nantes"
            )
            let one = try transaction.save(account)
            (account.name, account.phone) = ("VASSEUR TRANSPORTS SARL", "+33240102030")
            let two = try transaction.save(account)
            var other = Account()
            (other.name, other.owner, other.city) = ("Menuiserie Morvan", ID(ann), "Brest")
            try transaction.save(other)
            return (one, two)
        }
    }

    func people(_ names: [(String, String)], at account: ID<Account>) async throws -> [ID<Contact>] {
        try await change { transaction in
            try names.map { given, family in
                var contact = Contact()
                (contact.firstName, contact.lastName, contact.account, contact.owner) = (
                    given, family, account, ID(ann)
                )
                return try transaction.save(contact)
            }
        }
    }

    /// Two dozen companies, each entered twice, and others between.
    func crowd() async throws {
        try await change { transaction in
            let drafts = (0..<24).flatMap { number -> [Draft] in
                let names = ["Firme Un\(number)deux", "FIRME UN\(number)DEUX SARL", "Autre \(number * 7919)"]
                return names.map { name in
                    var account = Account()
                    (account.name, account.owner, account.city) = (name, ID(ann), "Nantes")
                    return Draft(account)
                }
            }
            _ = try transaction.save(drafts, as: transaction.schema.kind(of: Account.self))
        }
    }

    func pairs<E: Entity>(_: E.Type, dismissed: Bool = false, as viewer: Viewer = .house) async throws
        -> [DuplicatePair]
    {
        try await workspace.read(viewer) { transaction in
            var question = DuplicateQueue.Question(transaction.schema.kind(of: E.self))
            (question.dismissed, question.limit) = (dismissed, 1000)
            return try DuplicateQueue.pairs(question, in: transaction)
        }
    }
}
