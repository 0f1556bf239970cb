import Records
import Web

/// Accounts and contacts.
package enum People {
    package static func register(in registry: inout Registry, geography: GeographyShelf) {
        registry.add(Account.self)
        registry.add(Contact.self)
        registry.storage.steps.append(Account.trades)
        registry.storage.rules.add(to: Account.name, prepare: Account.prepare)
        registry.storage.rules.add(to: Contact.name, prepare: Contact.prepare)
        for kind in [Account.name, Contact.name] {
            registry.storage.rules.merging.keepTogether(["street", "postcode", "city", "country"], of: kind)
        }
        Addresses.register(in: &registry, geography)
        AccountPages.register(in: &registry)
        Registers.register(in: &registry)
        Consents.register(in: &registry)
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
