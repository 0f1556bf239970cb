import Records
import Synchronization

/// Writes down who looked at what, beside the pages: lines wait in memory and are written together, every second or
/// when two hundred have gathered. No page ever waits for one.
package final class AccessLog: Sendable {
    private static let batch = 200, mostWaiting = 20_000
    /// Who opens the same record again within a minute (a page that refreshes itself) opens it once.
    private static let sameVisitSeconds = 60

    private struct State {
        var waiting: [[Value]] = []
        var isPlanned = false
        var lost = 0
        var visits: [Access: Instant] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func note(_ access: Access, in workspace: Workspace) {
        let now = workspace.clock(), id = workspace.ids.next()
        let (isFull, isFirst) = state.withLock { state -> (Bool, Bool) in
            guard !isSameVisit(access, now, &state) else { return (false, false) }
            if state.waiting.count >= AccessLog.mostWaiting {
                state.lost += 1
                return (false, false)
            }
            state.waiting.append(access.row(id, at: now))
            let isFirst = !state.isPlanned
            state.isPlanned = true
            return (state.waiting.count == AccessLog.batch, isFirst)
        }
        // Not the caller's task: it neither waits nor is cancelled with it.
        if isFull { Task.detached { await self.flush(workspace) } }
        if isFirst {
            Task.detached {
                do { try await Task.sleep(for: .seconds(1)) } catch { return await self.flush(workspace) }
                await self.flush(workspace)
            }
        }
    }

    private func isSameVisit(_ access: Access, _ now: Instant, _ state: inout State) -> Bool {
        guard access.action == .opened else { return false }
        let limit = now.adding(seconds: -AccessLog.sameVisitSeconds)
        if let last = state.visits[access], last > limit { return true }
        if state.visits.count > 10_000 { state.visits = state.visits.filter { $0.value > limit } }
        state.visits[access] = now
        return false
    }

    /// Writes one line at once: for work done behind the pages, which may wait for it.
    package static func record(_ access: Access, in workspace: Workspace) async throws {
        let row = access.row(workspace.ids.next(), at: workspace.clock())
        try await workspace.database.write { try RowWriter.insert([row], into: Access.table, $0) }
    }

    /// Writes what waits: also before the server stops, and before the log is read.
    package func flush(_ workspace: Workspace) async {
        let (rows, lost) = state.withLock { state in
            let taken = (state.waiting, state.lost)
            (state.waiting, state.lost, state.isPlanned) = ([], 0, false)
            return taken
        }
        if lost > 0 { workspace.logger.error("the access log lost lines", metadata: ["count": "\(lost)"]) }
        if rows.isEmpty { return }
        do {
            try await workspace.database.write { connection in
                try RowWriter.insert(rows, into: Access.table, connection)
            }
        } catch {
            // A database that is just being closed or started again: the lines wait for the next ones.
            let isAway = (error as? DatabaseError)?.kind == .unavailable
            workspace.logger.log(
                level: isAway ? .info : .error, "the access log waits", metadata: ["error": "\(error)"])
            state.withLock { $0.waiting = rows + $0.waiting }
        }
    }
}
