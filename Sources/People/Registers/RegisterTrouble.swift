import Records

/// Why a register gave no answer. Nothing is known then, so nothing may be changed; a job that meets it tries again.
package enum RegisterTrouble: Error, Sendable, Hashable {
    /// Away, slow, broken, or answering something that is no answer.
    case silent
    /// It has been asked too often: wait so many seconds.
    case busy(seconds: Int)
    /// It does not take this question: the words are too short.
    case unclear

    package var message: Message {
        switch self {
        case .silent: Message("The register does not answer; nothing was changed. Try again in a minute.")
        case .busy: Message("The register is asked too often right now; nothing was changed. Try again in a minute.")
        case .unclear: Message("The register wants at least three letters, or a whole SIREN or SIRET.")
        }
    }

    package var code: String {
        switch self {
        case .silent: "register_silent"
        case .busy: "register_busy"
        case .unclear: "register_unclear"
        }
    }

    /// Worth asking again later.
    package var passes: Bool { self != .unclear }
}
