import Records
import Storage

/// Whether somebody may do something to one record, and why: one sentence a reason.
package struct Explanation: Sendable {
    package let act: Viewer.Act
    package let isAllowed: Bool
    package let reasons: [Message]

    /// What is asked about one record; adding is about none.
    static let acts: [Viewer.Act] = [.read, .change, .delete, .export]
}

extension Viewer.Act {
    /// “Claire sees it because …”
    func because(_ person: String, _ reason: Message) -> Message {
        let parts: [String: Message.Argument] = ["person": .text(person), "reason": .message(reason)]
        return switch self {
        case .read, .create: Message("{person} sees it because {reason}.", parts)
        case .change: Message("{person} may change it because {reason}.", parts)
        case .delete: Message("{person} may delete it because {reason}.", parts)
        case .export: Message("{person} may export it because {reason}.", parts)
        }
    }

    /// “Claire does not see it because …”
    func notBecause(_ person: String, _ reason: Message) -> Message {
        let parts: [String: Message.Argument] = ["person": .text(person), "reason": .message(reason)]
        return switch self {
        case .read, .create: Message("{person} does not see it because {reason}.", parts)
        case .change: Message("{person} may not change it because {reason}.", parts)
        case .delete: Message("{person} may not delete it because {reason}.", parts)
        case .export: Message("{person} may not export it because {reason}.", parts)
        }
    }
}
