import Foundation
import Identity
import Jobs
import Localisation
import Messaging
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@testable import Correspondence

@Suite("Sending letters")
struct SendingTests {
    private func with(_ backend: TestDatabases, _ body: (BusinessWorld, ID<Contact>) async throws -> Void) async throws
    {
        try await BusinessWorld.with(backend) { world in
            try await world.nameMailServer()
            let account = try await world.account("Client")
            let contact = try await world.change { transaction in
                var contact = Contact(), email = ContactEmail(), link = ContactAccount()
                (email.address, link.account) = ("chloe@client.test", account)
                (contact.name, contact.firstName, contact.language) = ("Chloé Été", "Chloé", .english)
                (contact.emails, contact.accounts, contact.account) = ([email], [link], account)
                return try transaction.save(contact)
            }
            try await body(world, contact)
        }
    }

    private func letter(_ contact: ID<Contact>, _ text: String = "Hello") -> Email {
        var email = Email()
        (email.subject, email.text, email.toAddresses) = ("Offer", text, "Chloé <chloe@client.test>")
        email.about = Reference(kind: "contact", id: contact.number)
        return email
    }

    private func send(_ email: Email, _ world: BusinessWorld) async throws -> Email {
        let words = world.product.registry.words
        return try await world.change { transaction in
            try transaction.find(try OutgoingEmail.send(email, words: words, in: transaction))
        }
    }

    private func refusal(_ email: Email, _ world: BusinessWorld) async throws -> Refusal? {
        do {
            _ = try await send(email, world)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    @Test("a letter is filled in, named for ever and queued", arguments: BusinessWorld.backends)
    func queued(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            let sent = try await send(
                letter(contact, "Dear {contact.first_name|x} of {account.name}, {sender.name}"), world)
            #expect(sent.text == "Dear Chloé of Client, Ann Arden")
            #expect(sent.state == .queued && sent.messageID?.hasSuffix("@acme.test") == true)
            #expect(sent.thread == sent.messageID && sent.language == .english && sent.contact == contact)
            var answer = letter(contact)
            answer.inReplyTo = sent.messageID
            let second = try await send(answer, world)
            #expect(second.thread == sent.messageID)
            #expect(second.references == "<\(sent.messageID ?? "")>")
        }
    }

    @Test("unknown and empty fields are refused by name before anything leaves", arguments: BusinessWorld.backends)
    func merge(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            let unknown = try await refusal(letter(contact, "{contact.shoe_size}"), world)
            #expect(unknown?.code == "unknown_merge_field")
            let empty = try await refusal(letter(contact, "{contact.job_title}"), world)
            #expect(empty?.code == "merge_value_missing")
            let filled = try await send(letter(contact, "{contact.job_title|friend}"), world)
            #expect(filled.text == "friend")
        }
    }

    @Test("a letter to nobody, without words or to a wrong address is refused", arguments: BusinessWorld.backends)
    func incomplete(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            var none = letter(contact)
            none.toAddresses = ""
            let nobody = try await refusal(none, world)
            #expect(nobody?.fields.map(\.field) == ["to_addresses"])
            var wrong = letter(contact)
            wrong.toAddresses = "chloe@client.test, nobody"
            #expect(try await refusal(wrong, world)?.code == "invalid_email")
            #expect(try await refusal(letter(contact, " \n"), world)?.fields.map(\.field) == ["text"])
        }
    }

    @Test("what has not left comes back as a draft, once", arguments: BusinessWorld.backends)
    func back(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            let sent = try await send(letter(contact), world)
            let first = try await world.change { try OutgoingEmail.takeBack(sent.id, in: $0) }
            let state = try await world.look { try $0.find(sent.id).state }
            let second = try await world.change { try OutgoingEmail.takeBack(sent.id, in: $0) }
            #expect(first && !second && state == .draft)
            let again = try await send(try await world.look { try $0.find(sent.id) }, world)
            #expect(again.messageID == sent.messageID && again.id == sent.id)
            #expect(try await refusal(again, world)?.code == "already_sent")
        }
    }

    @Test("prospecting says how to stop it, and whoever said no is left alone", arguments: BusinessWorld.backends)
    func prospecting(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            var email = letter(contact)
            email.purpose = .prospecting
            let sent = try await send(email, world), words = world.product.registry.words
            let written = try await world.look { try EmailLetter(sent, words, in: $0) }
            #expect(written.headers.map(\.name) == ["List-Unsubscribe", "List-Unsubscribe-Post"])
            let link = try #require(written.headers.first?.value.dropFirst().dropLast())
            let path = String(link.replacing("https://crm.acme.test", with: ""))
            #expect(await world.get(path).status == 200)
            #expect(try await refusal(email, world) == nil, "looking at the page changes nothing")
            #expect(await world.post(path, ["List-Unsubscribe": "One-Click"]).status == 200)
            #expect(await world.post(path, ["List-Unsubscribe": "One-Click"]).status == 200)
            #expect(try await refusal(email, world)?.code == "opposed")
            #expect(try await refusal(letter(contact), world) == nil, "service still passes")
            #expect(await world.get("/unsubscribe/forged").status == 404)
        }
    }

    @Test(
        "a letter stands on the timeline of its record, its person and its account", arguments: BusinessWorld.backends)
    func timeline(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            _ = try await send(letter(contact, "Our *best* price"), world)
            let account = try await world.look { try $0.find(contact).account! }
            for page in ["/contacts/\(contact.number)", "/accounts/\(account.number)"] {
                let text = await world.get(page).text
                #expect(text.components(separatedBy: "sent the mail “Offer”").count == 2, "\(page)")
                #expect(text.contains("Our best price"))
            }
        }
    }

    @Test("a letter that came back says so", arguments: BusinessWorld.backends)
    func bounced(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            let sent = try await send(letter(contact), world), name = sent.messageID ?? ""
            let isTaken = try await world.change {
                try EmailBounces.take(messageID: name, reason: "no such box", in: $0)
            }
            #expect(isTaken)
            let email = try await world.look { try $0.find(sent.id) }
            #expect(email.state == .bounced && email.failure == "no such box")
            let isOther = try await world.change { try EmailBounces.take(messageID: "x@y", reason: "", in: $0) }
            #expect(!isOther)
            #expect(await world.get("/emails/\(sent.id.number)").text.contains("no such box"))
        }
    }

    @Test("nothing is followed unless switched on and agreed to", arguments: BusinessWorld.backends)
    func tracking(_ backend: TestDatabases) async throws {
        try await with(backend) { world, contact in
            let words = world.product.registry.words
            let sent = try await send(letter(contact, "See https://acme.test/new"), world)
            let plain = try await world.look { try EmailLetter(sent, words, in: $0).html }
            #expect(plain.contains("href=\"https://acme.test/new\"") && !plain.contains("<img"))
            let purpose = try await world.change { transaction -> Int64 in
                var purpose = ConsentPurpose()
                (purpose.nameFr, purpose.nameEn, purpose.kind) = ("Lecture", "Reading", .service)
                let id = try transaction.save(purpose)
                var tracking = TrackingSettings(transaction.settings)
                (tracking.opens, tracking.clicks, tracking.purpose) = (true, true, id.number)
                try tracking.save(in: transaction)
                return id.number
            }
            try await world.workspace.reload()
            let unasked = try await world.look { try EmailLetter(sent, words, in: $0).html }
            #expect(!unasked.contains("<img"))
            try await world.change { transaction in
                var consent = Consent()
                (consent.address, consent.purpose, consent.state) = ("chloe@client.test", ID(purpose), .given)
                consent.about = Reference(kind: "contact", id: contact.number)
                (consent.channel, consent.saidAt, consent.source) = (.email, transaction.now, .page)
                try Consents.record(consent, in: transaction)
            }
            let followed = try await world.look { try EmailLetter(sent, words, in: $0).html }
            let link = try #require(followed.firstMatch(of: /https:\/\/crm\.acme\.test(\/letters\/to\/[^"]+)/)?.1)
            let answer = await world.get(String(link))
            #expect(answer.status == 302 && answer.headers["Location"] == "https://acme.test/new")
            let clickedAt = try await world.look { try $0.find(sent.id).clickedAt }
            #expect(clickedAt != nil)
            #expect(await world.get("/letters/to/forged").status == 404)
        }
    }
}
