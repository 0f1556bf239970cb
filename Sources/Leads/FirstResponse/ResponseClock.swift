import Localisation
import Records
import Storage
import Web

/// How long a lead has been waiting for its first answer, in hours of work: said by colour, icon and words.
package struct ResponseClock: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        /// Open minutes left.
        case running(Int)
        /// Open minutes too late.
        case late(Int)
        /// Open minutes it took, and whether that was in time.
        case answered(Int, inTime: Bool)
    }

    package let state: State
    package let due: Instant?
    private let allowed: Int

    /// Nil where no answer is awaited: no clock, or it is over without one.
    package init?(_ lead: Lead, _ settings: WorkspaceSettings, now: Instant) {
        due = lead.respondBy
        let time = settings.workingTime
        allowed = lead.receivedAt.flatMap { from in lead.respondBy.map { time.openMinutes(from: from, to: $0) } } ?? 0
        if let answered = lead.firstRespondedAt {
            let minutes = lead.responseMinutes ?? lead.receivedAt.map { time.openMinutes(from: $0, to: answered) } ?? 0
            state = .answered(minutes, inTime: lead.respondBy.map { answered <= $0 } ?? true)
        } else if let due = lead.respondBy, lead.status.isOpen {
            state =
                now <= due
                ? .running(time.openMinutes(from: now, to: due)) : .late(time.openMinutes(from: due, to: now))
        } else {
            return nil
        }
    }

    package func badge(_ t: Translator) -> Badge {
        let exact = due.map { t(Message("Answer due {time}", ["time": .instant($0)])) }
        switch state {
        case .running(let left):
            let isShort = left * 3 <= allowed
            let text = t(Message("{time} left", ["time": .text(ResponseClock.words(left, t))]))
            return Badge(text, isShort ? .warn : .good, icon: "timer", title: exact)
        case .late(let minutes):
            let text = t(Message("{time} late", ["time": .text(ResponseClock.words(minutes, t))]))
            return Badge(text, .bad, icon: "alarm-clock", title: exact)
        case .answered(let minutes, let inTime):
            let text = t(Message("Answered in {time}", ["time": .text(ResponseClock.words(minutes, t))]))
            return Badge(text, inTime ? .neutral : .warn, icon: "check", title: exact)
        }
    }

    /// `25 min`, `3 h 20`, `4 d` of eight hours.
    package static func words(_ minutes: Int, _ t: Translator) -> String {
        if minutes < 60 { return t(Message("{count} min", ["count": .number(minutes)])) }
        if minutes < 24 * 60 {
            let rest = minutes % 60
            let hours = Message.Argument.number(minutes / 60)
            return rest == 0
                ? t(Message("{hours} h", ["hours": hours]))
                : t(
                    Message(
                        "{hours} h {minutes}", ["hours": hours, "minutes": .text(rest < 10 ? "0\(rest)" : "\(rest)")]))
        }
        return t(Message("{count} working d", ["count": .number(minutes / 480)]))
    }
}
