import Foundation
import Localisation
import Messaging
import People
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Activities

@Suite("Booking pages")
struct BookingTests {
    private static let tuesday = Instant(iso: "2026-11-24T09:00:00Z")!

    private func page(
        _ world: BusinessWorld, team: Int64? = nil, minutes: Int = 30
    ) async throws -> BookingPage {
        let ann = world.ann
        let id = try await world.change { transaction in
            var page = BookingPage()
            page.title = "Ann’s diary"
            page.owner = ID(ann)
            page.team = team.map { ID($0) }
            page.consentText = "You may write to me."
            var type = BookingType()
            type.displayName = "Talk"
            type.minutes = minutes
            page.types = [type]
            return try transaction.save(page)
        }
        return try await world.look { try $0.find(id) }
    }

    private func visitor(_ name: String = "Ada Martin", _ email: String = "ada@b.test") -> BookingVisitor {
        BookingVisitor(
            name: name, email: email, phone: "06 12 34 56 78", company: "Nowhere", message: "Hello",
            zone: "Europe/London", language: .english, isConsenting: true)
    }

    private func book(
        _ page: BookingPage, _ world: BusinessWorld, at start: Instant = tuesday, _ visitor: BookingVisitor? = nil
    ) async throws -> BookingDesk.Made {
        let visitor = visitor ?? self.visitor(), words = world.product.registry.words
        return try await world.workspace.write(.house, .screen, origin: "192.0.2.7") {
            try BookingDesk(words: words, transaction: $0).book(page, page.types[0], at: start, visitor)
        }
    }

    private func starts(_ page: BookingPage, _ world: BusinessWorld) async throws -> [Instant] {
        let words = world.product.registry.words, day = Day(iso: "2026-11-24")!
        return try await world.look {
            try BookingDesk(words: words, transaction: $0).starts(page, page.types[0], from: day, to: day)
        }
    }

    @Test("a page makes its own address, and refuses what cannot be", arguments: BusinessWorld.backends)
    func pages(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await page(world), second = try await page(world)
            #expect(first.slug == "ann-s-diary")
            #expect(second.slug == "ann-s-diary-2")
            let refused = await world.send(
                .post, "/api/v1/booking_pages", headers: ["Content-Type": "application/json"],
                body: Array(#"{"title":"X","types":[{"name":"A","minutes":7}]}"#.utf8))
            #expect(refused.status == 422)
        }
    }

    @Test("a booking is a meeting with a contact, in nobody else’s time", arguments: BusinessWorld.backends)
    func booking(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let page = try await page(world)
            #expect(try await starts(page, world).contains(Self.tuesday))
            let made = try await book(page, world)
            let activity = try await world.activity(made.activity)
            #expect(activity.subject == "Talk – Ada Martin")
            #expect(activity.owner?.number == world.ann)
            #expect(activity.participants.map(\.answer) == [.accepted])
            let contact = try #require(activity.about)
            #expect(contact.kind == "contact")
            let person = try await world.look { try $0.find(ID<Contact>(contact.id)) }
            #expect(person.name == "Ada Martin")
            #expect(person.owner?.number == world.ann)
            #expect(try await !starts(page, world).contains(Self.tuesday))
            await #expect(throws: BookingDesk.taken) { _ = try await book(page, world) }
            let letters = try await world.letters()
            #expect(letters.first?.to.first?.address == "ada@b.test")
            #expect(letters.first?.text.contains("https://crm.acme.test/booking/") == true)
            #expect(letters.first?.text.contains("09:00–09:30 (Europe/London)") == true)
            let kept = try await world.look {
                try $0.connection.rows("SELECT consent_text, consent_origin FROM booking", .text, .text)
            }
            #expect(kept == [[.text("You may write to me."), .text("192.0.2.7")]])
            let events = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM outbox WHERE name = 'meeting.booked'")
            }
            #expect(events == 1)
            // The same address is the same person.
            let again = try await book(
                page, world, at: Self.tuesday.adding(seconds: 3_600), visitor("A. Martin", "ADA@b.test"))
            #expect(try await world.activity(again.activity).about == contact)
        }
    }

    @Test("what a visitor agrees to stands in the register of consents", arguments: BusinessWorld.backends)
    func consents(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let page = try await page(world)
            let made = try await book(page, world)
            let lines = try await world.look { try $0.all(Consent.self) }
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            let contact = try await world.look { try Booking.of(made.activity.number, in: $0)?.contact }
            #expect(line.about == Reference(kind: "contact", id: contact ?? 0) && line.address == "ada@b.test")
            #expect(line.state == .given && line.source == .form && line.ipAddress == "192.0.2.7")
            #expect(line.proof?.contains("You may write to me.") == true)
            var silent = visitor("Eve Roy", "eve@c.test")
            silent.isConsenting = false
            _ = try await book(page, world, at: Self.tuesday.adding(seconds: 3_600), silent)
            #expect(try await world.look { try $0.all(Consent.self).count } == 1)
        }
    }

    @Test("two who want the same time at once do not both get it", arguments: BusinessWorld.backends)
    func atOnce(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let page = try await page(world)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        do {
                            _ = try await book(page, world, visitor("P\(number)", "p\(number)@b.test"))
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter(\.self).count == 1)
            let meetings = try await world.look { try $0.connection.integer("SELECT COUNT(*) FROM activity") }
            #expect(meetings == 1)
        }
    }

    @Test("the pause after one kind of meeting holds for every other", arguments: BusinessWorld.backends)
    func pauses(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            var first = try await page(world)
            first.types[0].typedAfter = 45
            first.types[0].typedBefore = 20
            let changed = first
            _ = try await world.change { try $0.save(changed) }
            let talks = try await world.look { try $0.find(changed.id) }
            let other = try await page(world)
            // From 9:00 to 9:30 UTC; the pauses last until 10:15 and begin at 8:40.
            _ = try await book(talks, world)
            let free = try await starts(other, world).map(\.iso).filter { $0.hasPrefix("2026-11-24") }
            #expect(free.prefix(2).map { $0.dropFirst(11).prefix(5) } == ["08:00", "10:30"], "\(free)")
        }
    }

    @Test("a team shares what comes, and says why", arguments: BusinessWorld.backends)
    func team(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let page = try await page(world, team: try await world.team())
            let first = try await book(page, world), second = try await book(page, world, visitor("Eve", "eve@c.test"))
            let hosts = [
                try await world.activity(first.activity).owner, try await world.activity(second.activity).owner,
            ]
            #expect(Set(hosts.map { $0?.number }) == [world.ann, world.ben])
            let booking = try await world.look { try Booking.of(second.activity.number, in: $0) }
            #expect(booking?.reason?.text.contains("only one free") == true)
            await #expect(throws: BookingDesk.taken) { _ = try await book(page, world, visitor("Max", "max@d.test")) }
        }
    }

    @Test("the visitor moves and cancels; time follows", arguments: BusinessWorld.backends)
    func changing(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let page = try await page(world), made = try await book(page, world)
            let later = Self.tuesday.adding(seconds: 3_600), words = world.product.registry.words
            try await world.workspace.write(.house, .screen) {
                try BookingDesk(words: words, transaction: $0).move(made.secret, to: later)
            }
            #expect(try await world.activity(made.activity).startsAt == later)
            let free = try await starts(page, world)
            #expect(free.contains(Self.tuesday))
            #expect(!free.contains(later))
            #expect(try await world.letters().last?.subject.hasPrefix("Changed") == true)
            try await world.workspace.write(.house, .screen) {
                try BookingDesk(words: words, transaction: $0).cancel(made.secret)
            }
            #expect(try await starts(page, world).contains(later))
            #expect(try await world.letters().last?.calendar?.method == "CANCEL")
            await #expect(throws: BookingDesk.over) {
                try await world.workspace.write(.house, .screen) {
                    try BookingDesk(words: words, transaction: $0).cancel(made.secret)
                }
            }
        }
    }

    @Test("the public pages need nobody signed in, and refuse machines", arguments: BusinessWorld.backends)
    func pagesInPublic(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let page = try await page(world), type = page.types[0].id.number
            let slug = page.slug ?? "", path = "/book/\(slug)/\(type)"
            #expect(await world.get("/book/\(slug)").headers["Location"] == path)
            #expect(await world.get(path).status == 200)
            #expect(await world.get("\(path)/2026-11-24T09:00Z").status == 200)
            #expect(await world.get("\(path)/2026-11-24T03:00Z").status == 303)
            #expect(await world.get("/book/nothing").status == 404)
            let seal = try #require(Seal(world.workspace.settings))
            func send(_ website: String, opened seconds: Int) async -> Response {
                let opened = BusinessWorld.now.adding(seconds: -seconds).microseconds
                return await world.post(
                    "\(path)/2026-11-24T09:00Z",
                    [
                        "name": "Ada", "email": "ada@b.test", "website": website,
                        "opened": seal.close(String(opened)), "zone": "Europe/Paris",
                    ])
            }
            #expect(await send("http://spam.test", opened: 30).status == 422)
            #expect(await send("", opened: 0).status == 422)
            let done = await send("", opened: 30)
            #expect(done.headers["Location"]?.hasPrefix("/booking/") == true)
            let shown = await world.get(try #require(done.headers["Location"]))
            #expect(shown.status == 200)
            #expect(await world.get("/booking/guess").status == 404)
        }
    }
}
