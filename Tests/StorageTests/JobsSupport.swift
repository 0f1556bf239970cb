import Foundation
import Records
import Storage
import TestSupport

@testable import Jobs

/// A clock that stands until a test moves it.
final class StandingClock: @unchecked Sendable {
    private let lock = Lock()
    private var instant = Instant(iso: "2026-03-02T09:00:00Z")!

    var now: Instant { lock.locked { instant } }
    func move(seconds: Int) { lock.locked { instant = instant.adding(seconds: seconds) } }
}

/// What several tasks write down, in order.
final class Notebook<Line: Sendable>: @unchecked Sendable {
    private let lock = Lock()
    private var written: [Line] = []

    var lines: [Line] { lock.locked { written } }
    func write(_ line: Line) { lock.locked { written.append(line) } }
}

/// A workspace with a queue and nothing else, and runners on it.
struct JobsWorld: Sendable {
    let workspace: Workspace
    let clock: StandingClock
    let files: FileStore

    static func with(
        _ backend: TestDatabases, _ body: @Sendable (JobsWorld) async throws -> Void
    ) async throws {
        try await backend.withDatabase { database in
            try await withFolder { folder in
                let clock = StandingClock()
                let workspace = try await open(database, clock)
                try await body(
                    JobsWorld(workspace: workspace, clock: clock, files: try FileStore(directory: folder)))
            }
        }
    }

    static func open(_ database: any Database, _ clock: StandingClock) async throws -> Workspace {
        var registry = StorageRegistry()
        registry.tables += JobQueue.tables
        return try await Workspace.open(database, registry: registry, clock: { clock.now })
    }

    /// Quick, so that tests with a real runner are.
    static var pace: JobPace {
        var pace = JobPace()
        pace.look = 0.02
        pace.watch = 0.02
        pace.write = 0
        return pace
    }

    func runner(
        _ book: JobBook, signal: Signal = Signal(), pace: JobPace = pace, chance: Double = 0
    ) -> JobRunner {
        JobRunner(workspace, book: book, files: files, signal: signal, pace: pace, chance: { chance }) { user in
            user.map { Viewer(user: $0, grants: [:]) } ?? .house
        }
    }

    @discardableResult
    func enqueue(
        _ name: String, _ arguments: JSON = .object([]), after seconds: Int = 0, key: String? = nil, user: Int64 = 0
    ) async throws -> Int64 {
        let runAt = clock.now.adding(seconds: seconds)
        let viewer = user == 0 ? Viewer.house : Viewer(user: user, grants: [:])
        return try await workspace.write(viewer, .screen) {
            try JobQueue.enqueue(name, arguments, runAt: runAt, key: key, in: $0)
        }
    }

    func state(_ id: Int64) async throws -> JobState {
        guard let state = try await workspace.read(.house, { try JobQueue.find(id, in: $0) }) else {
            throw Refusal.notFound()
        }
        return state
    }

    func emit(_ name: String, _ id: Int64) async throws {
        try await workspace.write(.house, .screen) {
            try $0.emit(Event(name, Reference(kind: "thing", id: id), .record(["number": .number(String(id))])))
        }
    }

    func count(_ table: String) async throws -> Int {
        Int(try await workspace.database.read { try $0.integer("SELECT COUNT(*) FROM \(name: table)") } ?? 0)
    }
}

/// Waits for what another task does; fails the test's patience after a minute.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<6000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

struct Mishap: Error {}
