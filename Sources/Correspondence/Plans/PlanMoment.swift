import Records

/// When a step comes: on the given open day after the start, when work begins, and never outside working hours.
enum PlanMoment {
    static func of(_ step: PlanStep, startedOn start: Day, now: Instant, _ time: WorkingTime) -> Instant {
        let day = step.day == 0 ? start : time.day(step.day, openDaysAfter: start)
        let morning = time.openings(on: day).first?.from ?? Instant(startOf: day, in: time.zone)
        return nextOpen(max(morning, now), time)
    }

    /// The next open day's morning: when a refused step is tried again.
    static func tomorrow(_ now: Instant, _ time: WorkingTime) -> Instant {
        let day = time.nextOpenDay(after: now.day(in: time.zone))
        return time.openings(on: day).first?.from ?? now.adding(seconds: 86_400)
    }

    /// This instant where it is worked then, else when work begins again.
    static func nextOpen(_ instant: Instant, _ time: WorkingTime) -> Instant {
        let first = instant.day(in: time.zone)
        for distance in 0..<400 {
            for opening in time.openings(on: first.adding(days: distance)) where opening.to > instant {
                return max(opening.from, instant)
            }
        }
        return instant
    }
}
