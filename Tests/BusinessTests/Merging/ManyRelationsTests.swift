import People
import Records
import Sales
import TestSupport
import Testing

@testable import Storage

/// Thousands of records follow a merge by a handful of statements.
@Suite("Merging: many relations")
struct ManyRelationsTests {
    private static let each = 2500

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
            #expect(left == ["activity": 2500, "contact": 2500, "note": 2500, "opportunity": 2500])
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
