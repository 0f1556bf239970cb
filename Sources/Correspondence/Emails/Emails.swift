import Messaging
import Records
import Web

/// Mail from a record: written, sent, followed.
package enum Emails {
    package static let sending = "emails.send"

    static func register(in registry: inout Registry) {
        registry.add(EmailTemplate.self)
        registry.add(Email.self)
        registry.add(TextMessage.self)
        registry.permissions[sending] = Message("Send mails to customers")
        registry.permissions[TextMessage.sending] = Message("Send short messages to customers")
        registry.storage.rules.merging.keepApart(EmailTemplate.name)
        registry.storage.rules.add(to: Email.name, prepare: Email.prepare, deleting: Email.deleting)
        registry.storage.rules.add(to: EmailTemplate.name, prepare: EmailTemplate.prepare)
        // The letters of a record, of a person, of an exchange; the letter an answer answers.
        registry.storage.index(Email.self, "email_about", ["about_kind", "about_id", "sent_at"])
        registry.storage.index(Email.self, "email_thread", ["thread"])
        registry.storage.index(Email.self, "email_message_id", ["message_id"])
        EmailDelivery.register(in: &registry)
        UndeliverableAddresses.register(in: &registry)
        LetterNotices.register(in: &registry)
        ComposerRoutes.register(in: &registry)
        EmailApi.register(in: &registry)
        MyMailPage.register(in: &registry)
        LetterSettingsPage.register(in: &registry)
        UnsubscribePages.register(in: &registry)
        TrackingRoutes.register(in: &registry)
        TextMessages.register(in: &registry)
        SmsRoutes.register(in: &registry)
        registry.panel(on: Email.name, EmailPanel.panel)
        registry.navigation.append(
            NavigationEntry(label: Message(Email.pluralLabel), icon: Email.icon, path: "/emails"))
        registry.settings.append(
            SettingsEntry(
                label: Message(EmailTemplate.pluralLabel), icon: EmailTemplate.icon, path: "/email_templates",
                permission: sending))
    }
}

extension TextMessage {
    package static let sending = "sms.send"
}
