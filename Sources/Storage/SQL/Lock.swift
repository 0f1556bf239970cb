import Foundation

/// A mutual exclusion with a closure, for the few shared things that are not actors.
package final class Lock: @unchecked Sendable {
    private let lock = NSLock()
    package init() {}
    package func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body()
    }
}
