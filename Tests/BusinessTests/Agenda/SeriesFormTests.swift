import Activities
import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Several of a series changed at once")
struct SeriesFormTests {
    /// A meeting of ann on four Mondays at nine, with Ben.
    private func meetings(_ world: BusinessWorld) async throws -> [Activity] {
        let ann = world.ann, ben = world.ben
        _ = try await world.change { transaction in
            var activity = Activity()
            (activity.subject, activity.type, activity.owner) = ("Team", .meeting, ID(ann))
            activity.startsAt = Instant(iso: "2026-11-23T08:00:00Z")
            (activity.durationMinutes, activity.remindMinutes) = (45, 15)
            activity.recurrence = "FREQ=WEEKLY;BYDAY=MO;COUNT=4"
            var person = ActivityParticipant()
            person.user = ID(ben)
            activity.participants = [person]
            return try transaction.save(activity)
        }
        return try await all(world)
    }

    private func all(_ world: BusinessWorld) async throws -> [Activity] {
        try await world.look { try $0.all(Activity.self) }.sorted { ($0.dueOn?.iso ?? "") < ($1.dueOn?.iso ?? "") }
    }

    private func form(_ activity: Activity, _ world: BusinessWorld, scope: String) -> KeyValuePairs<String, String> {
        [
            "subject": "Sales meeting", "type": "meeting", "day": activity.dueOn?.iso ?? "", "start": "09:30",
            "minutes": "60", "place": "Blue room", "owner": String(world.ann), "remind": "", "scope": scope,
            "participants": "shown", "participants[0].id": String(activity.participants[0].id.number),
            "participants[0].user": String(world.ben), "participants[1].email": "guest@acme.test",
        ]
    }

    @Test("the form of one says that it is for one, and leads to this", arguments: BusinessWorld.backends)
    func aid(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let second = try await meetings(world)[1]
            let address = "/activities/\(second.id.number)"
            let page = await world.get(address + "/edit").text
            #expect(page.contains("for this one only") && page.contains(address + "/series"))
            let form = await world.get(address + "/series").text
            #expect(form.contains("value=\"Team\"") && form.contains("value=\"2026-11-30\""))
            #expect(form.contains("value=\"following\" checked") && form.contains("Ben Bold"))
            #expect(!form.contains("name=\"repeat\""))
            // On a page of its own it leads on; in a sheet the page behind stays.
            #expect(!form.contains("data-ajax"))
            #expect(await world.get(address + "/series", headers: ["X-Fragment": "1"]).text.contains("data-ajax"))
            let alone = try await world.meeting("Alone")
            #expect(await world.get("/activities/\(alone.number)/series").status == 404)
            #expect(await !world.get("/activities/\(alone.number)/edit").text.contains("for this one only"))
        }
    }

    @Test("this and the following are called, placed and peopled anew", arguments: BusinessWorld.backends)
    func following(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let second = try await meetings(world)[1]
            try await world.change { transaction in
                var activity = try transaction.find(second.id)
                activity.participants[0].answer = .accepted
                try transaction.save(activity)
            }
            let address = "/activities/\(second.id.number)/series"
            #expect(await world.post(address, form(second, world, scope: "following")).status == 303)
            let made = try await all(world)
            #expect(made.map(\.subject) == ["Team"] + Array(repeating: "Sales meeting", count: 3))
            #expect(made.map { $0.dueOn?.iso } == ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"])
            #expect(made.map(\.participants.count) == [1, 2, 2, 2] && made[3].place == "Blue room")
            #expect(made.map(\.durationMinutes) == [45, 60, 60, 60])
            #expect(made.map(\.remindMinutes) == [15, nil, nil, nil])
            #expect(made[1].startsAt?.iso.hasPrefix("2026-11-30T08:30") == true)
            // Whoever had said yes to the one that was changed still does.
            #expect(made[1].participants.first { $0.user?.number == world.ben }?.answer == .accepted)
        }
    }

    @Test("all still to come change from a later one, and one undo brings them back", arguments: BusinessWorld.backends)
    func everyOne(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let before = try await meetings(world)
            let address = "/activities/\(before[2].id.number)/series"
            let answer = await world.post(
                address, form(before[2], world, scope: "all"), headers: BusinessWorld.script)
            // The page that was open is gone with its record: the browser is led to the first.
            #expect(answer.status == 204)
            #expect(answer.headers["X-Location"] == "/activities/\(before[0].id.number)")
            let made = try await all(world)
            #expect(made.allSatisfy { $0.subject == "Sales meeting" && $0.participants.count == 2 })
            #expect(made.map { $0.dueOn?.iso } == before.map { $0.dueOn?.iso })
            let journal = try await world.look {
                try $0.connection.integer("SELECT id FROM journal WHERE operation = 'move'")
            }
            #expect(await world.post("/journal/\(try #require(journal))/undo").status == 303)
            let back = try await all(world)
            #expect(back.map(\.subject) == before.map(\.subject))
            #expect(back.allSatisfy { $0.participants.count == 1 && $0.durationMinutes == 45 })
        }
    }

    @Test("what is wrong is said beside its field, and nothing changes", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let second = try await meetings(world)[1]
            let address = "/activities/\(second.id.number)/series"
            let wrong = await world.post(
                address, ["subject": "", "day": "2026-11-30", "start": "25:00", "scope": "all"])
            #expect(wrong.status == 422 && wrong.text.contains("such as 14:30"))
            #expect(try await all(world).allSatisfy { $0.subject == "Team" })
            #expect(await world.post(address, form(second, world, scope: "all"), as: "ben").status >= 400)
        }
    }
}
