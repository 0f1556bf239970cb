import People
import Records
import Storage
import TestSupport
import Testing

@testable import Quality

/// Pairs when the merge that answered them is taken back.
@Suite("Duplicates: a merge is taken back")
struct DuplicateUnmergeTests {
    private func rows(_ world: BusinessWorld) async throws -> [String] {
        try await world.look { tx in
            let names = DuplicatePair.table.columns.map(\.name)
            return try tx.connection.rows(
                "SELECT \(SQL.names(names)) FROM duplicate_pair ORDER BY id", DuplicatePair.table.columns.map(\.type)
            ).map { "\($0)" }
        }
    }

    private func merge(_ gone: Int64, into kept: Int64, _ world: BusinessWorld) async throws -> Int64 {
        try await world.change { try $0.merge([gone], into: kept, of: $0.schema.kind("account")).id }
    }

    @Test("the pair it settled is open again, exactly as it was", arguments: BusinessWorld.backends)
    func merged(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let before = try await rows(world), pairs = try await world.pairs(Account.self)
            let id = try await merge(two.number, into: one.number, world)
            #expect(try await world.pairs(Account.self).isEmpty)
            #expect(try await rows(world) != before)
            try await world.change { _ = try $0.unmerge(id) }
            #expect(try await rows(world) == before)
            #expect(try await world.pairs(Account.self) == pairs)
        }
    }

    @Test("“not a duplicate” stays said, and is no longer said of the survivor", arguments: BusinessWorld.backends)
    func dismissed(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            let three = try await world.account("Transports Vasseur")
            try await DuplicateScan(world.workspace).run()
            let pairs = try await world.pairs(Account.self)
            for pair in pairs where [pair.first, pair.second].contains(three.number) {
                guard [pair.first, pair.second].contains(two.number) else { continue }
                try await world.change { try DuplicateQueue.decide(.dismissed, pair.id, in: $0) }
            }
            let before = try await rows(world)
            let id = try await merge(two.number, into: one.number, world)
            let during = try await world.pairs(Account.self, dismissed: true)
            #expect(during.contains { [$0.first, $0.second] == [one.number, three.number] })
            try await world.change { _ = try $0.unmerge(id) }
            #expect(try await rows(world) == before)
        }
    }

    @Test("a dismissed pair that was merged all the same is dismissed again", arguments: BusinessWorld.backends)
    func both(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            try await DuplicateScan(world.workspace).run()
            let pair = try #require(try await world.pairs(Account.self).first)
            try await world.change { try DuplicateQueue.decide(.dismissed, pair.id, in: $0) }
            let before = try await rows(world)
            let id = try await merge(two.number, into: one.number, world)
            try await world.change { _ = try $0.unmerge(id) }
            #expect(try await rows(world) == before)
            #expect(try await world.pairs(Account.self).isEmpty)
        }
    }

    @Test("what somebody decided since stays decided", arguments: BusinessWorld.backends)
    func since(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let (one, two) = try await world.twins()
            let three = try await world.account("Transports Vasseur")
            try await DuplicateScan(world.workspace).run()
            let id = try await merge(two.number, into: one.number, world)
            let pair = try #require(
                try await world.pairs(Account.self).first { [$0.first, $0.second] == [one.number, three.number] })
            try await world.change { try DuplicateQueue.decide(.dismissed, pair.id, in: $0) }
            try await world.change { _ = try $0.unmerge(id) }
            #expect(try await world.pairs(Account.self, dismissed: true).map(\.id) == [pair.id])
        }
    }

    @Test("the search says what waits in the queue, however often a pair was found", arguments: BusinessWorld.backends)
    func tally(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            _ = try await world.twins()
            let tally = try await DuplicateScan(world.workspace).run()
            let pairs = try await world.pairs(Account.self)
            let waiting = try await world.look { transaction in
                try DuplicateQueue.waiting(in: transaction).reduce(into: [String: Int]()) {
                    $0[$1.kind.name] = $1.count
                }
            }
            #expect(tally.pairs == pairs.count && waiting["account"] == pairs.count && waiting["contact"] == 0)
        }
    }
}
