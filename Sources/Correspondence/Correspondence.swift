import Records
import Web

/// Letters and short messages between the company and its customers: written from a record, sent, received, filed; the
/// documents that go with them; and the plans that follow a customer up until they answer.
package enum Correspondence {
    package static func register(in registry: inout Registry) {
        Emails.register(in: &registry)
        Library.register(in: &registry)
        Mailboxes.register(in: &registry)
        Plans.register(in: &registry)
    }
}
