import Jobs
import People
import Quality
import Records
import Sales
import TestSupport
import Testing

@testable import Storage

/// Thousands of records follow a merge by a handful of statements.
@Suite("Merging: many relations")
struct ManyRelationsTests {
    /// More than is measured anew at once.
    private static let each = 700

    @Test("the number of statements does not grow with what is moved", arguments: BusinessWorld.backends)
    func many(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let kept = try await world.account("Aster").number, gone = try await world.account("Aster SARL").number
            let few = try await statements(gone, kept, world)
            try await world.change { try ManyRelationsTests.load($0, about: gone, user: world.ann) }
            let many = try await statements(gone, kept, world)
            #expect(many <= few * 3, "\(few) statements for few, \(many) for many")
            let left = try await world.look { tx in
                try MergeCounts(kind: tx.schema.kind("account"), transaction: tx).relations(to: [gone])
            }
            #expect(left == ["activity": 700, "contact": 700, "note": 700, "opportunity": 700])
        }
    }

    @Test(
        "undone, every table is as before, also what is reckoned from it, when all has settled",
        arguments: BusinessWorld.backends)
    func exact(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let kept = try await world.account("Aster").number, gone = try await world.account("Aster SARL").number
            try await world.change { transaction in
                try QualityPresets.ensure("en", in: transaction)
                // Whoever works for a company without a city falls short: the merge changes their figures.
                var criterion = QualityCriterion()
                (criterion.name, criterion.kind, criterion.weight) = ("In a city", "contact", 40)
                criterion.condition = #"{"field":"account.city","empty":false}"#
                try transaction.save(criterion)
                let city: [String: [Value]] = ["city": [.text("Lyon")]]
                try transaction.save(Draft(id: kept, fields: city), as: transaction.schema.kind("account"))
                try ManyRelationsTests.load(transaction, about: gone, user: world.ann)
            }
            try await settle(world)
            let before = try await WholeDatabase.picture(world)
            world.clock.pass(seconds: 60)
            let merge = try await world.change { try $0.merge([gone], into: kept, of: $0.schema.kind("account")) }
            try await settle(world)
            let between = try await quality(of: "contact", world), old = before["contact"]
            #expect(between.count == 1, "all contacts are in a city now: \(between)")
            try await world.change { try $0.unmerge(merge.id) }
            try await settle(world)
            let after = try await WholeDatabase.picture(world)
            for (table, rows) in before where !ManyRelationsTests.settling.contains(table) {
                #expect(rows == after[table], "\(table)")
            }
            let measured = try await quality(of: "contact", world)
            #expect(measured != between && old?.count == 700)
        }
    }

    /// What tells of the settling itself.
    private static let settling: Set = ["job", "quality_day"]

    /// Events handed on, queued work done.
    private func settle(_ world: BusinessWorld) async throws {
        let registry = world.product.registry
        let dispatcher = OutboxDispatcher(world.workspace, events: registry.events, signal: Signal())
        let runner = JobRunner(
            world.workspace, book: registry.jobs, files: world.product.files, signal: Signal(), outboxSignal: Signal()
        ) { _ in .house }
        try await dispatcher.drain()
        try await runner.drain()
        try await dispatcher.drain()
    }

    private func quality(of kind: String, _ world: BusinessWorld) async throws -> Set<Int64?> {
        try await world.look { tx in
            Set(try tx.connection.rows("SELECT quality FROM \(name: kind)", .integer).map { $0[0].integer })
        }
    }

    /// A merge and its undoing.
    private func statements(_ gone: Int64, _ kept: Int64, _ world: BusinessWorld) async throws -> Int {
        try await world.queries {
            let start = ContinuousClock.now
            let merge = try await world.change { tx in
                try tx.merge([gone], into: kept, of: tx.schema.kind("account"))
            }
            let middle = ContinuousClock.now
            try await world.change { try $0.unmerge(merge.id) }
            print("merge \(middle - start), undo \(ContinuousClock.now - middle)")
        }.count
    }

    private static func load(_ tx: Transaction, about id: Int64, user: Int64) throws {
        let maker = Maker(transaction: tx, user: user), bulk = BulkLoad(country: "FR")
        let stage = try tx.all(Stage.self)[0]
        func records(_ name: String, _ fields: [String: [Value]], part: PartRow? = nil) throws {
            let kind = tx.schema.kind(name)
            let made = try (0..<each).map { _ -> Record in
                var record = try maker.record(kind, setting: fields)
                if var part {
                    part.id = tx.ids.next()
                    record.parts = ["accounts": [part]]
                }
                return record
            }
            try bulk.load(made, of: kind, in: tx)
        }
        let about: [Value] = [.text("account"), .integer(id)]
        let link = PartRow(id: 0, values: [.integer(id), .text("Buyer"), .boolean(false)])
        try records("contact", ["name": [.text("Zoé Blanc")], "account": [.integer(id)]], part: link)
        try records(
            "opportunity",
            [
                "title": [.text("Sale")], "account": [.integer(id)], "stage": [.integer(stage.id.number)],
                "pipeline": [.integer(stage.pipeline?.number ?? 0)],
            ])
        try records("note", ["text": [.text("Seen")], "about": about])
        try records("activity", ["subject": [.text("Call")], "about": about])
    }
}
