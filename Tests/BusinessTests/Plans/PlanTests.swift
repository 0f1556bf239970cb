import Activities
import Foundation
import Identity
import Jobs
import Messaging
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import Web

@testable import Correspondence

@Suite("Follow-up plans")
struct PlanTests {
    /// Sunday 22 November 2026: the first working moment is Monday at nine, Paris time.
    private let monday = Instant(iso: "2026-11-23T08:00:00Z")!

    private func plan(
        _ world: BusinessWorld, _ steps: [(Int, PlanAction)], for kind: PlanSubject = .opportunity,
        condition: String? = nil
    ) async throws -> FollowUpPlan {
        try await world.change { transaction in
            var plan = FollowUpPlan()
            (plan.name, plan.kind, plan.condition) = ("After the offer", kind, condition)
            plan.steps = steps.map { day, action in
                var step = PlanStep()
                (step.day, step.action, step.subject) = (day, action, "\(action.rawValue) \(day)")
                step.text = action == .email ? "Hello {contact.first_name|you}" : nil
                return step
            }
            return try transaction.find(try transaction.save(plan))
        }
    }

    private func start(_ plan: FollowUpPlan, _ sale: ID<Opportunity>, _ world: BusinessWorld) async throws -> PlanRun {
        try await world.change { transaction in
            let about = Reference(kind: "opportunity", id: sale.number)
            return try transaction.find(PlanRuns.start(plan, for: about, in: transaction))
        }
    }

    private func run(_ id: ID<PlanRun>, _ world: BusinessWorld) async throws -> PlanRun {
        try await world.look { try $0.find(id) }
    }

    private func work(_ id: ID<PlanRun>, _ world: BusinessWorld) async throws -> Bool {
        let words = world.product.registry.words
        return try await world.workspace.write(.house, .job) { try PlanSteps.take(id.number, words, in: $0) }
    }

    private func drain(_ world: BusinessWorld) async throws {
        let dispatcher = OutboxDispatcher(
            world.workspace, events: world.product.registry.events, signal: world.product.outboxSignal)
        try await dispatcher.drain()
    }

    private func code(_ work: () async throws -> Void) async -> String? {
        do { try await work() } catch { return (error as? Refusal)?.code }
        return nil
    }

    @Test("steps come on open days, in working hours, each once, and the plan ends", arguments: BusinessWorld.backends)
    func walk(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(0, .call), (3, .task)])
            let sale = try await world.sale("Cold rooms")
            let started = try await start(plan, sale, world)
            #expect(started.state == .running && started.nextAt == monday)
            #expect(try await !work(started.id, world), "it is Sunday")
            world.clock.pass(seconds: Int((monday.microseconds - BusinessWorld.now.microseconds) / 1_000_000))
            #expect(try await work(started.id, world))
            #expect(try await !work(started.id, world), "the same step is not done twice")
            let second = try await run(started.id, world)
            // Three open days after Sunday: Wednesday at nine.
            #expect(second.step == 1 && second.nextAt == Instant(iso: "2026-11-25T08:00:00Z"))
            let calls = try await world.look { try $0.all(Activity.self) }
            #expect(calls.map(\.subject) == ["call 0"] && calls[0].type == .call && calls[0].owner == started.owner)
            #expect(calls[0].about == started.about)
            world.clock.pass(days: 2)
            #expect(try await work(started.id, world))
            let ended = try await run(started.id, world)
            #expect(ended.state == .finished && ended.reason == .done && ended.nextAt == nil && ended.endedAt != nil)
            #expect(try await world.look { try $0.all(Activity.self).count } == 2)
            // Over, it may be started again by hand.
            #expect(try await start(plan, sale, world).state == .running)
        }
    }

    @Test("holidays are left out: Ascension Day moves a step", arguments: [TestDatabases.memory])
    func holidays(_ backend: TestDatabases) async throws {
        let time = WorkingTime(zone: TimeZone(identifier: "Europe/Paris")!)
        var step = PlanStep()
        step.day = 1
        let moment = PlanMoment.of(
            step, startedOn: Day(iso: "2027-05-05")!, now: Instant(iso: "2027-05-05T10:00:00Z")!, time)
        #expect(moment == Instant(iso: "2027-05-07T07:00:00Z"))
    }

    @Test("one run at a time for a plan and a record, however many start it", arguments: BusinessWorld.backends)
    func once(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(3, .task)]), sale = try await world.sale("Cold rooms")
            let started = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { (try? await start(plan, sale, world)) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(started == 1)
            #expect(try await world.look { try $0.all(PlanRun.self).count } == 1)
            #expect(await code { _ = try await start(plan, sale, world) } == "plan_already_running")
        }
    }

    @Test("many runners at once do a step once", arguments: BusinessWorld.backends)
    func runners(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(0, .task), (0, .call), (5, .task)])
            let started = try await start(plan, try await world.sale("Cold rooms"), world)
            world.clock.pass(days: 1)
            _ = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { (try? await work(started.id, world)) ?? false } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let subjects = try await world.look { try $0.all(Activity.self).map(\.subject).sorted() }
            #expect(subjects == ["call 0", "task 0"])
        }
    }

    @Test("a moved deal, a won deal and an answer stop it", arguments: BusinessWorld.backends)
    func stops(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(3, .task)]), stages = try await world.stages()
            func sale(_ title: String) async throws -> (ID<Opportunity>, ID<PlanRun>) {
                let sale = try await world.sale(title)
                try await drain(world)
                return (sale, try await start(plan, sale, world).id)
            }
            let (moved, first) = try await sale("Moved"), (won, second) = try await sale("Won")
            let (renamed, third) = try await sale("Renamed"), (answered, fourth) = try await sale("Answered")
            let next = stages[1].id, last = try #require(stages.first { $0.outcome == .won }).id
            try await world.change { transaction in
                let kind = transaction.schema.kind(of: Opportunity.self)
                try transaction.save(Draft(id: moved.number, fields: ["stage": [.integer(next.number)]]), as: kind)
                try transaction.save(Draft(id: won.number, fields: ["stage": [.integer(last.number)]]), as: kind)
                try transaction.save(Draft(id: renamed.number, fields: ["title": [.text("Other")]]), as: kind)
                try transaction.emit(
                    Event(
                        "email.received", Reference(kind: "email", id: 1),
                        .record(["about": .record(["kind": "opportunity", "id": .text(String(answered.number))])])))
            }
            try await drain(world)
            #expect(try await run(first, world).reason == .moved)
            #expect(try await run(second, world).reason == .closed)
            #expect(try await run(third, world).state == .running)
            #expect(try await run(fourth, world).reason == .answered)
            #expect(await code { _ = try await start(plan, won, world) } == "record_closed")
        }
    }

    @Test("paused, resumed, skipped and stopped by hand", arguments: BusinessWorld.backends)
    func steering(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(1, .task), (2, .call)])
            let id = try await start(plan, try await world.sale("Cold rooms"), world).id
            func act(_ act: PlanRuns.Act) async throws {
                try await world.change { try PlanRuns.act(act, on: id.number, in: $0) }
            }
            try await act(.pause)
            world.clock.pass(days: 30)
            #expect(try await !work(id, world))
            #expect(await code { try await act(.skip) } == "plan_state")
            try await act(.resume)
            try await act(.skip)
            #expect(try await run(id, world).step == 1)
            try await act(.stop)
            let ended = try await run(id, world)
            #expect(ended.state == .stopped && ended.reason == .byHand)
            #expect(await code { try await act(.resume) } == "plan_state")
            #expect(try await world.look { try $0.all(Activity.self).isEmpty })
        }
    }

    @Test("a mail that may not leave waits with the reason, and goes on when it may", arguments: BusinessWorld.backends)
    func refused(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(0, .email)])
            let id = try await start(plan, try await world.sale("Cold rooms"), world).id
            world.clock.pass(days: 1)
            let words = world.product.registry.words
            // As the job does it: the refusal is caught and written down.
            do {
                _ = try await work(id, world)
                Issue.record("there is no address")
            } catch let refusal as Refusal {
                #expect(refusal.code == "no_address")
                try await world.workspace.write(.house, .job) { try PlanSteps.wait(id.number, refusal, in: $0) }
            }
            _ = words
            let waiting = try await run(id, world)
            #expect(waiting.state == .waiting && waiting.refusal != nil && waiting.step == 0)
            #expect(waiting.nextAt == Instant(iso: "2026-11-24T08:00:00Z"))
        }
    }

    @Test("a condition starts it for records that come to meet it, once each", arguments: BusinessWorld.backends)
    func condition(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let before = try await world.sale("Big before")
            try await drain(world)
            let plan = try await plan(
                world, [(3, .task)], condition: #"{"field":"title","starts_with":"Big"}"#)
            let small = try await world.sale("Small")
            let big = try await world.sale("Big")
            try await drain(world)
            func subjects() async throws -> [Int64] {
                try await world.look { try $0.all(PlanRun.self).compactMap { $0.about?.id } }
            }
            #expect(try await subjects() == [big.number])
            try await world.change { transaction in
                let kind = transaction.schema.kind(of: Opportunity.self)
                try transaction.save(Draft(id: small.number, fields: ["title": [.text("Bigger")]]), as: kind)
                try transaction.save(Draft(id: before.number, fields: ["source": [.text("Fair")]]), as: kind)
            }
            try await drain(world)
            #expect(try await Set(subjects()) == [big.number, small.number])
            let night = try await world.change { try PlanStarting.start(plan, nil, in: $0) }
            #expect(night == 0)
        }
    }

    @Test("a plan without sense is refused with what to do", arguments: [TestDatabases.memory])
    func faults(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let codes: [String?] = [
                await code { _ = try await plan(world, []) }, await code { _ = try await plan(world, [(-1, .task)]) },
                await code { _ = try await plan(world, [(1, .task)], condition: "{\"field\":\"nothing\",\"is\":1}") },
                await code { _ = try await plan(world, [(1, .task)], condition: "[") },
            ]
            #expect(codes == ["required", "out_of_range", "invalid_condition", "invalid_condition"])
        }
    }

    @Test("the pages show who is where", arguments: [TestDatabases.memory])
    func pages(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let plan = try await plan(world, [(3, .task)]), sale = try await world.sale("Cold rooms")
            _ = try await start(plan, sale, world)
            let list = await world.get("/plans").text
            #expect(list.contains("Cold rooms") && list.contains("After the offer") && list.contains("task 3"))
            #expect(await world.get("/plans?state=ended").text.contains("Cold rooms") == false)
            #expect(await world.get("/opportunities/\(sale.number)").status == 200)
            #expect(await world.get("/follow_up_plans/\(plan.id.number)").status == 200)
            #expect(await world.get("/follow_up_plans/\(plan.id.number)/condition").status == 200)
            #expect(await world.get("/follow_up_plans/new").status == 200)
            #expect(await world.post("/plan_runs/1/stop").status == 403)
        }
    }
}
