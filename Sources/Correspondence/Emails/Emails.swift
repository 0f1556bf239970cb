import Records
import Web

/// Mail from a record: written, sent, followed.
enum Emails {
    static let sending = "emails.send"

    static func register(in registry: inout Registry) {
        registry.add(EmailTemplate.self)
        registry.add(Email.self)
        registry.add(TextMessage.self)
        registry.permissions[sending] = Message("Send mails to customers")
        registry.permissions[TextMessage.sending] = Message("Send short messages to customers")
        registry.storage.rules.merging.keepApart(EmailTemplate.name)
    }
}

extension TextMessage {
    package static let sending = "sms.send"
}
