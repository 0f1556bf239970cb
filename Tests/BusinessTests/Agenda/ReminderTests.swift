import Activities
import Foundation
import Jobs
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Reminders and working hours")
struct ReminderTests {
    private func plan(_ world: BusinessWorld, minutes: Int, at iso: String? = nil) async throws -> ID<Activity> {
        let (ann, ben) = (world.ann, world.ben)
        return try await world.change { transaction in
            var activity = Activity()
            (activity.subject, activity.owner, activity.remindMinutes) = ("Call Acme", ID(ann), minutes)
            activity.startsAt = iso.flatMap { Instant(iso: $0) }
            if iso == nil { activity.dueOn = Day(iso: "2026-11-23") }
            var person = ActivityParticipant()
            person.user = ID(ben)
            activity.participants = [person]
            return try transaction.save(activity)
        }
    }

    private func remind(_ world: BusinessWorld) async throws {
        _ = try await world.workspace.write(.house, .job) { try Reminders.remind(in: $0) }
    }

    private func told(_ world: BusinessWorld) async throws -> Int64? {
        try await world.look {
            try $0.connection.integer("SELECT COUNT(*) FROM notification WHERE kind = 'reminder'")
        }
    }

    @Test("its people are told once, when it is time", arguments: BusinessWorld.backends)
    func once(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await plan(world, minutes: 15, at: "2026-11-22T10:00:00Z")
            try await remind(world)
            #expect(try await told(world) == 0)
            world.clock.pass(seconds: 16 * 60)
            try await remind(world)
            try await remind(world)
            #expect(try await told(world) == 2)
            #expect(await world.get("/notifications").text.contains("Call Acme"))
        }
    }

    @Test("what is done, or was hours ago, reminds nobody; moved, it reminds again", arguments: BusinessWorld.backends)
    func moved(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await plan(world, minutes: 0, at: "2026-11-22T09:40:00Z")
            #expect(await world.post("/activities/\(id.number)/done", ["done": "true"]).status == 303)
            world.clock.pass(seconds: 3600)
            try await remind(world)
            #expect(try await told(world) == 0)
            #expect(await world.post("/activities/\(id.number)/done", ["done": "false"]).status == 303)
            try await remind(world)
            #expect(try await told(world) == 2)
            #expect(await world.post("/activities/\(id.number)/move", ["start": "12:00"]).status == 303)
            world.clock.pass(seconds: 3600)
            try await remind(world)
            #expect(try await told(world) == 4)
            _ = try await plan(world, minutes: 0, at: "2026-11-22T00:00:00Z")
            try await remind(world)
            #expect(try await told(world) == 4)
        }
    }

    @Test("without an hour it counts from the beginning of the working day", arguments: BusinessWorld.backends)
    func day(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let hours: KeyValuePairs = ["day1": "8:30 – 12:00", "holidays": "alsace_moselle"]
            #expect(await world.post("/settings/working-hours", hours).status == 303)
            let id = try await plan(world, minutes: 30)
            #expect(try await world.look { try $0.find(id) }.remindAt?.iso == "2026-11-23T07:00:00.000000Z")
        }
    }

    @Test(
        "hours that cannot be read are refused beside their day; one’s own hours stand over the company’s",
        arguments: BusinessWorld.backends)
    func hours(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let wrong = await world.post("/settings/working-hours", ["day1": "nine to five", "holidays": "france"])
            #expect(wrong.status == 422 && wrong.text.contains("nine to five"))
            #expect(await world.post("/settings/working-hours", ["holidays": "none"], as: "ben").status == 403)
            let own: KeyValuePairs = [
                "day2": "10:00 – 16:00", "holidays": "france", "closed[0].name": "Leave",
                "closed[0].from": "2026-12-01", "closed[0].to": "",
            ]
            #expect(await world.post("/settings/my-hours", own, as: "ben").status == 303)
            let ben = world.ben, ann = world.ann
            let times = try await world.look { try WorkingTime.of([ben, ann], in: $0) }
            #expect(times[ben]?.periods(on: Day(iso: "2026-11-24")!) == [600..<960])
            #expect(times[ben]?.isOpen(Day(iso: "2026-11-23")!) == false)
            #expect(times[ben]?.closure(on: Day(iso: "2026-12-01")!) == .verbatim("Leave"))
            #expect(times[ann]?.periods(on: Day(iso: "2026-11-23")!).count == 2)
            #expect(await world.post("/settings/my-hours/forget", as: "ben").status == 303)
            let again = try await world.look { try WorkingTime.of(ben, in: $0) }
            #expect(again.periods(on: Day(iso: "2026-11-23")!).count == 2)
        }
    }

    @Test("finishing proposes the next on an open day; not where the series has one", arguments: BusinessWorld.backends)
    func next(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let account = try await world.account("Acme")
            world.clock.pass(days: 31)
            let ann = world.ann
            let (one, many) = try await world.change { transaction -> (ID<Activity>, ID<Activity>) in
                var activity = Activity()
                (activity.subject, activity.owner) = ("Ring", ID(ann))
                activity.about = Reference(kind: "account", id: account.number)
                activity.dueOn = transaction.today
                let one = try transaction.save(activity)
                activity.recurrence = "FREQ=WEEKLY;COUNT=2"
                return (one, try transaction.save(activity))
            }
            let done = await world.post("/activities/\(one.number)/done", headers: BusinessWorld.script)
            #expect(done.headers["X-Sheet"] == "/activities/\(one.number)/next")
            // Wednesday 23 December; Christmas is a Friday: three open days later is Tuesday 29.
            #expect(await world.get("/activities/\(one.number)/next").text.contains("value=\"2026-12-29\""))
            let again = await world.post("/activities/\(many.number)/done", headers: BusinessWorld.script)
            #expect(again.headers["X-Sheet"] == nil)
            let events = try await world.look {
                try $0.connection.integer("SELECT COUNT(*) FROM outbox WHERE name = 'activity.finished'")
            }
            #expect(events == 2)
        }
    }
}
