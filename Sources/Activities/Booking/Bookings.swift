import Identity
import Records
import Storage
import Web

/// Booking pages: people outside choose a time with us, and the meeting stands on the right record.
enum Bookings {
    static func register(in registry: inout Registry) {
        registry.add(BookingPage.self)
        registry.storage.tables += [Booking.table, Booking.cells]
        registry.storage.rules.add(to: BookingPage.name, prepare: BookingPage.prepare)
        registry.storage.rules.add(
            to: Activity.name, saved: BookingFollowing.saved, deleting: BookingFollowing.deleting)
        registry.storage.rules.add(to: User.name, deleting: forget)
        BookingSite.register(in: &registry)
        BookingPanel.register(in: &registry)
        BookingApi.register(in: &registry)
        registry.navigation.append(
            NavigationEntry(label: Message(BookingPage.pluralLabel), icon: BookingPage.icon, path: "/booking_pages"))
    }

    /// Meetings of somebody who goes stay as they are; what ties them to a page does not.
    @Sendable private static func forget(_ users: [Record], _ transaction: Transaction) throws {
        for table in ["booking_cell", "booking"] {
            try transaction.connection.execute(
                "DELETE FROM \(name: table) WHERE user_id IN (\(SQL.list(users.map(\.id))))")
        }
    }
}
