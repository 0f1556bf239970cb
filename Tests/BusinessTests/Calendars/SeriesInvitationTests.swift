import Foundation
import Messaging
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Activities

@Suite("Invitations to a series")
struct SeriesInvitationTests {
    /// Every Tuesday at ten in Paris, across the change of hour; Ada is invited to all of it.
    private func invited(_ world: BusinessWorld) async throws -> (ID<Activity>, String) {
        try await world.setUpMail()
        let head = try await world.meeting("Weekly", at: "2027-03-16T09:00:00Z", with: ["ada@b.test"])
        try await save(head, ["recurrence": [.text("FREQ=WEEKLY;COUNT=6")]], world)
        let sent = await world.send(.post, "/api/v1/activities/\(head.number)/invitations?series=true")
        #expect(sent.status == 200, "\(sent.text)")
        let state = try await world.look { try SeriesInvitations.State.find("series_id = \(head)", in: $0) }
        return (head, try #require(state?.uid))
    }

    private func save(_ id: ID<Activity>, _ fields: [String: [Value]], _ world: BusinessWorld) async throws {
        try await world.change { transaction in
            try transaction.save(
                Draft(id: id.number, fields: fields), as: transaction.schema.kind(of: Activity.self))
        }
    }

    private func follow(_ uid: String, _ world: BusinessWorld) async throws -> Int {
        let words = world.product.registry.words
        return try await world.workspace.write(.house, .job) {
            try SeriesInvitations.follow(uid, words, in: $0)
        }
    }

    private func last(_ world: BusinessWorld) async throws -> ICalendar {
        let text = try #require(try await world.letters().last?.calendar).text
        let paris = try #require(TimeZone(identifier: "Europe/Paris"))
        return try ICalendar(reading: text, zone: paris, now: BusinessWorld.now)
    }

    private func occurrences(_ head: ID<Activity>, _ world: BusinessWorld) async throws -> [Activity] {
        try await world.look { try Series($0).occurrences(of: head) }
    }

    @Test("one entry tells the rule, at the same hour after the clock changed", arguments: BusinessWorld.backends)
    func whole(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (head, uid) = try await invited(world)
            #expect(try await world.letters().count == 1)
            let calendar = try await last(world), event = try #require(calendar.events.first)
            #expect(calendar.events.count == 1 && calendar.method == .request)
            #expect(event.uid == uid && event.rule == "FREQ=WEEKLY;COUNT=6" && event.sequence == 0)
            let text = try #require(try await world.letters().last?.calendar).text
            #expect(text.contains("DTSTART;TZID=Europe/Paris:20270316T100000") && text.contains("BEGIN:VTIMEZONE"))
            let hours = try await occurrences(head, world).compactMap(\.startsAt).map(\.iso)
            #expect(hours[1].hasPrefix("2027-03-30T08:00") && hours[0].hasPrefix("2027-03-23T09:00"))
            #expect(try await follow(uid, world) == 0, "nothing changed, nobody is written to")
        }
    }

    @Test(
        "one that moves, one that goes and an end are told once, with a higher version",
        arguments: BusinessWorld.backends)
    func changes(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (head, uid) = try await invited(world)
            let all = try await occurrences(head, world)
            try await save(all[0].id, ["starts_at": [.instant(Instant(iso: "2027-03-24T13:00:00Z")!)]], world)
            let gone = all[1].id
            _ = try await world.change { try Series($0).delete(gone, .this) }
            #expect(try await follow(uid, world) == 1)
            var calendar = try await last(world)
            #expect(calendar.events.count == 2 && calendar.events.allSatisfy { $0.uid == uid && $0.sequence == 1 })
            #expect(calendar.events[0].exceptions == [.instant(Instant(iso: "2027-03-30T08:00:00Z")!)])
            #expect(calendar.events[1].occurrence == .instant(Instant(iso: "2027-03-23T09:00:00Z")!))
            #expect(calendar.events[1].start == .instant(Instant(iso: "2027-03-24T13:00:00Z")!))

            let from = all[3].id
            _ = try await world.change { try Series($0).delete(from, .following) }
            #expect(try await follow(uid, world) == 1)
            calendar = try await last(world)
            #expect(calendar.events[0].rule == "FREQ=WEEKLY;UNTIL=20270412T215959Z")
            #expect(calendar.events[0].sequence == 2)

            _ = try await world.change { try Series($0).delete(head, .all) }
            #expect(try await follow(uid, world) == 1)
            calendar = try await last(world)
            #expect(calendar.method == .cancel && calendar.events[0].status == .cancelled)
            #expect(try await follow(uid, world) == 0)
        }
    }

    @Test(
        "what follows another hour is a series of its own, and those invited have both",
        arguments: BusinessWorld.backends)
    func splitting(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (head, uid) = try await invited(world)
            let third = try await occurrences(head, world)[1].id
            _ = try await world.change { transaction in
                let later = Draft(fields: ["starts_at": [.instant(Instant(iso: "2027-03-30T12:00:00Z")!)]])
                try Series(transaction).change(third, .following, later)
            }
            #expect(try await follow(uid, world) == 1)
            #expect(try await last(world).events[0].rule == "FREQ=WEEKLY;UNTIL=20270329T215959Z")
            let other = try await world.look { try SeriesInvitations.State.find("series_id = \(third)", in: $0) }
            #expect(try await follow(try #require(other?.uid), world) == 1)
            let event = try #require(try await last(world).events.first)
            #expect(event.uid != uid && event.sequence == 0 && event.rule == "FREQ=WEEKLY;COUNT=4")
            #expect(event.start == .instant(Instant(iso: "2027-03-30T12:00:00Z")!))
        }
    }

    @Test(
        "the first one changed alone leaves, and the entry of the others stays theirs",
        arguments: BusinessWorld.backends)
    func firstAlone(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (head, uid) = try await invited(world)
            let second = try await occurrences(head, world)[0].id
            _ = try await world.change { transaction in
                let later = Draft(fields: ["starts_at": [.instant(Instant(iso: "2027-03-17T09:00:00Z")!)]])
                try Series(transaction).change(head, .this, later)
            }
            let state = try await world.look { try SeriesInvitations.State.find("uid = \(uid)", in: $0) }
            #expect(state?.series == second.number)
            #expect(try await follow(uid, world) == 1)
            #expect(try await last(world).events[0].start == .instant(Instant(iso: "2027-03-23T09:00:00Z")!))
            let waiting = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM job WHERE name = 'activities.invite_alone'")
            }
            #expect(waiting == 1)
        }
    }

    @Test("an answer counts for all to come, or for the one it names", arguments: BusinessWorld.backends)
    func answers(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (head, uid) = try await invited(world)
            func answer(_ said: String, _ stamp: String, _ occurrence: String = "") async throws -> Bool {
                let text = """
                    BEGIN:VCALENDAR
                    METHOD:REPLY
                    BEGIN:VEVENT
                    UID:\(uid)
                    DTSTAMP:\(stamp)\(occurrence)
                    SEQUENCE:0
                    ATTENDEE;PARTSTAT=\(said):mailto:ada@b.test
                    END:VEVENT
                    END:VCALENDAR
                    """
                return try await world.workspace.write(.house, .job) {
                    try MeetingReplies.take(calendar: text, from: "ada@b.test", in: $0)
                }
            }
            func said() async throws -> [ParticipantAnswer] {
                let all = try await world.look { try [$0.find(head)] + Series($0).occurrences(of: head) }
                return all.map { $0.participants[0].answer }
            }
            #expect(try await answer("ACCEPTED", "20261122T100000Z"))
            #expect(try await said() == Array(repeating: .accepted, count: 6))
            #expect(try await answer("DECLINED", "20261122T110000Z", "\nRECURRENCE-ID:20270330T080000Z"))
            let answers = try await said()
            #expect(answers[2] == .declined && answers[1] == .accepted)
            #expect(try await answer("DECLINED", "20261122T090000Z"), "older than the last: taken, without effect")
            #expect(try await said()[1] == .accepted)
            #expect(try await follow(uid, world) == 0, "answers are no news to those invited")
        }
    }

    @Test("what comes once has no series to invite to, and strangers none at all", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let once = try await world.meeting(with: ["ada@b.test"])
            let path = "/api/v1/activities/\(once.number)/invitations?series=true"
            #expect(await world.send(.post, path).text.contains("not_a_series"))
            #expect(await world.send(.post, path, as: "ben").status == 404)
        }
    }
}
