import Activities
import Foundation
import Identity
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("The agenda")
struct AgendaPageTests {
    private func plan(
        _ world: BusinessWorld, _ subject: String, of user: Int64, at iso: String? = nil, on day: String? = nil,
        through last: String? = nil, minutes: Int? = 60
    ) async throws -> ID<Activity> {
        try await world.change { transaction in
            var activity = Activity()
            (activity.subject, activity.type, activity.owner) = (subject, .meeting, ID(user))
            activity.startsAt = iso.flatMap { Instant(iso: $0) }
            activity.durationMinutes = iso == nil ? nil : minutes
            if let day {
                activity.dueOn = Day(iso: day)
                (activity.isAllDay, activity.endsOn) = (true, last.flatMap { Day(iso: $0) })
            }
            return try transaction.save(activity)
        }
    }

    @Test("each view shows what is mine in its days, and names the holidays", arguments: BusinessWorld.backends)
    func views(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await plan(world, "Dentist <1>", of: world.ann, at: "2026-11-10T09:00:00Z")
            _ = try await plan(world, "Fair", of: world.ann, on: "2026-11-06", through: "2026-11-13")
            _ = try await plan(world, "Not mine", of: world.ben, at: "2026-11-10T09:00:00Z")
            for view in ["week", "month", "list"] {
                let text = await world.get("/agenda?view=\(view)&on=2026-11-09").text
                #expect(text.contains("Dentist &lt;1&gt;") && text.contains("Fair"), "\(view)")
                #expect(!text.contains("Not mine") && text.contains("Armistice Day 1918"), "\(view)")
            }
            let day = await world.get("/agenda?view=day&on=2026-11-10").text
            #expect(day.contains("10:00 – 11:00") && day.contains("--from:600;--to:660"))
            #expect(await !world.get("/agenda?view=day&on=2026-11-14").text.contains("Fair"))
            #expect(await world.get("/agenda?view=year").status == 422)
            #expect(await world.get("/agenda?on=soon").status == 422)
        }
    }

    @Test("what somebody takes part in is theirs too, until they decline", arguments: BusinessWorld.backends)
    func participants(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await plan(world, "Together", of: world.ben, at: "2026-11-24T09:00:00Z")
            let ann = world.ann
            for (answer, isThere) in [(ParticipantAnswer.needsAction, true), (.declined, false)] {
                try await world.change { transaction in
                    var activity = try transaction.find(id)
                    var person = ActivityParticipant()
                    (person.user, person.answer) = (ID(ann), answer)
                    activity.participants = [person]
                    try transaction.save(activity)
                }
                #expect(await world.get("/agenda?on=2026-11-24").text.contains("Together") == isThere)
            }
        }
    }

    @Test("rights hold: ben sees of ann’s agenda what he may see", arguments: BusinessWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await plan(world, "Secret", of: world.ann, at: "2026-11-24T09:00:00Z")
            #expect(await !world.get("/agenda?on=2026-11-24&user=\(world.ann)", as: "ben").text.contains("Secret"))
            let answer = await world.send(.get, "/api/v1/agenda?from=2026-11-24&users=\(world.ann)", as: "ben")
            #expect(!answer.text.contains("Secret"))
            let json = try JSON(parsing: answer.text), busy = try #require(json["busy"]?.array)
            #expect(json["items"]?.array?.isEmpty == true && busy.count == 1)
            #expect(busy[0]["starts_at"]?.text?.hasPrefix("2026-11-24T09:00:00") == true && busy[0]["id"] == nil)
            for view in ["day", "week", "month", "list"] {
                let page = await world.get("/agenda?view=\(view)&on=2026-11-24&user=\(world.ann)", as: "ben").text
                #expect(page.contains("Busy") && !page.contains("Secret"), "\(view)")
                #expect(!page.contains(String(id.number)), "\(view) names no record")
            }
            let move = await world.post("/activities/\(id.number)/move", ["day": "2026-11-25"], as: "ben")
            #expect(move.status == 404)
        }
    }

    @Test("on another clock the same meeting is at another hour, and on another day", arguments: BusinessWorld.backends)
    func clocks(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await plan(world, "Late call", of: world.ann, at: "2026-11-24T01:30:00Z")
            #expect(await world.get("/agenda?view=day&on=2026-11-24").text.contains("--from:150;--to:210"))
            let saved = await world.post(
                "/settings/my-hours", ["zone": "America/New_York", "holidays": "none", "day1": "9:00 – 17:00"])
            #expect(saved.status < 400, "\(saved.text)")
            let ann = world.ann
            let hours = try await world.look { try WorkingTime.of(ann, in: $0) }
            #expect(hours.zone.identifier == "America/New_York")
            #expect(hours.openings(on: Day(iso: "2026-11-23")!)[0].from.iso.hasPrefix("2026-11-23T14:00"))
            // Moved by anybody, it stands on the day of its owner.
            try await world.change { transaction in
                var activity = try transaction.find(id)
                activity.startsAt = Instant(iso: "2026-11-24T02:30:00Z")
                try transaction.save(activity)
            }
            let kept = try await world.look { try $0.find(id) }
            #expect(kept.dueOn == Day(iso: "2026-11-23")!)
            let refused = await world.post("/settings/my-hours", ["zone": "Mars", "holidays": "none"])
            #expect(refused.status == 422)
        }
    }

    @Test("a team of twenty costs no more questions than a team of two", arguments: BusinessWorld.backends)
    func team(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let team = try await world.change { transaction -> ID<Team> in
                var team = Team()
                team.name = "North"
                return try transaction.save(team)
            }
            func hire(_ count: Int, _ name: String) async throws {
                for number in 0..<count {
                    let user = try await world.change { transaction -> Int64 in
                        var user = User()
                        (user.name, user.team) = ("\(name) \(number)", team)
                        return try transaction.save(user).number
                    }
                    _ = try await plan(world, "Visit of \(name) \(number)", of: user, at: "2026-11-24T09:00:00Z")
                }
            }
            try await hire(2, "Al")
            let address = "/agenda?view=week&on=2026-11-23&team=\(team.number)"
            _ = await world.get(address)
            let few = await world.queries { _ = await world.get(address) }.count
            try await hire(18, "Bo")
            _ = await world.get(address)
            let many = await world.queries { _ = await world.get(address) }
            #expect(many.count == few && few <= 9, "\(many)")
            let text = await world.get(address).text
            #expect(text.contains("Visit of Al 1") && text.contains("Visit of Bo 17"))
            let day = await world.get("/agenda?view=day&on=2026-11-24&team=\(team.number)").text
            #expect(day.contains("--columns:20"))
        }
    }

    @Test("planning asks for a subject and keeps all that was typed", arguments: BusinessWorld.backends)
    func planning(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let form = await world.get("/agenda/new?day=2026-11-24&start=14:00").text
            #expect(form.contains("value=\"2026-11-24\"") && form.contains("value=\"14:00\""))
            let empty = await world.post("/agenda/new", ["subject": "", "day": "2026-11-24", "place": "Lyon"])
            #expect(empty.status == 422 && empty.text.contains("Lyon"))
            let made = await world.post(
                "/agenda/new",
                [
                    "subject": "Demo", "type": "meeting", "day": "2026-11-24", "start": "14:00", "minutes": "90",
                    "remind": "15", "repeat": "weekly", "weekday": "2", "weekday": "4", "times": "3",
                    "participants[0].user": String(world.ben), "participants[0].email": "x@example.com",
                ])
            #expect(made.status == 303)
            let all = try await world.look { try $0.all(Activity.self) }.sorted { $0.recursOn! < $1.recursOn! }
            #expect(all.map { $0.dueOn?.iso } == ["2026-11-24", "2026-11-26", "2026-12-01"])
            #expect(all[0].startsAt?.iso == "2026-11-24T13:00:00.000000Z" && all[0].durationMinutes == 90)
            #expect(all[2].participants.first?.user?.number == world.ben)
            #expect(all[0].remindAt?.iso == "2026-11-24T12:45:00.000000Z")
        }
    }

    @Test(
        "what is dragged keeps its length, takes another, loses its hour, goes to somebody",
        arguments: BusinessWorld.backends)
    func moving(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let id = try await plan(world, "Visit", of: world.ann, at: "2026-11-24T09:00:00Z")
            let address = "/activities/\(id.number)/move"
            // Over the change of hour the clock on the wall counts.
            #expect(await world.post(address, ["day": "2027-03-29"]).status == 303)
            var moved = try await world.look { try $0.find(id) }
            #expect(moved.startsAt?.iso == "2027-03-29T08:00:00.000000Z" && moved.durationMinutes == 60)
            #expect(await world.post(address, ["start": "11:30", "minutes": "15"]).status == 303)
            moved = try await world.look { try $0.find(id) }
            #expect(moved.startsAt?.iso == "2027-03-29T09:30:00.000000Z" && moved.durationMinutes == 15)
            #expect(await world.post(address, ["person": String(world.ben), "untimed": "true"]).status == 303)
            moved = try await world.look { try $0.find(id) }
            #expect(moved.startsAt == nil && moved.owner?.number == world.ben && moved.dueOn?.iso == "2027-03-29")
            for wrong in [["start": "25:00"], ["minutes": "-1"], ["day": "31/02/2027"]]
                as [KeyValuePairs<String, String>]
            {
                #expect(await world.post(address, wrong, headers: BusinessWorld.script).status == 422)
            }
        }
    }

    @Test("programs ask for days and people", arguments: BusinessWorld.backends)
    func api(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await plan(world, "Late show", of: world.ann, at: "2026-11-24T22:30:00Z", minutes: 120)
            let answer = await world.get("/api/v1/agenda?from=2026-11-23&to=2026-11-29")
            let json = try answer.json
            let item = try #require(json["items"]?.array?.first)
            #expect(json["items"]?.array?.count == 1 && json["time_zone"]?.text == "Europe/Paris")
            #expect(item["first_day"]?.text == "2026-11-24" && item["last_day"]?.text == "2026-11-25")
            #expect(await world.get("/api/v1/agenda?from=2026-11-23&to=2027-11-29").status == 422)
            #expect(await world.get("/api/v1/agenda?users=x").status == 422)
            #expect(await world.get("/api/v1/agenda?users=999").status == 404)
        }
    }
}
