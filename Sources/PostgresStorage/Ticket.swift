import CPostgres
import Storage

/// One caller's place in the queue, and the way to stop its work once it runs.
final class Ticket: @unchecked Sendable {
    private let lock = Lock()
    private var cancelled = false
    private var canceller: OpaquePointer?

    var isCancelled: Bool { lock.locked { cancelled } }

    func markCancelled() { lock.locked { cancelled = true } }

    /// Its statements run on this connection until `left`.
    func entered(_ link: Link) { lock.locked { canceller = PQgetCancel(link.raw) } }

    /// Waits for a request to stop that is just being made: it must not hit the connection's next user.
    func left() {
        lock.locked {
            PQfreeCancel(canceller)
            canceller = nil
        }
    }

    /// Asks the server to stop the running statement. Blocks for a round trip: not for a cooperative thread.
    func interrupt() {
        lock.locked {
            guard let canceller else { return }
            // When the request fails the statement simply runs to its end, or to its timeout.
            var reason = [CChar](repeating: 0, count: 256)
            _ = PQcancel(canceller, &reason, 256)
        }
    }
}
