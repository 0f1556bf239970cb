import Synchronization

/// One open page that listens to the hub: a short queue of what it has not been sent yet.
package final class EventSubscription: Sendable {
    private struct State {
        var frames: [[UInt8]] = []
        var waiter: CheckedContinuation<[UInt8]?, Never>?
        var isClosed = false
    }

    let topics: Set<String>
    private let limit: Int
    private let resync: [UInt8]
    private let onLeave: @Sendable () -> Void
    private let state = Mutex(State())

    init(topics: Set<String>, limit: Int, resync: [UInt8], onLeave: @escaping @Sendable () -> Void) {
        self.topics = topics
        self.limit = limit
        self.resync = resync
        self.onLeave = onLeave
    }

    /// Queues a frame. A listener too slow for the queue loses it whole and hears `resync` instead.
    func offer(_ frame: [UInt8]) {
        state.withLock { state in
            guard !state.isClosed else { return }
            if let waiter = state.waiter {
                state.waiter = nil
                waiter.resume(returning: frame)
            } else if state.frames.count >= limit {
                state.frames = [resync]
            } else {
                state.frames.append(frame)
            }
        }
    }

    /// Everything queued, or the next frame when it comes; nil when the stream ends or the task is cancelled.
    package func next() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { state in
                    if !state.frames.isEmpty {
                        continuation.resume(returning: Array(state.frames.joined()))
                        state.frames = []
                    } else if state.isClosed || Task.isCancelled {
                        continuation.resume(returning: nil)
                    } else {
                        state.waiter = continuation
                    }
                }
            }
        } onCancel: {
            close()
        }
    }

    /// Nothing more comes after what is queued.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.waiter?.resume(returning: nil)
            state.waiter = nil
        }
    }

    /// The page is gone.
    package func leave() {
        close()
        onLeave()
    }
}
