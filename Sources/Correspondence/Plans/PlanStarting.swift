import Jobs
import Records
import Storage
import Web

/// Plans that start by themselves when a record comes to meet their condition: at once after it was saved, and each
/// night for what only time changes. Once for a record, whatever happens later.
enum PlanStarting {
    static let nightly = "plans.start"
    private static let atOnce = 1000

    /// Records a plan need not start for: they met its condition before it was put to use, or had it.
    static let knownTable = TableSpec(
        "plan_known", [.init("plan", .integer), .init("record_id", .integer), .init("kind", .text)],
        primaryKey: ["plan", "record_id"],
        merging: .moves(
            [RecordPointer("record_id", kindIn: "kind")], once: ["plan", "record_id"]))

    static func register(in registry: inout Registry) {
        registry.events.on("*", as: "plans start") { try hear($0, $1) }
        registry.jobs.add(nightly, "Start follow-up plans by their conditions") { try await run($0) }
        registry.jobs.schedule(nightly, everySeconds: 86_400)
    }

    private static func plans(for kind: String?, in transaction: Transaction) throws -> [FollowUpPlan] {
        var tests: [Condition] = [
            .test(path: ["is_active"], .equals(true)), .test(path: ["condition"], .empty(false)),
        ]
        if let kind { tests.append(.test(path: ["kind"], .equals(.text(kind)))) }
        return try transaction.asHouse.all(FollowUpPlan.self, where: .all(tests))
    }

    private static func hear(_ entry: EventEntry, _ transaction: Transaction) throws {
        guard PlanSubject.names.contains(entry.kind), !entry.records.isEmpty,
            [".created", ".changed", ".restored"].contains(where: { entry.name.hasSuffix($0) })
        else { return }
        for plan in try plans(for: entry.kind, in: transaction) {
            try start(plan, "t0.id IN (\(SQL.set(entry.records)))", in: transaction)
        }
    }

    private static func run(_ context: JobContext) async throws -> JSON {
        let started = try await context.workspace.write(.house, .job) { transaction in
            try plans(for: nil, in: transaction).reduce(0) { try $0 + start($1, nil, in: transaction) }
        }
        return .record(["started": .number(String(started))])
    }

    @discardableResult
    static func start(_ plan: FollowUpPlan, _ among: SQL?, in transaction: Transaction) throws -> Int {
        guard let (kind, meets) = try condition(plan, in: transaction) else { return 0 }
        let narrowed: SQL = among.map { "\($0) AND \(meets)" } ?? meets
        let ids = try transaction.connection.integers(
            """
            SELECT t0.id FROM \(name: kind.table) AS t0 WHERE \(narrowed)
                AND NOT EXISTS (SELECT 1 FROM plan_known AS k WHERE k.plan = \(plan.id.number) AND k.record_id = t0.id)
            ORDER BY t0.id LIMIT \(atOnce)
            """)
        var started = 0
        for id in ids {
            try note(plan.id.number, kind, id, in: transaction)
            do {
                try PlanRuns.start(plan, for: Reference(kind: kind.name, id: id), in: transaction.seen(by: .house))
                started += 1
            } catch let refusal as Refusal where ["plan_already_running", "record_closed"].contains(refusal.code) {
                continue
            }
        }
        return started
    }

    static func note(_ plan: Int64, _ kind: Kind, _ id: Int64, in transaction: Transaction) throws {
        try transaction.connection.execute(
            """
            INSERT INTO plan_known (plan, record_id, kind) VALUES (\(plan), \(id), \(kind.name))
            ON CONFLICT (plan, record_id) DO NOTHING
            """)
    }

    static func noteKnown(_ plan: FollowUpPlan, in transaction: Transaction) throws {
        guard let (kind, meets) = try condition(plan, in: transaction) else { return }
        try transaction.connection.execute(
            """
            INSERT INTO plan_known (plan, record_id, kind)
            SELECT CAST(\(plan.id.number) AS BIGINT), t0.id, CAST(\(kind.name) AS TEXT) FROM \(name: kind.table) AS t0
            WHERE \(meets)
            ON CONFLICT (plan, record_id) DO NOTHING
            """)
    }

    private static func condition(_ plan: FollowUpPlan, in transaction: Transaction) throws -> (Kind, SQL)? {
        guard let condition = plan.parsedCondition(), condition != .everything,
            let kind = transaction.schema[plan.kind.rawValue]
        else { return nil }
        let place = ConditionCompiler.Place(kind)
        return try transaction.asHouse.compiler.predicate(condition, at: place).map { (kind, $0) }
    }
}
