import Records
import Web

/// Booking pages: people outside choose a time with us, and the meeting stands on the right record.
enum Bookings {
    static func register(in registry: inout Registry) {
        registry.add(BookingPage.self)
        registry.storage.tables += [Booking.table, Booking.cells]
        registry.storage.rules.add(to: BookingPage.name, prepare: BookingPage.prepare)
        registry.storage.rules.add(
            to: Activity.name, saved: BookingFollowing.saved, deleting: BookingFollowing.deleting)
        BookingSite.register(in: &registry)
        BookingPanel.register(in: &registry)
        BookingApi.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(label: Message(BookingPage.pluralLabel), icon: BookingPage.icon, path: "/booking_pages"))
    }
}
