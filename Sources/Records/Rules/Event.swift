/// Something that happened, written in the outbox by the transaction that caused it: `opportunity.changed`,
/// `opportunity.won`.
package struct Event: Sendable, Hashable {
    package let name: String
    package let subject: Reference
    /// What changed or was decided; field names only where values could be personal.
    package let payload: JSON

    package init(_ name: String, _ subject: Reference, _ payload: JSON = .object([])) {
        self.name = name
        self.subject = subject
        self.payload = payload
    }
}
