import Foundation
import Records

/// When somebody can be met: within working hours, outside what is planned, with the room that the kind of meeting
/// wants. Plain calculation: no database, no clock.
enum OpenTimes {
    /// What a kind of meeting asks for.
    struct Rule: Sendable, Hashable {
        var minutes: Int
        var before = 0
        var after = 0
        var noticeHours = 0
        var horizonDays = 30

        /// Beginnings lie on the half hours where the length does too, else on the quarters.
        var step: Int { minutes % 30 == 0 ? 30 : 15 }
        var seconds: Int { minutes * 60 }
    }

    /// The first and the last instant at which a meeting may begin.
    static func window(_ rule: Rule, now: Instant) -> Range<Instant> {
        now.adding(seconds: rule.noticeHours * 3_600)..<now.adding(seconds: rule.horizonDays * 86_400)
    }

    /// The beginnings that are free on a day of the person's own, in order. `busy` need not be, nor `kept`, which are
    /// meetings booked earlier with the room that their own kind wants.
    static func starts(
        on day: Day, _ rule: Rule, _ working: WorkingTime, busy: [Range<Instant>], kept: [Range<Instant>] = [],
        now: Instant
    ) -> [Instant] {
        let window = window(rule, now: now)
        var starts: [Instant] = []
        for opening in working.openings(on: day) {
            var start = opening.from
            while start.adding(seconds: rule.seconds) <= opening.to {
                if window.contains(start), isFree(start, rule, busy, kept) { starts.append(start) }
                start = start.adding(seconds: rule.step * 60)
            }
        }
        return starts
    }

    /// Room before and after must be free as well; it may lie outside working hours. The rooms of two meetings may lie
    /// over each other: the longer pause is kept, not both.
    private static func isFree(
        _ start: Instant, _ rule: Rule, _ busy: [Range<Instant>], _ kept: [Range<Instant>]
    ) -> Bool {
        let from = start.adding(seconds: -rule.before * 60)
        let to = start.adding(seconds: rule.seconds + rule.after * 60)
        let end = start.adding(seconds: rule.seconds)
        return busy.allSatisfy { $0.upperBound <= from || $0.lowerBound >= to }
            && kept.allSatisfy { $0.upperBound <= start || $0.lowerBound >= end }
    }
}
