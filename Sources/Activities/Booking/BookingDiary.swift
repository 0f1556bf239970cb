import Foundation
import Identity
import Records
import Storage

/// The agendas that a booking page looks into: when each of its people works, and when they are taken.
struct BookingDiary: Sendable {
    struct Host: Sendable {
        let id: Int64
        let name: String
        let working: WorkingTime
        var busy: [Range<Instant>]
        /// Meetings booked on a page, with the room that their kind wants.
        var kept: [Range<Instant>] = []
    }

    let hosts: [Host]

    init(hosts: [Host]) { self.hosts = hosts }

    /// Those whose time a page offers: its owner, or everybody active in its team.
    static func people(_ page: BookingPage, in transaction: Transaction) throws -> [(id: Int64, name: String)] {
        let who: SQL = page.team.map { "team = \($0)" } ?? "id = \(page.owner?.number)"
        return try transaction.connection.rows(
            "SELECT id, name FROM \"user\" WHERE \(who) AND is_active = TRUE ORDER BY name, id", .integer, .text
        ).map { ($0[0].integer ?? 0, $0[1].text ?? "") }
    }

    /// The days from one to another, each in the company's zone, with a day of room on both sides. A meeting that is
    /// being moved does not stand in its own way.
    init(
        _ page: BookingPage, from: Day, to: Day, besides activity: Int64? = nil, in transaction: Transaction
    ) throws {
        let people = try BookingDiary.people(page, in: transaction)
        let working = try WorkingTime.of(people.map(\.id), in: transaction)
        let busy = try BookingDiary.busy(
            people.map(\.id), working, from: from, to: to, besides: activity, in: transaction)
        let zone = transaction.settings.timeZone
        let kept = try BookingDiary.kept(people.map(\.id), from: from, to: to, besides: activity, in: transaction)
        hosts = people.map {
            Host(
                id: $0.id, name: $0.name, working: working[$0.id] ?? WorkingTime(zone: zone), busy: busy[$0.id] ?? [],
                kept: kept[$0.id] ?? [])
        }
    }

    /// A pause after one kind of meeting holds for every other kind too.
    private static func kept(
        _ users: [Int64], from: Day, to: Day, besides activity: Int64?, in transaction: Transaction
    ) throws -> [Int64: [Range<Instant>]] {
        guard !users.isEmpty else { return [:] }
        var kept: [Int64: [Range<Instant>]] = [:]
        let rows = try transaction.connection.rows(
            """
            SELECT b.user_id, a.starts_at, a.duration_minutes, t.minutes_before, t.minutes_after
            FROM activity AS a JOIN booking AS b ON b.activity_id = a.id JOIN booking_page_type AS t ON t.id = b.type_id
            WHERE a.owner IN (\(SQL.set(users))) AND a.due_on BETWEEN \(from.adding(days: -2)) AND \(to.adding(days: 2))
            AND b.cancelled_at IS NULL AND a.is_done = FALSE AND a.id <> \(activity ?? 0)
            """, .integer, .instant, .integer, .integer, .integer)
        for row in rows {
            guard let user = row[0].integer, let start = row[1].instant else { continue }
            let minutes = Int(row[2].integer ?? Int64(Activity.usualMinutes))
            let before = Int(row[3].integer ?? 0), after = Int(row[4].integer ?? 0)
            kept[user, default: []].append(
                start.adding(seconds: -before * 60)..<start.adding(seconds: (minutes + after) * 60))
        }
        return kept
    }

    private static func busy(
        _ users: [Int64], _ working: [Int64: WorkingTime], from: Day, to: Day, besides activity: Int64?,
        in transaction: Transaction
    ) throws -> [Int64: [Range<Instant>]] {
        guard !users.isEmpty else { return [:] }
        let columns = ["starts_at", "duration_minutes", "due_on", "ends_on"]
        let read = SQL.joined(columns.map { "a.\(name: $0)" as SQL }, ", ")
        // What fills several days may have begun long before; nothing lasts longer than a year.
        let taken: SQL =
            """
            a.due_on BETWEEN \(from.adding(days: -370)) AND \(to.adding(days: 1))
            AND COALESCE(a.ends_on, a.due_on) >= \(from.adding(days: -2)) AND a.is_done = FALSE
            AND (a.starts_at IS NOT NULL OR a.all_day = TRUE) AND a.id <> \(activity ?? 0)
            """
        let rows = try transaction.connection.rows(
            """
            SELECT a.owner AS who, \(read) FROM activity AS a WHERE a.owner IN (\(SQL.set(users))) AND \(taken)
            UNION ALL
            SELECT p."user", \(read) FROM activity_participant AS p JOIN activity AS a ON a.id = p.activity
            WHERE p."user" IN (\(SQL.set(users))) AND p.answer <> 'declined' AND \(taken)
            """, .integer, .instant, .integer, .day, .day)
        var busy: [Int64: [Range<Instant>]] = [:]
        for row in rows {
            guard let user = row[0].integer else { continue }
            if let start = row[1].instant {
                let minutes = Int(row[2].integer ?? Int64(Activity.usualMinutes))
                guard minutes > 0 else { continue }
                busy[user, default: []].append(start..<start.adding(seconds: minutes * 60))
            } else if let first = row[3].day {
                let last = max(row[4].day ?? first, first)
                let zone = working[user]?.zone ?? transaction.settings.timeZone
                busy[user, default: []].append(
                    Instant(startOf: first, in: zone)..<Instant(startOf: last.adding(days: 1), in: zone))
            }
        }
        return busy
    }

    /// Every free beginning in this span, each once, whoever of them is free.
    func starts(_ rule: OpenTimes.Rule, from: Day, to: Day, now: Instant) -> [Instant] {
        var starts: Set<Instant> = []
        for host in hosts {
            // Days as the host's clock has them reach into the neighbours of ours.
            var day = from.adding(days: -1)
            while day <= to.adding(days: 1) {
                starts.formUnion(
                    OpenTimes.starts(on: day, rule, host.working, busy: host.busy, kept: host.kept, now: now))
                day = day.adding(days: 1)
            }
        }
        return starts.sorted()
    }

    /// Who could begin then.
    func free(_ start: Instant, _ rule: OpenTimes.Rule, now: Instant) -> [Host] {
        hosts.filter { host in
            let day = start.day(in: host.working.zone)
            return OpenTimes.starts(
                on: day, rule, host.working, busy: host.busy, kept: host.kept, now: now
            ).contains(start)
        }
    }
}
