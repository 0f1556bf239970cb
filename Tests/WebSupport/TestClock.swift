import Records
import Storage

/// The time, which tests set.
package final class TestClock: @unchecked Sendable {
    private let lock = Lock()
    private var instant: Instant
    package init(_ start: Instant) { instant = start }
    package var now: Instant { lock.locked { instant } }
    package func pass(days: Int = 0, seconds: Int = 0) {
        lock.locked { instant = instant.adding(seconds: days * 86_400 + seconds) }
    }
}
