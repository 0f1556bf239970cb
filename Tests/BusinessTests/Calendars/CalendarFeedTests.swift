import Activities
import Foundation
import Messaging
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Feeds for calendar programs")
struct CalendarFeedTests {
    private func make(_ world: BusinessWorld, _ body: String = "{}", as user: String = "ann") async throws -> String {
        let response = await world.send(
            .post, "/api/v1/calendar-feeds", headers: ["Content-Type": "application/json"], body: Array(body.utf8),
            as: user)
        #expect(response.status == 201)
        let url = try #require(try JSON(try await bytes(response))["url"]?.text)
        return String(url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" })
    }

    private func bytes(_ response: Response) async throws -> [UInt8] {
        guard case .bytes(let bytes) = response.body else { return [] }
        return bytes
    }

    private func events(_ address: String, _ world: BusinessWorld) async throws -> [ICalendarEvent] {
        let response = await world.get(address, as: "nobody")
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "text/calendar; charset=utf-8")
        let text = String(decoding: try await bytes(response), as: UTF8.self)
        return try ICalendar(reading: text, zone: .gmt, now: BusinessWorld.now).events
    }

    @Test("one reads one’s own meetings, and those one takes part in", arguments: BusinessWorld.backends)
    func own(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.giveRoles()
            _ = try await world.meeting("Mine")
            _ = try await world.meeting("Ben's", owner: world.ben)
            let shared = try await world.meeting("Both", owner: world.ben)
            let ann = world.ann
            try await world.change { transaction in
                var activity = try transaction.find(shared)
                var one = ActivityParticipant()
                one.user = ID(ann)
                activity.participants = [one]
                try transaction.save(Draft(activity), as: transaction.schema.kind(of: Activity.self))
            }
            let events = try await events(try await make(world), world)
            #expect(events.map(\.summary).sorted() == ["Both", "Mine"])
            #expect(events.first { $0.summary == "Mine" }?.location == "Lyon")
        }
    }

    @Test("an address made anew ends the one before; revoked, it opens nothing", arguments: BusinessWorld.backends)
    func renewing(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.giveRoles()
            let first = try await make(world), second = try await make(world)
            #expect(await world.get(first).status == 404)
            #expect(await world.get(second).status == 200)
            let list = try JSON(try await bytes(await world.get("/api/v1/calendar-feeds")))
            let feed = try #require(list["data"]?.array?.first?["id"]?.text)
            #expect(await world.send(.delete, "/api/v1/calendar-feeds/\(feed)", as: "ben").status == 404)
            #expect(await world.send(.delete, "/api/v1/calendar-feeds/\(feed)").status == 204)
            #expect(await world.get(second).status == 404)
            #expect(await world.get("/calendars/guess.ics").status == 404)
        }
    }

    @Test("what has not changed is not sent again", arguments: BusinessWorld.backends)
    func unchanged(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.giveRoles()
            _ = try await world.meeting()
            let address = try await make(world)
            let etag = try #require(await world.get(address).headers["ETag"])
            world.clock.pass(seconds: 600)
            #expect(await world.get(address).headers["ETag"] == etag)
            _ = try await world.meeting("Another", at: "2026-11-25T09:00:00Z")
            #expect(await world.get(address).headers["ETag"] != etag)
        }
    }

    @Test("a team’s calendar may tell only that somebody is busy", arguments: BusinessWorld.backends)
    func busy(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.giveRoles()
            let team = try await world.team()
            _ = try await world.meeting("Secret plan")
            let told = try await events(try await make(world, #"{"team":"\#(team)","detail":"busy"}"#), world)
            #expect(told.map(\.summary) == ["Ann Arden – Busy"])
            #expect(told.allSatisfy { $0.location == nil && $0.description == nil && $0.isPrivate })
            let named = try await events(try await make(world, #"{"team":"\#(team)","detail":"subject"}"#), world)
            #expect(named.map(\.summary) == ["Ann Arden – Secret plan"])
        }
    }

    @Test("a feed shows no more than its maker sees, and nothing once they are gone", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.giveRoles()
            let team = try await world.team()
            _ = try await world.meeting("Ann's")
            _ = try await world.meeting("Ben's", owner: world.ben)
            let address = try await make(world, #"{"team":"\#(team)"}"#, as: "ben")
            #expect(try await events(address, world).filter { !$0.isPrivate }.map(\.summary) == ["Ben Bold – Ben's"])
            let ben = world.ben
            try await world.change { transaction in
                _ = try transaction.connection.execute("UPDATE \"user\" SET is_active = FALSE WHERE id = \(ben)")
            }
            #expect(await world.get(address).status == 404)
        }
    }

    @Test(
        "of a colleague’s meetings one may not see, a team’s calendar tells the time", arguments: BusinessWorld.backends
    )
    func taken(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.giveRoles()
            let team = try await world.team()
            let hidden = try await world.meeting("Secret plan")
            _ = try await world.meeting("Ben's", owner: world.ben)
            let address = try await make(world, #"{"team":"\#(team)"}"#, as: "ben")
            let text = String(decoding: try await bytes(await world.get(address)), as: UTF8.self)
            #expect(!text.contains("Secret") && !text.contains(String(hidden.number)))
            let told = try await events(address, world)
            #expect(told.map(\.summary).sorted() == ["Ann Arden – Busy", "Ben Bold – Ben's"])
            let busy = try #require(told.first { $0.isPrivate })
            #expect(busy.start == .instant(Instant(iso: "2026-11-24T09:00:00Z")!))
            #expect(busy.end == .instant(Instant(iso: "2026-11-24T10:00:00Z")!))
            #expect(busy.url == nil && busy.description == nil && busy.location == nil)
            // The same name each time, and nothing of what is over.
            #expect(try await events(address, world).first { $0.isPrivate }?.uid == busy.uid)
            #expect(await world.post("/activities/\(hidden.number)/done", ["done": "true"]).status == 303)
            #expect(try await events(address, world).map(\.summary) == ["Ben Bold – Ben's"])
            // One's own calendar holds one's own.
            #expect(try await events(try await make(world, as: "ben"), world).map(\.summary) == ["Ben's"])
        }
    }
}
