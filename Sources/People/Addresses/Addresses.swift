import Records
import Storage
import Web

/// Where companies and people are: their addresses, the place that follows from them, the envelope written to them.
enum Addresses {
    static func register(in registry: inout Registry, _ shelf: GeographyShelf) {
        Placing.register(in: &registry.storage, shelf)
        PlacingJob.register(in: &registry, shelf)
        // The map reads a rectangle of the earth; its rights ask for the owner.
        registry.storage.index(Account.self, "account_point", ["latitude", "longitude", "owner"])
        registry.storage.index(Contact.self, "contact_point", ["latitude", "longitude", "owner"])
        PlacesApi.register(in: &registry, shelf)
        PostalApi.register(in: &registry)
        AddressesPanel.register(in: &registry)
    }
}
