import Records
import Storage

/// What becomes of a booking when its meeting is changed in the agenda: the time taken follows it.
enum BookingFollowing {
    static func saved(_ changes: [Change], _ transaction: Transaction) throws {
        let moved = changes.filter { change in
            !change.isNew && ["starts_at", "duration_minutes", "owner", "is_done"].contains { change.changes($0) }
        }
        guard !moved.isEmpty else { return }
        let bookings = try Booking.find(
            "activity_id IN (\(SQL.set(moved.map(\.new.id)))) AND cancelled_at IS NULL", in: transaction)
        for booking in bookings {
            guard let change = moved.first(where: { $0.new.id == booking.activity }) else { continue }
            let activity = try change.typed(Activity.self)
            try Booking.release([booking.id], in: transaction)
            guard !activity.isDone, let start = activity.startsAt, let owner = activity.owner else { continue }
            let end = start.adding(seconds: max(activity.durationMinutes ?? Activity.usualMinutes, 5) * 60)
            // One of us may plan over a booking on purpose: the agenda shows both.
            _ = try Booking.take(booking.id, of: owner.number, start..<end, in: transaction)
        }
    }

    static func deleting(_ records: [Record], _ transaction: Transaction) throws {
        let ids = SQL.set(records.map(\.id))
        let bookings = try transaction.connection.integers("SELECT id FROM booking WHERE activity_id IN (\(ids))")
        guard !bookings.isEmpty else { return }
        try Booking.release(bookings, in: transaction)
        try transaction.connection.execute(
            "UPDATE booking SET cancelled_at = \(transaction.now) WHERE id IN (\(SQL.set(bookings)))")
    }
}
