import Foundation
import Identity
import Jobs
import Messaging
import People
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Correspondence

@Suite("Letters that do not arrive, or perhaps did")
struct DeliveryTests {
    private func with(
        _ backend: TestDatabases, _ body: (BusinessWorld, ID<Contact>, ID<Email>) async throws -> Void
    ) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.nameMailServer()
            let words = world.product.registry.words
            let (contact, email) = try await world.change { transaction -> (ID<Contact>, ID<Email>) in
                var contact = Contact(), address = ContactEmail()
                address.address = "chloe@client.test"
                (contact.name, contact.emails) = ("Chloé Été", [address])
                let id = try transaction.save(contact)
                return (id, try OutgoingEmail.send(Self.letter(id), words: words, in: transaction))
            }
            try await body(world, contact, email)
        }
    }

    private static func letter(_ contact: ID<Contact>) -> Email {
        var email = Email()
        (email.subject, email.text, email.toAddresses) = ("Offer", "Hello", "chloe@client.test")
        email.about = Reference(kind: "contact", id: contact.number)
        return email
    }

    private func again(_ contact: ID<Contact>, _ world: BusinessWorld) async throws -> String? {
        let words = world.product.registry.words
        do {
            try await world.change { _ = try OutgoingEmail.send(Self.letter(contact), words: words, in: $0) }
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        }
    }

    private func bounce(_ id: ID<Email>, _ world: BusinessWorld, dead: Bool) async throws {
        try await world.change { transaction in
            let name = try transaction.find(id).messageID ?? ""
            _ = try EmailBounces.take(
                messageID: name, recipient: "CHLOE@client.test", isDead: dead, reason: "550 5.1.1 no such user",
                in: transaction)
        }
    }

    @Test(
        "no letter goes to an address that does not exist, until somebody says why it may",
        arguments: BusinessWorld.backends)
    func dead(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact, email in
            try await bounce(email, world, dead: true)
            try await bounce(email, world, dead: true)
            #expect(try await again(contact, world) == "undeliverable")
            let lines = try await world.look { try $0.asHouse.all(UndeliverableAddress.self) }
            #expect(lines.map(\.reason) == ["550 5.1.1 no such user"], "said once")
            let line = try #require(lines.first)
            #expect(line.address == "chloe@client.test" && line.about?.id == contact.number)
            await #expect(throws: Refusal.self) {
                try await world.change { _ = try UndeliverableAddresses.lift(line.id.number, " ", in: $0) }
            }
            try await world.change { _ = try UndeliverableAddresses.lift(line.id.number, "By telephone", in: $0) }
            #expect(try await again(contact, world) == nil)
            #expect(try await world.look { try $0.asHouse.find(line.id).liftedBecause } == "By telephone")
        }
    }

    @Test("a full mailbox keeps nobody from writing again", arguments: BusinessWorld.backends)
    func soft(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact, email in
            try await bounce(email, world, dead: false)
            #expect(try await again(contact, world) == nil)
            #expect(try await world.look { try $0.find(email).state } == .bounced)
        }
    }

    @Test("what was handed over before the server died is not sent again by itself", arguments: BusinessWorld.backends)
    func uncertain(_ backend: TestDatabases) async throws {
        try await with(backend) { world, _, email in
            try await world.change { transaction in
                let now = transaction.now
                try transaction.connection.execute(
                    "UPDATE email_delivery SET started_at = \(now), handed_at = \(now) WHERE email = \(email)")
            }
            let runner = JobRunner(
                world.workspace, book: world.product.registry.jobs, files: world.product.files,
                signal: world.product.jobSignal, viewer: { _ in .house })
            #expect(try await runner.drain([OutgoingEmail.job]) == 1)
            let found = try await world.look { try $0.find(email) }
            #expect(found.state == .uncertain && found.failure?.isEmpty == false)
            let page = await world.get("/emails/\(email.number)").text
            #expect(page.contains("It has arrived") && page.contains("Send it again"))
            let told = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM outbox WHERE name = 'email.uncertain'")
            }
            #expect(told == 1)
            let place = "/api/v1/emails/\(email.number)/arrived"
            #expect(await world.post(json: "{}", to: place).status == 200)
            #expect(await world.post(json: "{}", to: place).status == 409, "said once")
            #expect(try await world.look { try $0.find(email).state } == .sent)
        }
    }

    @Test("prospecting goes to one person, with the way to choose and to say no", arguments: BusinessWorld.backends)
    func prospecting(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact, _ in
            let words = world.product.registry.words
            var letter = Self.letter(contact)
            letter.purpose = .prospecting
            let one = letter
            let sent = try await world.change {
                try $0.find(try OutgoingEmail.send(one, words: words, in: $0))
            }
            let written = try await world.look { try EmailLetter(sent, words, in: $0) }
            let link = try #require(written.plain.firstMatch(of: /https:\/\/crm\.acme\.test(\/preferences\/\S+)/)?.1)
            #expect(written.html.contains(String(link)))
            #expect(await world.get(String(link)).text.contains("chloe@client.test"))
            letter.ccAddresses = "dan@client.test"
            let two = letter
            await #expect(throws: Refusal.self) {
                try await world.change { _ = try OutgoingEmail.send(two, words: words, in: $0) }
            }
        }
    }
}
