import Foundation
import Records
import Storage
import TestSupport
import Testing

@testable import Quality

/// Measuring goes on beside people who save something.
@Suite("Quality: measured anew")
struct RemeasureTests {
    @Test("what somebody is writing is not waited for, but left for later", arguments: BusinessWorld.backends)
    func besideWriters(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let ids = [try await world.account("Held").number, try await world.account("Free").number]
            try await world.change { try QualityPresets.ensure("en", in: $0) }
            try await world.workspace.reload()
            guard world.workspace.database.dialect == .postgres else {
                // One writer: nobody else can be writing.
                let busy = try await refresh(ids, world)
                let all = try await scores(world)
                #expect(busy.isEmpty && all.allSatisfy { $0 != nil })
                return
            }
            let isHeld = DispatchSemaphore(value: 0), mayEnd = DispatchSemaphore(value: 0)
            async let writing: Void = world.change { tx in
                try tx.connection.execute("UPDATE account SET city = 'Lyon' WHERE id = \(ids[0])")
                isHeld.signal()
                mayEnd.wait()
            }
            await RemeasureTests.wait(for: isHeld)
            let busy = try await refresh(ids, world)
            mayEnd.signal()
            try await writing
            #expect(busy == [ids[0]])
            let between = try await scores(world)
            #expect(between.count { $0 == nil } == 1)
            let later = try await refresh(busy, world)
            let after = try await scores(world)
            #expect(later.isEmpty && after.allSatisfy { $0 != nil })
        }
    }

    private func refresh(_ ids: [Int64], _ world: BusinessWorld) async throws -> [Int64] {
        try await world.workspace.write(.house, .job) { tx in
            try QualityUpkeep.measure(tx.schema.kind("account"), in: tx).refresh(ids, in: tx.connection)
        }
    }

    private func scores(_ world: BusinessWorld) async throws -> [Int64?] {
        try await world.look { try $0.connection.rows("SELECT quality FROM account", .integer).map { $0[0].integer } }
    }

    /// A thread of its own waits: the cooperative ones must not.
    private static func wait(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                semaphore.wait()
                continuation.resume()
            }
        }
    }
}
