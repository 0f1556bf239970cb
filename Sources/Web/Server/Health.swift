import Records
import Synchronization

/// Tells load balancers and people whether this server lives and whether it can work, and why not.
package final class Health: Sendable {
    package enum Finding: Sendable, Equatable {
        case fine
        /// What is wrong, for the operator.
        case broken(String)
    }

    package typealias Check = @Sendable () async -> Finding

    private struct State {
        var checks: [(name: String, look: Check)] = []
        /// Told, but no reason to send requests elsewhere.
        var remarks: [(name: String, look: Check)] = []
        var isShuttingDown = false
    }

    private let state = Mutex(State())
    private let patience: Duration

    package init(patience: Duration = .seconds(3)) { self.patience = patience }

    /// Adds something that must be fine before requests are welcome.
    package func check(_ name: String, _ look: @escaping Check) {
        state.withLock { $0.checks.append((name, look)) }
    }

    /// Adds something to tell that does not decide whether this server can work: one company of many.
    package func remark(_ name: String, _ look: @escaping Check) {
        state.withLock { $0.remarks.append((name, look)) }
    }

    package func beginShutdown() { state.withLock { $0.isShuttingDown = true } }

    var isShuttingDown: Bool { state.withLock { $0.isShuttingDown } }

    /// The process answers.
    func live() -> Response { .json(.record(["status": "ok"])) }

    /// The process can work: 200, or 503 with the reasons.
    func ready() async -> Response {
        let (checks, remarks, isShuttingDown) = state.withLock { ($0.checks, $0.remarks, $0.isShuttingDown) }
        var findings: [JSON.Member] = [], isReady = !isShuttingDown
        for (number, check) in (checks + remarks).enumerated() {
            switch await look(check.look) {
            case .fine: findings.append(.init(check.name, .record(["status": "ok"])))
            case .broken(let reason):
                if number < checks.count { isReady = false }
                findings.append(.init(check.name, .record(["status": "broken", "reason": .text(reason)])))
            }
        }
        let status: JSON = isShuttingDown ? "shutting_down" : isReady ? "ok" : "not_ready"
        return .json(.record(["status": status, "checks": .object(findings)]), status: isReady ? 200 : 503)
    }

    /// A check that hangs is broken, and must not make the answer hang: whichever comes first is told.
    private func look(_ check: @escaping Check) async -> Finding {
        let (findings, told) = AsyncStream.makeStream(of: Finding.self, bufferingPolicy: .bufferingOldest(1))
        let patience = patience
        let looking = Task { told.yield(await check()) }
        let waiting = Task {
            guard (try? await Task.sleep(for: patience)) != nil else { return }  // cancelled: the check was faster
            told.yield(.broken("no answer within \(patience)"))
        }
        defer {
            looking.cancel()
            waiting.cancel()
        }
        for await finding in findings { return finding }
        return .broken("the check was cancelled")
    }
}
