/// The times of the queue, in seconds, and how much it does at once.
package struct JobPace: Sendable {
    package var jobsAtOnce = 2
    /// Between two looks when nobody calls.
    package var look = 2.0
    /// How long a job stays with a runner that no longer answers. Longer than clocks of nodes differ.
    package var lease = 60.0
    /// Between two looks at whether a running job is still wanted.
    package var watch = 1.0
    /// Between two writes of progress.
    package var write = 0.2

    package init() {}

    /// Until the next attempt, after so many: 5 s, 25 s, 2 min, 10 min, 1 h, and up to a quarter more, so that what
    /// failed together does not come back together. `chance` is at least 0 and below 1.
    package static func delay(afterAttempt attempt: Int, chance: Double) -> Double {
        let seconds = [5.0, 25, 120, 600, 3600]
        return seconds[min(max(attempt, 1), seconds.count) - 1] * (1 + chance / 4)
    }
}
