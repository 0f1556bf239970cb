import Records
import Storage

/// Keeps this server below the rate a register allows, whoever asks: people who type, programs, the job that checks
/// everything again. One for each address.
package actor RegisterPace {
    private let gap: Duration
    private var next = ContinuousClock.now

    init(gap: Duration) { self.gap = gap }

    /// Waits for a turn; throws where it would come later than that.
    func turn(within patience: Duration) async throws {
        let now = ContinuousClock.now
        let mine = max(next, now)
        guard mine - now <= patience else {
            throw RegisterTrouble.busy(seconds: Int((mine - now).components.seconds) + 1)
        }
        next = mine + gap
        if mine > now { try await Task.sleep(until: mine) }
    }

    /// The register asked for silence.
    func pause(seconds: Int) { next = max(next, .now + .seconds(min(max(seconds, 1), 300))) }

    /// The French register takes seven questions a second and VIES wants few at a time: both get less.
    package static func of(_ address: String) -> RegisterPace {
        paces.locked { known in
            if let pace = known[address] { return pace }
            let pace = RegisterPace(gap: .milliseconds(200))
            known[address] = pace
            return pace
        }
    }

    private static let paces = Paces()

    private final class Paces: @unchecked Sendable {
        private let lock = Lock()
        private var known: [String: RegisterPace] = [:]

        func locked<Result>(_ body: (inout [String: RegisterPace]) -> Result) -> Result {
            lock.locked { body(&known) }
        }
    }
}
