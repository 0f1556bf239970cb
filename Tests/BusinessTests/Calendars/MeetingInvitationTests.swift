import Activities
import Foundation
import Messaging
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Invitations to meetings")
struct MeetingInvitationTests {
    private func calendar(_ mail: Mail) throws -> ICalendar {
        try ICalendar(reading: try #require(mail.calendar).text, zone: .gmt, now: BusinessWorld.now)
    }

    @Test(
        "those with an address are written to, with the meeting for their calendar", arguments: BusinessWorld.backends)
    func inviting(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let meeting = try await world.meeting(with: ["ada@b.test", "ADA@b.test", "eve@c.test"])
            let response = await world.post("/activities/\(meeting.number)/invitations", headers: BusinessWorld.script)
            #expect(response.status < 400)
            let letters = try await world.letters()
            #expect(letters.map { $0.to[0].address } == ["ada@b.test", "eve@c.test"])
            #expect(letters[0].replyTo?.address == "ann@acme.test")
            let calendar = try calendar(letters[0]), event = try #require(calendar.events.first)
            #expect(calendar.method == .request)
            #expect(event.organizer?.address == "ann@acme.test")
            #expect(event.attendees.map(\.address) == ["ada@b.test", "eve@c.test"])
            #expect(event.sequence == 0)
            #expect(try await world.activity(meeting).uid == event.uid)
        }
    }

    @Test("a change that matters is told with a higher version, any other is not", arguments: BusinessWorld.backends)
    func changing(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let meeting = try await world.meeting(with: ["ada@b.test"])
            _ = await world.post("/activities/\(meeting.number)/invitations", headers: BusinessWorld.script)
            func change(_ fields: [String: [Value]]) async throws {
                _ = try await world.change { transaction in
                    try transaction.save(
                        Draft(id: meeting.number, fields: fields), as: transaction.schema.kind(of: Activity.self))
                }
            }
            try await change(["outcome": [.text("Fine")]])
            #expect(try await world.letters().count == 1)
            try await change(["starts_at": [.instant(Instant(iso: "2026-11-25T09:00:00Z")!)]])
            let second = try await world.letters()
            #expect(second.count == 2)
            let event = try #require(try calendar(second[1]).events.first)
            #expect(event.sequence == 1)
            #expect(event.start == .instant(Instant(iso: "2026-11-25T09:00:00Z")!))
            _ = try await world.change { transaction in
                try transaction.delete([meeting.number], of: transaction.schema.kind(of: Activity.self))
            }
            let third = try await world.letters()
            #expect(try calendar(third[2]).method == .cancel)
            #expect(try calendar(third[2]).events.first?.status == .cancelled)
            #expect(try calendar(third[2]).events.first?.uid == event.uid)
        }
    }

    @Test("who takes part no more hears that it is cancelled for them", arguments: BusinessWorld.backends)
    func leaving(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            try await world.setUpMail()
            let meeting = try await world.meeting(with: ["ada@b.test", "eve@c.test"])
            _ = await world.post("/activities/\(meeting.number)/invitations", headers: BusinessWorld.script)
            let activity = try await world.activity(meeting)
            _ = try await world.change { transaction in
                var activity = activity
                activity.participants.removeLast()
                let rows = Draft(activity).parts["participants"] ?? []
                return try transaction.save(
                    Draft(id: meeting.number, parts: ["participants": rows]),
                    as: transaction.schema.kind(of: Activity.self))
            }
            let methods = try await world.letters().suffix(2).map { ($0.to[0].address, $0.calendar?.method ?? "") }
            #expect(methods.map(\.0) == ["ada@b.test", "eve@c.test"])
            #expect(methods.map(\.1) == ["REQUEST", "CANCEL"])
        }
    }

    @Test("where nobody can be reached, or no mail leaves, that is said", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let early = try await world.meeting(with: ["ada@b.test"])
            #expect(await world.send(.post, "/api/v1/activities/\(early.number)/invitations").status == 503)
            try await world.setUpMail()
            let lonely = try await world.meeting()
            #expect(await world.send(.post, "/api/v1/activities/\(lonely.number)/invitations").status == 422)
            #expect(
                await world.send(.post, "/api/v1/activities/\(early.number)/invitations", as: "ben").status == 404)
        }
    }
}

@Suite("Answers to invitations")
struct MeetingReplyTests {
    private func reply(
        _ uid: String, _ address: String, _ answer: String, sequence: Int = 0, stamp: String = "20261122T100000Z",
        method: String = "REPLY"
    ) -> String {
        """
        BEGIN:VCALENDAR
        METHOD:\(method)
        BEGIN:VEVENT
        UID:\(uid)
        SEQUENCE:\(sequence)
        DTSTAMP:\(stamp)
        DTSTART:20261126T140000Z
        DTEND:20261126T150000Z
        COMMENT:Rather on Thursday
        ATTENDEE;PARTSTAT=\(answer):mailto:\(address)
        END:VEVENT
        END:VCALENDAR
        """
    }

    private func invited(_ world: BusinessWorld) async throws -> (ID<Activity>, String) {
        try await world.setUpMail()
        let meeting = try await world.meeting(with: ["ada@b.test", "eve@c.test"])
        _ = await world.post("/activities/\(meeting.number)/invitations", headers: BusinessWorld.script)
        return (meeting, try #require(try await world.activity(meeting).uid))
    }

    private func take(_ text: String, from address: String, _ world: BusinessWorld) async throws -> Bool {
        try await world.workspace.write(.house, .job) {
            try MeetingReplies.take(calendar: text, from: address, in: $0)
        }
    }

    @Test("an answer stands with whoever gave it, and the organiser hears of it", arguments: BusinessWorld.backends)
    func accepting(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (meeting, uid) = try await invited(world)
            #expect(try await take(reply(uid, "ADA@b.test", "ACCEPTED"), from: "Ada@B.test", world))
            var activity = try await world.activity(meeting)
            #expect(activity.participants.map(\.answer) == [.accepted, .needsAction])
            #expect(activity.sequence == 0)
            // A later mind counts; the same letter read twice, or an older one, does not.
            #expect(
                try await take(
                    reply(uid, "ada@b.test", "DECLINED", stamp: "20261122T110000Z"), from: "ada@b.test", world))
            #expect(try await take(reply(uid, "ada@b.test", "ACCEPTED"), from: "ada@b.test", world))
            activity = try await world.activity(meeting)
            #expect(activity.participants[0].answer == .declined)
            let ann = world.ann
            let notices = try await world.look {
                try $0.connection.integer(
                    "SELECT COUNT(*) FROM notification WHERE user_id = \(ann) AND kind = 'meeting'")
            }
            #expect(notices == 2)
            #expect(try await world.letters().filter { $0.name.hasPrefix("meeting.") }.count == 2)
        }
    }

    @Test("nobody answers for others, nor without an invitation", arguments: BusinessWorld.backends)
    func strangers(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (meeting, uid) = try await invited(world)
            #expect(try await !take(reply(uid, "ada@b.test", "ACCEPTED"), from: "eve@c.test", world))
            #expect(try await !take(reply(uid, "mallory@x.test", "ACCEPTED"), from: "mallory@x.test", world))
            #expect(try await !take(reply("other@acme.test", "ada@b.test", "ACCEPTED"), from: "ada@b.test", world))
            #expect(try await !take("no calendar at all", from: "ada@b.test", world))
            #expect(try await world.activity(meeting).participants.allSatisfy { $0.answer == .needsAction })
        }
    }

    @Test("an answer to an older version of the meeting changes nothing", arguments: BusinessWorld.backends)
    func outdated(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (meeting, uid) = try await invited(world)
            _ = try await world.change { transaction in
                try transaction.save(
                    Draft(id: meeting.number, fields: ["place": [.text("Nantes")]]),
                    as: transaction.schema.kind(of: Activity.self))
            }
            #expect(try await take(reply(uid, "ada@b.test", "ACCEPTED"), from: "ada@b.test", world))
            #expect(try await world.activity(meeting).participants[0].answer == .needsAction)
            #expect(try await take(reply(uid, "ada@b.test", "ACCEPTED", sequence: 1), from: "ada@b.test", world))
            #expect(try await world.activity(meeting).participants[0].answer == .accepted)
        }
    }

    @Test("another time that is proposed stands beside the meeting as a note", arguments: BusinessWorld.backends)
    func counter(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (meeting, uid) = try await invited(world)
            let text = reply(uid, "ada@b.test", "TENTATIVE", method: "COUNTER")
            #expect(try await take(text, from: "ada@b.test", world))
            let notes = try await world.look { try $0.all(Note.self) }
            #expect(notes.map(\.about) == [Reference(kind: "activity", id: meeting.number)])
            #expect(notes.first?.text.contains("2026-11-26 15:00") == true)
            #expect(notes.first?.text.contains("Rather on Thursday") == true)
            #expect(try await world.activity(meeting).startsAt == Instant(iso: "2026-11-24T09:00:00Z"))
        }
    }
}
