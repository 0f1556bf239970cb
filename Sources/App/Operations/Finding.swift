import Records

/// One thing the doctor looked at: how it is and, where it is not well, what to do about it.
package struct Finding: Sendable, Hashable {
    package enum Level: String, Sendable {
        case fine, notice, problem
    }

    /// Stable, for programs: `database.reachable`.
    package let check: String
    package let level: Level
    package let message: Message
    package let remedy: Message?

    static func fine(_ check: String, _ message: Message) -> Finding {
        Finding(check: check, level: .fine, message: message, remedy: nil)
    }

    static func notice(_ check: String, _ message: Message, _ remedy: Message) -> Finding {
        Finding(check: check, level: .notice, message: message, remedy: remedy)
    }

    static func problem(_ check: String, _ message: Message, _ remedy: Message) -> Finding {
        Finding(check: check, level: .problem, message: message, remedy: remedy)
    }
}
