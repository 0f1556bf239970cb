import Activities
import Foundation
import Jobs
import Records
import Storage
import TestSupport
import Testing
import Web

@Suite("Series in another time zone")
struct SeriesClockTests {
    private static let newYork = TimeZone(identifier: "America/New_York") ?? .gmt

    private func series(_ world: BusinessWorld, of user: Int64) async throws -> ID<Activity> {
        try await world.change { transaction in
            var activity = Activity()
            (activity.subject, activity.type, activity.owner) = ("Team", .meeting, ID(user))
            activity.startsAt = Instant(iso: "2026-11-23T08:00:00Z")
            (activity.durationMinutes, activity.recurrence) = (45, "FREQ=WEEKLY;COUNT=20")
            return try transaction.save(activity)
        }
    }

    private func minutes(_ id: ID<Activity>, _ zone: TimeZone, _ world: BusinessWorld) async throws -> Set<Int> {
        let all = try await world.look { try $0.all(Activity.self) }
        return Set(all.filter { $0.id == id || $0.series == id }.compactMap { $0.startsAt?.minute(in: zone) })
    }

    private func follow(_ world: BusinessWorld) async throws {
        while try await world.workspace.write(.house, .job, { try SeriesClock.follow(in: $0) }) != nil {}
    }

    @Test(
        "where the company moves, series stay at their hour, single meetings at their moment",
        arguments: BusinessWorld.backends)
    func moves(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (team, own) = (try await series(world, of: world.ann), try await series(world, of: world.ben))
            let single = try await world.meeting("Once", at: "2026-11-24T09:00:00Z")
            let ben = world.ben
            try await world.change { transaction in
                try Preferences.choose(TimeZone(identifier: "Europe/London"), for: ben, in: transaction)
            }
            let before = try await minutes(own, .gmt, world)
            let settings: KeyValuePairs = [
                "company": "Acme", "language": "en", "currency": "EUR", "country": "US",
                "time_zone": "America/New_York", "maximum_upload": "25",
            ]
            #expect(await world.post("/settings/company", settings).status == 303)
            let dispatcher = OutboxDispatcher(
                world.workspace, events: world.product.registry.events, signal: Signal())
            try await dispatcher.drain()
            try await follow(world)
            #expect(try await minutes(team, Self.newYork, world) == [540])
            #expect(try await minutes(own, .gmt, world) == before)
            #expect(try await world.activity(single).startsAt?.iso == "2026-11-24T09:00:00.000000Z")
            // Done twice it does nothing; the next ones that are made stand at the same hour.
            try await follow(world)
            #expect(try await minutes(team, Self.newYork, world) == [540])
            let days = try await world.look { try $0.all(Activity.self) }.filter { $0.series == team }
            #expect(days.allSatisfy { $0.dueOn == $0.recursOn })
        }
    }
}
