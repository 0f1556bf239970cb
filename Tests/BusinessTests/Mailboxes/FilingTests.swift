import Activities
import Foundation
import Identity
import Jobs
import Messaging
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@testable import Correspondence

@Suite("Letters of a mailbox")
struct FilingTests {
    private func mailbox(
        _ world: BusinessWorld, _ visibility: EmailVisibility = .subject, address: String = "crm@acme.test"
    ) async throws -> Mailbox {
        let ben = world.ben
        return try await world.change { transaction in
            var box = Mailbox()
            (box.address, box.host, box.visibility, box.owner) = (address, "imap.test", visibility, ID(ben))
            return try transaction.find(try transaction.save(box))
        }
    }

    private func contact(_ world: BusinessWorld, _ address: String = "chloe@client.test") async throws -> ID<Contact> {
        try await world.change { transaction in
            var contact = Contact(), email = ContactEmail()
            email.address = address
            (contact.name, contact.emails) = ("Chloé", [email])
            return try transaction.save(contact)
        }
    }

    private func letter(_ id: String, from: String = "chloe@client.test", _ headers: String = "") throws -> IncomingMail
    {
        let text = "From: \(from)\r\nSubject: \(id)\r\nMessage-ID: <\(id)@client.test>\r\n\(headers)\r\nHello\r\n"
        return try MimeReader.read(Data(text.utf8))
    }

    private func take(
        _ mail: IncomingMail, _ box: Mailbox, _ world: BusinessWorld
    ) async throws -> (MailboxLetter.Outcome, Email?) {
        try await world.workspace.write(.house, .job) { transaction in
            let (outcome, id) = try MailFiling(box, mail, [], in: transaction).take()
            return (outcome, try id.map { try transaction.find(ID<Email>($0)) })
        }
    }

    @Test("an answer goes to what it answers, another letter to its sender", arguments: BusinessWorld.backends)
    func places(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let box = try await mailbox(world), chloe = try await contact(world), sale = try await world.sale("Rooms")
            try await world.change { transaction in
                var sent = Email()
                (sent.subject, sent.state, sent.messageID, sent.thread) = (
                    "Offer", .sent, "o1@acme.test", "o1@acme.test"
                )
                sent.about = Reference(kind: "opportunity", id: sale.number)
                try transaction.save(sent)
            }
            let (one, answer) = try await take(
                letter("a", "In-Reply-To: <o1@acme.test>\r\n"), box, world)
            #expect(one == .filed && answer?.about?.id == sale.number && answer?.contact == chloe)
            #expect(answer?.thread == "o1@acme.test" && answer?.owner == ID(world.ben) && answer?.direction == .in)
            let (_, deeper) = try await take(
                letter("b", from: "boss@client.test", "References: <o1@acme.test> <a@client.test>\r\n"), box, world)
            #expect(deeper?.about?.id == sale.number && deeper?.contact == chloe)
            let (_, alone) = try await take(letter("c"), box, world)
            #expect(alone?.about == Reference(kind: "contact", id: chloe.number))
            let (unknown, kept) = try await take(letter("d", from: "x@new.test"), box, world)
            #expect(unknown == .unfiled && kept?.about == nil)
            let (machine, none) = try await take(letter("e", from: "x@new.test", "Precedence: bulk\r\n"), box, world)
            #expect(machine == .ignored && none == nil)
            let (twice, _) = try await take(letter("c"), box, world)
            #expect(twice == .known)
        }
    }

    @Test(
        "colleagues’ letters stay in the mailbox; machines’ answers are filed and stop nothing",
        arguments: BusinessWorld.backends)
    func others(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let box = try await mailbox(world), ben = world.ben
            _ = try await contact(world)
            _ = try await world.change { transaction in
                try transaction.save(
                    Draft(id: ben, fields: ["email": [.text("ben@acme.test")]]),
                    as: transaction.schema.kind(of: User.self))
            }
            #expect(try await take(letter("a", from: "ben@acme.test"), box, world).0 == .internal)
            let events = try await world.look { try $0.connection.integer("SELECT COUNT(*) FROM outbox") ?? 0 }
            let (outcome, email) = try await take(letter("b", "Auto-Submitted: auto-replied\r\n"), box, world)
            #expect(outcome == .filed && email?.isAutomatic == true)
            let told = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM outbox WHERE name = 'email.received'")
            }
            #expect(told == 0 && events >= 0)
            _ = try await take(letter("c"), box, world)
            let now = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM outbox WHERE name = 'email.received'")
            }
            #expect(now == 1)
        }
    }

    @Test("a report of what did not arrive marks the letter it means", arguments: BusinessWorld.backends)
    func bounce(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let box = try await mailbox(world)
            let sent = try await world.change { transaction in
                var sent = Email()
                (sent.subject, sent.state, sent.messageID) = ("Offer", .sent, "o9@acme.test")
                return try transaction.save(sent)
            }
            let report = """
                From: mailer-daemon@mx.test
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                Final-Recipient: rfc822; x@y.test

                Final-Recipient: rfc822; x@y.test
                Action: failed
                Status: 5.1.1
                --b
                Content-Type: text/rfc822-headers

                Message-ID: <o9@acme.test>
                --b--
                """
            let mail = try MimeReader.read(Data(report.utf8))
            #expect(try await take(mail, box, world).0 == .bounce)
            #expect(try await world.look { try $0.find(sent) }.state == .bounced)
        }
    }

    @Test(
        "who reads a letter: its owner alone, whoever sees what it is about, or also the team",
        arguments: BusinessWorld.backends)
    func visibility(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (ann, ben) = (world.ann, world.ben), chloe = try await contact(world)
            _ = chloe
            let users = try await world.change { transaction -> (Int64, Int64) in
                try RolePreset.ensure("en", in: transaction)
                var team = Team()
                team.name = "Sales"
                let sales = try transaction.save(team)
                var user = User()
                user.name = "Cleo"
                (user.role, user.team) = (try RolePreset.seller.id(in: transaction), sales)
                let cleo = try transaction.save(user).number
                let kind = transaction.schema.kind(of: User.self)
                let seller = try RolePreset.seller.id(in: transaction).number
                let chief = try RolePreset.administrator.id(in: transaction).number
                try transaction.save(
                    Draft(id: ben, fields: ["role": [.integer(seller)], "team": [.integer(sales.number)]]), as: kind)
                try transaction.save(Draft(id: ann, fields: ["role": [.integer(chief)]]), as: kind)
                return (cleo, sales.number)
            }
            for (number, visibility) in EmailVisibility.allCases.enumerated() {
                let box = try await mailbox(world, visibility, address: "box\(number)@acme.test")
                _ = try await take(letter(visibility.rawValue), box, world)
            }
            let permissions = Set(world.product.registry.permissions.keys)
            func seen(_ user: Int64) async throws -> Set<String> {
                let viewer = try await world.look { try Rights.viewer(of: user, permissions, in: $0) }
                return try await world.workspace.read(viewer) { Set(try $0.all(Email.self).map(\.subject)) }
            }
            #expect(try await seen(ben) == ["private", "subject", "team"])
            #expect(try await seen(ann) == ["subject", "team"], "an administrator does not read what is private")
            #expect(try await seen(users.0) == ["team"])
        }
    }

    @Test(
        "a letter is claimed once, whoever reads, and the place in the mailbox never goes back",
        arguments: BusinessWorld.backends)
    func claims(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let box = try await mailbox(world).id.number
            let first = try await world.change { transaction in
                try MailboxState.advance(box, 7, 12, in: transaction)
                try MailboxState.advance(box, 7, 11, in: transaction)
                return try MailboxLetter.claim("k", box, 12, in: transaction)
            }
            let second = try await world.change { try MailboxLetter.claim("k", box, 12, in: $0) }
            #expect(first && !second)
            let state = try await world.look { try #require(try MailboxState.find(box, in: $0.connection)) }
            #expect(state.uid == 12 && state.validity == 7)
            try await world.change { try MailboxState.advance(box, 8, 3, in: $0) }
            let anew = try await world.look { try #require(try MailboxState.find(box, in: $0.connection)) }
            #expect(anew.uid == 3 && anew.validity == 8)
        }
    }

    @Test(
        "filed by hand, a letter is on its record and its address with the contact", arguments: BusinessWorld.backends)
    func byHand(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let box = try await mailbox(world), chloe = try await contact(world)
            let (_, email) = try await take(letter("a", from: "private@home.test"), box, world)
            let id = try #require(email).id.number
            #expect(await world.get("/unfiled-letters").text.contains("private@home.test"))
            let filed = await world.post(
                "/emails/\(id)/file", ["about-\(id)": "contact:\(chloe.number)", "remember": "true"])
            #expect(filed.status == 303, "\(filed.text)")
            let (about, addresses) = try await world.look { transaction in
                (
                    try transaction.find(ID<Email>(id)).about,
                    try transaction.find(chloe).emails.map { $0.address ?? "" }
                )
            }
            #expect(about?.id == chloe.number && addresses == ["chloe@client.test", "private@home.test"])
            #expect(await world.get("/unfiled-letters").text.contains("private@home.test") == false)
            let (next, _) = try await take(letter("b", from: "private@home.test"), box, world)
            #expect(next == .filed)
        }
    }

    @Test("a mailbox without sense is refused, and its page says how it stands", arguments: [TestDatabases.memory])
    func pages(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let box = try await mailbox(world)
            let page = await world.get("/mailboxes/\(box.id.number)").text
            #expect(page.contains("Enter the password") && page.contains("Not connected"))
            #expect(await world.get("/mailboxes").status == 200)
            #expect(await world.get("/mailboxes/new").status == 200)
            let kept = await world.post("/mailboxes/\(box.id.number)/password", ["password": "s3cr3t"])
            #expect(kept.status == 303, "\(kept.text)")
            #expect(await world.get("/mailboxes/\(box.id.number)").text.contains("s3cr3t") == false)
            let empty = await world.post("/mailboxes/\(box.id.number)/password", ["password": ""])
            #expect(empty.status == 422)
            let error = await #expect(throws: Refusal.self) {
                try await world.change { transaction in
                    var odd = Mailbox()
                    (odd.address, odd.host, odd.port) = ("x@acme.test", "bad host/", 99_999)
                    try transaction.save(odd)
                }
            }
            #expect(Set(error?.fields.map(\.field) ?? []) == ["host", "port"])
        }
    }
}
