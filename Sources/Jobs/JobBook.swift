import Records

/// The kinds of work there are, by name, and the schedules.
package struct JobBook: Sendable {
    package typealias Work = @Sendable (JobContext) async throws -> JSON

    package struct Entry: Sendable {
        package let label: Message
        package let maximumAttempts: Int
        package let work: Work
    }

    package private(set) var entries: [String: Entry] = [:]
    /// Name → seconds between runs.
    package private(set) var schedules: [String: Int] = [:]

    package init() {}

    /// `work` returns what it did, as JSON, kept with the finished job.
    package mutating func add(_ name: String, _ label: String, maximumAttempts: Int = 5, work: @escaping Work) {
        precondition(entries[name] == nil, "two jobs are called \(name)")
        entries[name] = Entry(label: Message(label), maximumAttempts: maximumAttempts, work: work)
    }

    /// One run a period, whichever node is up; for the house, without arguments.
    package mutating func schedule(_ name: String, everySeconds seconds: Int) {
        precondition(seconds > 0, "the schedule of \(name) has a period")
        schedules[name] = seconds
    }
}
