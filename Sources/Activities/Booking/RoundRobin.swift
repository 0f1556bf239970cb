import Foundation
import Records
import Storage

/// Who of those free takes a meeting: whoever has the fewest that week; of several, whose last booking is longest ago.
struct RoundRobin: Sendable, Hashable {
    let host: Int64
    let name: String
    /// Why, for whoever asks later. Nil where there was nobody to choose from.
    let reason: Message?

    struct Candidate: Sendable, Hashable {
        let id: Int64
        let name: String
        let meetings: Int
        let lastBookedAt: Instant?
    }

    /// Nil where nobody is free. `of` is how many were asked, free or not.
    static func choose(_ candidates: [Candidate], of count: Int) -> RoundRobin? {
        let order = candidates.sorted { a, b in
            if a.meetings != b.meetings { return a.meetings < b.meetings }
            if a.lastBookedAt != b.lastBookedAt {
                return (a.lastBookedAt ?? .distantPast) < (b.lastBookedAt ?? .distantPast)
            }
            return a.id < b.id
        }
        guard let chosen = order.first else { return nil }
        if count == 1 { return RoundRobin(host: chosen.id, name: chosen.name, reason: nil) }
        let name: [String: Message.Argument] = [
            "name": .text(chosen.name), "meetings": .number(chosen.meetings),
        ]
        let reason: Message
        if candidates.count == 1 {
            reason = Message("{name} was the only one free at this time.", name)
        } else if order[1].meetings > chosen.meetings {
            reason = Message("{name} had the fewest meetings that week: {meetings}.", name)
        } else {
            reason = Message("{name} had as few meetings that week as others ({meetings}), and was next in turn.", name)
        }
        return RoundRobin(host: chosen.id, name: chosen.name, reason: reason)
    }

    static func choose(
        _ free: [BookingDiary.Host], of count: Int, at start: Instant, in transaction: Transaction
    ) throws -> RoundRobin? {
        let day = start.day(in: transaction.settings.timeZone)
        let monday = day.adding(days: 1 - day.weekday), sunday = monday.adding(days: 6)
        let ids = free.map(\.id)
        guard !ids.isEmpty else { return nil }
        let meetings = try transaction.connection.rows(
            """
            SELECT owner, COUNT(*) FROM activity WHERE owner IN (\(SQL.set(ids)))
            AND due_on BETWEEN \(monday) AND \(sunday) AND type = 'meeting' AND starts_at IS NOT NULL GROUP BY owner
            """, .integer, .integer)
        let bookings = try transaction.connection.rows(
            "SELECT user_id, MAX(created_at) FROM booking WHERE user_id IN (\(SQL.set(ids))) GROUP BY user_id",
            .integer, .instant)
        let counts = Dictionary(meetings.map { ($0[0].integer ?? 0, Int($0[1].integer ?? 0)) }) { first, _ in first }
        let last = Dictionary(bookings.map { ($0[0].integer ?? 0, $0[1].instant) }) { first, _ in first }
        return choose(
            free.map {
                Candidate(
                    id: $0.id, name: $0.name, meetings: counts[$0.id] ?? 0, lastBookedAt: last[$0.id].flatMap(\.self))
            }, of: count)
    }
}

extension Instant {
    fileprivate static let distantPast = Instant(microseconds: 0)
}
