import Foundation
import Synchronization

/// Where live pages hear what changed: whoever publishes names a topic, every open page that follows it hears it.
///
/// It remembers the last events, so that a browser that was away for a moment misses nothing; one that was away longer,
/// or too slow to listen, hears `resync` and loads its page again.
package final class EventHub: Sendable {
    private struct Event {
        let number: Int64
        let topic: String
        let frame: [UInt8]
    }

    private struct State {
        var number: Int64 = 0
        var recent: [Event] = []
        var subscriptions: [Int: EventSubscription] = [:]
        var nextSubscription = 0
        var isClosed = false
    }

    /// Tells this process's numbering from that of the one before a restart.
    private let era: String
    private let remembered: Int
    private let bufferedFrames: Int
    private let state = Mutex(State())

    package init(
        era: String = String(UInt64.random(in: .min ... .max), radix: 36), remembered: Int = 512,
        bufferedFrames: Int = 64
    ) {
        self.era = era
        self.remembered = remembered
        self.bufferedFrames = bufferedFrames
    }

    package var listenerCount: Int { state.withLock { $0.subscriptions.count } }

    package func publish(_ name: String, data: String, to topic: String) {
        let listeners = state.withLock { state -> [(EventSubscription, [UInt8])] in
            state.number += 1
            let frame = EventHub.frame(name, data: data, id: "\(era).\(state.number)")
            state.recent.append(Event(number: state.number, topic: topic, frame: frame))
            if state.recent.count > remembered * 2 { state.recent.removeFirst(state.recent.count - remembered) }
            return state.subscriptions.values.filter { $0.topics.contains(topic) }.map { ($0, frame) }
        }
        for (listener, frame) in listeners { listener.offer(frame) }
    }

    /// Begins to listen. `after` is the browser's `Last-Event-ID`.
    func subscribe(_ topics: Set<String>, after lastID: String?) -> EventSubscription {
        state.withLock { state in
            let key = state.nextSubscription
            state.nextSubscription += 1
            let resync = EventHub.frame("resync", data: "", id: "\(era).\(state.number)")
            let subscription = EventSubscription(topics: topics, limit: bufferedFrames, resync: resync) { [weak self] in
                self?.state.withLock { $0.subscriptions[key] = nil }
            }
            // The first line opens the stream at once and tells the browser how long to wait before it comes back.
            subscription.offer(Array("retry: 3000\n\n".utf8))
            for frame in missed(since: lastID, topics, state) ?? [resync] { subscription.offer(frame) }
            if state.isClosed { subscription.close() } else { state.subscriptions[key] = subscription }
            return subscription
        }
    }

    /// A comment to every listener: keeps proxies from closing quiet connections and finds those that are gone.
    package func beat() {
        for listener in state.withLock({ Array($0.subscriptions.values) }) { listener.offer(Array(": beat\n\n".utf8)) }
    }

    /// Every stream ends and every browser comes back, to be asked anew what it may hear: rights have changed.
    package func reconnect() {
        let listeners = state.withLock { state in
            let listeners = Array(state.subscriptions.values)
            state.subscriptions = [:]
            return listeners
        }
        for listener in listeners { listener.close() }
    }

    /// The server stops: every stream ends.
    package func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return Array(state.subscriptions.values)
        }
        for listener in listeners { listener.close() }
    }

    /// What the browser missed; nil when we no longer know.
    private func missed(since lastID: String?, _ topics: Set<String>, _ state: State) -> [[UInt8]]? {
        guard let lastID else { return [] }
        let parts = lastID.split(separator: ".")
        guard parts.count == 2, parts[0] == era, let last = Int64(parts[1]), last <= state.number else { return nil }
        let oldest = state.recent.first?.number ?? state.number + 1
        guard last + 1 >= oldest else { return nil }
        let frames = state.recent.filter { $0.number > last && topics.contains($0.topic) }.map(\.frame)
        return frames.count < bufferedFrames ? frames : nil
    }

    private static func frame(_ name: String, data: String, id: String) -> [UInt8] {
        precondition(!name.utf8.contains { $0 == 10 || $0 == 13 }, "an event's name is one line")
        let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }.map { "data: \($0)\n" }.joined()
        return Array("id: \(id)\nevent: \(name)\n\(lines)\n".utf8)
    }
}
