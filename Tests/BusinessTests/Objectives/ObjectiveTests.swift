import Records
import Storage
import TestSupport
import Testing

@testable import Sales

/// Sunday 22 November 2026: November has twenty working days, fourteen of them are over (the 11th is a holiday).
@Suite("An objective")
struct ObjectiveTests {
    private func objective(
        _ world: BusinessWorld, _ measure: ObjectiveMeasure, euros: Int64? = nil, number: Int? = nil,
        from day: String? = nil
    ) async throws -> ID<Objective> {
        try await world.change { transaction in
            var objective = Objective()
            (objective.measure, objective.number, objective.owner) = (measure, number, ID(world.ann))
            objective.amount = euros.map { Money(minor: $0 * 100, currency: "EUR") }
            objective.startsOn = day.flatMap { Day(iso: $0) }
            return try transaction.save(objective)
        }
    }

    private func progress(_ world: BusinessWorld) async throws -> [ObjectiveProgress] {
        try await world.look { try ObjectiveProgress.of(world.ann, team: nil, in: $0) }
    }

    @Test("counts what was won in its month, against the pace of working days", arguments: BusinessWorld.backends)
    func won(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await objective(world, .wonAmount, euros: 20_000)
            _ = try await world.sale("Pumps", 13_000, in: "Won")
            _ = try await world.sale("Valves", 50_000, in: "Proposal")
            let last = try await world.sale("Of last month", 9_000, in: "Won")
            try await world.change { transaction in
                try transaction.connection.execute(
                    "UPDATE opportunity SET closed_on = \(Day(iso: "2026-10-31")!) WHERE id = \(last)")
            }
            let month = try #require(try await progress(world).first)
            #expect(month.from == Day(iso: "2026-11-01") && month.to == Day(iso: "2026-11-30"))
            #expect(month.done == 1_300_000 && month.goal == 2_000_000 && month.percent == 65)
            #expect(month.days == 20 && month.daysOver == 14)
            #expect(month.expected == 1_400_000 && month.standing == .behind)
            #expect(month.projected == 1_857_143)
            #expect(month.objective.name?.isEmpty == false)
        }
    }

    @Test("is replaced by a later one of its kind, and needs what it counts", arguments: BusinessWorld.backends)
    func replaced(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await objective(world, .calls, number: 40, from: "2026-01-01")
            let now = try await objective(world, .calls, number: 60, from: "2026-11-01")
            _ = try await objective(world, .calls, number: 80, from: "2026-12-01")
            #expect(try await progress(world).map(\.objective.id) == [now])
            await #expect(throws: Refusal.self) { _ = try await objective(world, .meetings) }
            await #expect(throws: Refusal.self) { _ = try await objective(world, .wonAmount, number: 3) }
        }
    }

    @Test(
        "lasts a month, a quarter or a year",
        arguments: [
            (ObjectivePeriod.month, "2026-12-01", "2026-12-31"), (.quarter, "2026-10-01", "2026-12-31"),
            (.year, "2026-01-01", "2026-12-31"),
        ])
    func spans(_ period: ObjectivePeriod, _ first: String, _ last: String) {
        let span = period.span(around: Day(iso: "2026-12-15")!)
        #expect(span.from.iso == first && span.to.iso == last)
    }
}
