import Localisation
import Messaging
import Records
import Storage
import Web

/// Mailboxes that are read, and what becomes of their letters.
enum Mailboxes {
    static func register(in registry: inout Registry) {
        registry.add(Mailbox.self)
        registry.permissions[Mailbox.managing] = Message("Set up mailboxes for everybody")
        registry.storage.tables += [MailboxState.table, MailboxLetter.table]
        registry.storage.rules.add(
            to: Mailbox.name, prepare: Mailbox.prepare, saved: Mailbox.saved, deleting: Mailbox.deleting)
        registry.storage.rules.merging.keepApart(Mailbox.name)
        registry.storage.rules.add(to: Email.name, saved: FilingByHand.saved)
        MailboxReading.register(in: &registry.jobs)
        registry.settings.append(
            SettingsEntry(label: Message(Mailbox.pluralLabel), icon: Mailbox.icon, path: "/mailboxes"))
        registry.panel(on: Mailbox.name, MailboxPanel.panel)
        MailboxRoutes.register(in: &registry)
        UnfiledPages.register(in: &registry)
    }
}
