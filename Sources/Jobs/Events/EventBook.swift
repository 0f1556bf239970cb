import Storage

/// Who wants to hear of what: how a module on the left talks to one on its right.
package struct EventBook: Sendable {
    /// Runs as the house, in the transaction that takes the event out of the outbox: what it writes and that it was
    /// told are saved together.
    package typealias Handler = @Sendable (EventEntry, Transaction) throws -> Void

    struct Registration: Sendable {
        let event: String
        let name: String
        let handle: Handler
    }

    private(set) var registrations: [Registration] = []

    package init() {}

    /// `event` is a name, `opportunity.won`, or `*` for all. `name` finds the handler again when it must be retried;
    /// give one where several hear the same event.
    package mutating func on(_ event: String, as name: String? = nil, _ handle: @escaping Handler) {
        let same = registrations.count { $0.event == event }
        let name = name ?? (same == 0 ? event : "\(event) \(same + 1)")
        precondition(!registrations.contains { $0.name == name }, "two event handlers are called \(name)")
        registrations.append(Registration(event: event, name: name, handle: handle))
    }

    func registrations(for event: String) -> [Registration] {
        registrations.filter { $0.event == event || $0.event == "*" }
    }
}
