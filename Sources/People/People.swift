import Records
import Web

/// Accounts and contacts.
package enum People {
    package static func register(in registry: inout Registry) {
        registry.add(Account.self)
        registry.add(Contact.self)
        registry.storage.rules.add(to: Account.name, prepare: Account.prepare)
        registry.storage.rules.add(to: Contact.name, prepare: Contact.prepare)
        AccountPages.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message(Account.pluralLabel), icon: Account.icon, path: "/accounts",
                shortcut: "a"))
        registry.navigation.append(
            NavigationEntry(
                section: Message("Sales"), label: Message(Contact.pluralLabel), icon: Contact.icon, path: "/contacts",
                shortcut: "c"))
    }
}
