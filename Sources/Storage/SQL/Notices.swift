/// Who listens to which channel within this process, whichever database is behind.
package final class Notices: @unchecked Sendable {
    private let lock = Lock()
    private var listeners: [String: [Int: AsyncStream<String>.Continuation]] = [:]
    private var lastNumber = 0
    private var isOver = false

    package init() {}

    /// What is said on `channel` from now on. A listener that does not keep up loses the oldest.
    package func stream(_ channel: String) -> AsyncStream<String> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1000)) { listener in
            let number: Int? = lock.locked {
                guard !isOver else { return nil }
                lastNumber += 1
                listeners[channel, default: [:]][lastNumber] = listener
                return lastNumber
            }
            guard let number else { return listener.finish() }
            listener.onTermination = { [weak self] _ in self?.forget(channel, number) }
        }
    }

    package func say(_ channel: String, _ payload: String) {
        let hearing = lock.locked { listeners[channel].map { Array($0.values) } ?? [] }
        for listener in hearing { listener.yield(payload) }
    }

    /// Ends every stream.
    package func finish() {
        let ended = lock.locked {
            isOver = true
            defer { listeners = [:] }
            return listeners.values.flatMap(\.values)
        }
        for listener in ended { listener.finish() }
    }

    private func forget(_ channel: String, _ number: Int) {
        lock.locked {
            listeners[channel]?[number] = nil
            if listeners[channel]?.isEmpty == true { listeners[channel] = nil }
        }
    }
}
