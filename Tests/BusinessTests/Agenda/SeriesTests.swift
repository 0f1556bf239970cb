import Activities
import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("What comes again in the agenda")
struct SeriesTests {
    private static let paris = TimeZone(identifier: "Europe/Paris") ?? .gmt

    /// A meeting of ann on Mondays at nine, from 23 November 2026.
    private func meeting(_ world: BusinessWorld, _ rule: String = "FREQ=WEEKLY;BYDAY=MO") async throws -> ID<Activity> {
        let ann = world.ann, ben = world.ben
        return try await world.change { transaction in
            var activity = Activity()
            (activity.subject, activity.type, activity.owner) = ("Team", .meeting, ID(ann))
            activity.startsAt = Instant(iso: "2026-11-23T08:00:00Z")
            (activity.durationMinutes, activity.recurrence) = (45, rule)
            var person = ActivityParticipant()
            person.user = ID(ben)
            activity.participants = [person]
            return try transaction.save(activity)
        }
    }

    private func all(_ world: BusinessWorld) async throws -> [Activity] {
        try await world.look { try $0.all(Activity.self) }.sorted { ($0.dueOn?.iso ?? "") < ($1.dueOn?.iso ?? "") }
    }

    @Test(
        "a weekly meeting is there a year ahead, at nine over both changes of hour", arguments: BusinessWorld.backends)
    func weekly(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await meeting(world)
            let made = try await all(world)
            #expect(made.count == 58)
            #expect(made.allSatisfy { $0.startsAt?.minute(in: Self.paris) == 540 && $0.dueOn?.weekday == 1 })
            #expect(Set(made.compactMap { $0.startsAt?.iso.dropFirst(11).prefix(5) }) == ["07:00", "08:00"])
            #expect(made.dropFirst().allSatisfy { $0.series == id && $0.participants.count == 1 })
            #expect(made[0].recurrence == "FREQ=WEEKLY;BYDAY=MO" && made[0].series == nil)
        }
    }

    @Test("it begins on the first day of its rule", arguments: BusinessWorld.backends)
    func begins(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await meeting(world, "FREQ=MONTHLY;BYDAY=1FR;COUNT=3")
            let days = try await all(world).compactMap { $0.dueOn?.iso }
            #expect(days == ["2026-12-04", "2027-01-01", "2027-02-05"])
        }
    }

    @Test(
        "moving one moves no other; moving the first one leaves the rule to the next", arguments: BusinessWorld.backends
    )
    func moveOne(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world, "FREQ=WEEKLY;BYDAY=MO;COUNT=4")
            let third = try await all(world)[2].id
            let answer = await world.post("/activities/\(third.number)/move", ["day": "2026-12-09", "start": "10:15"])
            #expect(answer.status == 303)
            #expect(await world.post("/activities/\(first.number)/move", ["day": "2026-11-24"]).status == 303)
            let made = try await all(world)
            #expect(made.map { $0.dueOn?.iso } == ["2026-11-24", "2026-11-30", "2026-12-09", "2026-12-14"])
            #expect(made[2].startsAt?.minute(in: Self.paris) == 615)
            #expect(made[0].recurrence == nil && made[0].series == nil)
            #expect(made[1].recurrence == "FREQ=WEEKLY;BYDAY=MO;COUNT=3")
            #expect(made[3].series == made[1].id)
        }
    }

    @Test("this and the following move together, those before stay", arguments: BusinessWorld.backends)
    func moveFollowing(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await meeting(world, "FREQ=WEEKLY;BYDAY=MO;COUNT=4")
            let third = try await all(world)[2].id
            let form: KeyValuePairs = ["day": "2026-12-08", "start": "16:00", "scope": "following"]
            #expect(await world.post("/activities/\(third.number)/move", form).status == 303)
            let made = try await all(world)
            #expect(made.map { $0.dueOn?.iso } == ["2026-11-23", "2026-11-30", "2026-12-08", "2026-12-15"])
            #expect(made.map { $0.startsAt?.minute(in: Self.paris) } == [540, 540, 960, 960])
            #expect(made[0].recurrence == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261206")
            #expect(made[2].recurrence == "FREQ=WEEKLY;BYDAY=TU;COUNT=2")
        }
    }

    @Test("all still to come move; what is done stays, and undo brings all back", arguments: BusinessWorld.backends)
    func moveAll(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world, "FREQ=WEEKLY;BYDAY=MO;COUNT=4")
            #expect(await world.post("/activities/\(first.number)/done", ["done": "true"]).status == 303)
            let before = try await all(world).map { $0.dueOn?.iso }
            let fourth = try await all(world)[3].id
            let form: KeyValuePairs = ["day": "2026-12-15", "start": "11:00", "scope": "all"]
            let answer = await world.post("/activities/\(fourth.number)/move", form, headers: BusinessWorld.script)
            #expect(answer.status == 200)
            let made = try await all(world)
            #expect(made.map { $0.dueOn?.iso } == ["2026-11-23", "2026-12-01", "2026-12-08", "2026-12-15"])
            #expect(made.map { $0.startsAt?.minute(in: Self.paris) } == [540, 660, 660, 660])
            let toast = try #require(answer.headers["X-Toast"]).removingPercentEncoding ?? ""
            let undo = try #require(try JSON(parsing: toast)["undo"]?.text)
            #expect(await world.post(undo).status == 303)
            #expect(try await all(world).map { $0.dueOn?.iso } == before)
        }
    }

    @Test("one deleted does not come back; the first one’s rule goes on", arguments: BusinessWorld.backends)
    func deleteOne(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world, "FREQ=WEEKLY;BYDAY=MO;COUNT=4")
            let second = try await all(world)[1].id
            #expect(await world.post("/activities/\(second.number)/delete").status == 303)
            let head = try await world.look { try $0.find(first) }
            #expect(head.recurrence == "FREQ=WEEKLY;BYDAY=MO;COUNT=4\nEXDATE:20261130")
            #expect(await world.post("/activities/\(first.number)/delete").status == 303)
            let made = try await all(world)
            #expect(made.map { $0.dueOn?.iso } == ["2026-12-07", "2026-12-14"])
            #expect(made[0].recurrence == "FREQ=WEEKLY;BYDAY=MO;COUNT=2" && made[1].series == made[0].id)
        }
    }

    @Test("this and the following, or all, are deleted with one undo", arguments: BusinessWorld.backends)
    func deleteMany(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world, "FREQ=WEEKLY;BYDAY=MO;COUNT=4")
            let third = try await all(world)[2].id
            let following = await world.post("/activities/\(third.number)/series/delete", ["scope": "following"])
            #expect(following.status == 303)
            #expect(try await all(world).count == 2)
            #expect(await world.post("/activities/\(first.number)/series/delete", ["scope": "all"]).status == 303)
            #expect(try await all(world).isEmpty)
        }
    }

    @Test(
        "the rule can be changed and ended; a rule that is none is refused by name", arguments: BusinessWorld.backends)
    func change(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world)
            let form: KeyValuePairs = ["repeat": "daily", "every": "2", "times": "3"]
            #expect(await world.post("/activities/\(first.number)/repeat", form).status == 303)
            #expect(try await all(world).map { $0.dueOn?.iso } == ["2026-11-23", "2026-11-25", "2026-11-27"])
            #expect(await world.post("/activities/\(first.number)/repeat", ["repeat": "never"]).status == 303)
            #expect(try await all(world).count == 1)
            let wrong = await world.post(
                "/activities/\(first.number)/repeat", ["repeat": "weekly", "every": "many"],
                headers: BusinessWorld.script)
            #expect(wrong.status == 422)
            await #expect(throws: Refusal.self) { _ = try await meeting(world, "every monday") }
        }
    }

    @Test("its page says the rule in words", arguments: BusinessWorld.backends)
    func words(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world, "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2")
            let page = await world.get("/activities/\(first.number)").text
            #expect(page.contains("Every 2 months, the last Friday"))
            let form = await world.get("/activities/\(first.number)/repeat").text
            #expect(form.contains("value=\"monthly_last\" selected"))
        }
    }

    private func lines(_ id: ID<Activity>, _ world: BusinessWorld) async throws -> [String] {
        try await world.look { transaction in
            try transaction.connection.rows(
                "SELECT action FROM history WHERE kind = 'activity' AND record_id = \(id) ORDER BY id", .text
            ).compactMap { $0[0].text }
        }
    }

    @Test("making a series is one line of history, another rule one more", arguments: BusinessWorld.backends)
    func history(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let first = try await meeting(world)
            #expect(try await lines(first, world) == ["created"])
            #expect(try await world.look { try $0.find(first) }.madeUntil?.iso == "2027-12-28")
            #expect(await world.post("/activities/\(first.number)/repeat", ["repeat": "daily"]).status == 303)
            #expect(try await lines(first, world) == ["created", "changed"])
            let second = try await all(world)[1].id
            #expect(try await lines(second, world) == ["created"])
        }
    }
}
