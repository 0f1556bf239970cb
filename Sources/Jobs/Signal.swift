import Storage

/// Wakes whoever waits for work, at once instead of at the next look. Raising twice before anybody looks counts once.
package final class Signal: @unchecked Sendable {
    private struct Waiter {
        let continuation: CheckedContinuation<Void, Never>
        let timer: Task<Void, Never>
    }

    private let lock = Lock()
    private var waiting: [Int: Waiter] = [:]
    private var lastNumber = 0
    private var isRaised = false

    package init() {}

    package func raise() {
        let woken = lock.locked { () -> [Waiter] in
            if waiting.isEmpty { isRaised = true }
            defer { waiting = [:] }
            return Array(waiting.values)
        }
        for waiter in woken { Signal.release(waiter) }
    }

    /// Returns when raised, after `seconds`, or when the caller's task is cancelled, whichever is first.
    package func wait(seconds: Double) async {
        let number = lock.locked {
            lastNumber += 1
            return lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !keep(continuation, number, seconds) { continuation.resume() }
            }
        } onCancel: {
            end(number)
        }
    }

    /// False where there is nothing to wait for.
    private func keep(_ continuation: CheckedContinuation<Void, Never>, _ number: Int, _ seconds: Double) -> Bool {
        lock.locked {
            if isRaised || Task.isCancelled {
                isRaised = false
                return false
            }
            let timer = Task {
                // Cancelled: somebody else has ended the wait.
                guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
                end(number)
            }
            waiting[number] = Waiter(continuation: continuation, timer: timer)
            return true
        }
    }

    private func end(_ number: Int) {
        if let waiter = lock.locked({ waiting.removeValue(forKey: number) }) { Signal.release(waiter) }
    }

    private static func release(_ waiter: Waiter) {
        waiter.timer.cancel()
        waiter.continuation.resume()
    }
}
