import Activities
import Foundation
import Records
import Storage
import TestSupport
import Testing

/// What is written about a record at the very moment in which it is merged.
@Suite("Merging: at the same moment")
struct MergeRaceTests {
    private func saveNote(_ text: String, about id: Int64, in tx: Transaction) throws {
        var note = Note()
        (note.text, note.about) = (text, Reference(kind: "account", id: id))
        try tx.save(note)
    }

    private func abouts(_ world: BusinessWorld) async throws -> [String: Int64] {
        try await world.look { tx in
            Dictionary(
                try tx.connection.rows("SELECT text, about_id FROM note", .text, .integer)
                    .map { ($0[0].text ?? "", $0[1].integer ?? 0) }, uniquingKeysWith: { $1 })
        }
    }

    @Test("a note begun after the merge, before its end, is the survivor’s", arguments: BusinessWorld.backends)
    func after(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let kept = try await world.account("Kept").number, gone = try await world.account("Gone").number
            let isMerged = DispatchSemaphore(value: 0)
            async let merging: Void = world.change { tx in
                try tx.merge([gone], into: kept, of: tx.schema.kind("account"))
                isMerged.signal()
                // The other one asks for the record meanwhile.
                Thread.sleep(forTimeInterval: 0.4)
            }
            await Self.wait(for: isMerged)
            try await world.change { try saveNote("late", about: gone, in: $0) }
            try await merging
            #expect(try await abouts(world) == ["late": kept])
        }
    }

    @Test("a note not yet committed when the merge begins is moved with the others", arguments: BusinessWorld.backends)
    func before(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let kept = try await world.account("Kept").number, gone = try await world.account("Gone").number
            let isWritten = DispatchSemaphore(value: 0)
            async let writing: Void = world.change { tx in
                try saveNote("early", about: gone, in: tx)
                isWritten.signal()
                Thread.sleep(forTimeInterval: 0.4)
            }
            await Self.wait(for: isWritten)
            let merge = try await world.change { try $0.merge([gone], into: kept, of: $0.schema.kind("account")) }
            try await writing
            #expect(try await abouts(world) == ["early": kept] && merge.moved["note"] == 1)
        }
    }

    @Test("of many written while it happens, none keeps the former identifier", arguments: BusinessWorld.backends)
    func storm(_ backend: TestDatabases) async throws {
        try await BusinessWorld.with(backend) { world in
            let kept = try await world.account("Kept").number, gone = try await world.account("Gone").number
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask { try await world.change { try saveNote("\(number)", about: gone, in: $0) } }
                    if number == 15 {
                        group.addTask {
                            try await world.change {
                                _ = try $0.merge([gone], into: kept, of: $0.schema.kind("account"))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let told = try await abouts(world)
            #expect(told.count == 40 && Set(told.values) == [kept])
        }
    }

    /// Without holding one of the few threads that tasks share.
    private static func wait(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                semaphore.wait()
                continuation.resume()
            }
        }
    }
}
