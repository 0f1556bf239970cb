import Foundation
import Records

/// A letter by electronic mail as it came in, understood as far as it can be: who wrote, in answer to what, in which
/// words, with which files.
package struct IncomingMail: Sendable, Hashable {
    /// A file that came with it.
    package struct File: Sendable, Hashable {
        package let name: String
        /// `application/pdf`
        package let type: String
        package let bytes: Data
    }

    /// What a mail server says of a letter that did not arrive (RFC 3464).
    package struct Bounce: Sendable, Hashable {
        /// To whom it should have gone.
        package var recipient: String?
        /// `550 5.1.1 no such user`
        package var reason: String
        /// Of the letter that did not arrive.
        package var messageID: String?
        /// It will never arrive; otherwise it is only late.
        package var isFinal: Bool
        /// The address itself does not exist, or takes no letters any more.
        package var isDead = false
    }

    package var subject = ""
    package var from: MailAddress?
    package var to: [MailAddress] = []
    package var cc: [MailAddress] = []
    package var date: Instant?
    /// Message-IDs stand without their angle brackets.
    package var messageID: String?
    package var inReplyTo: String?
    /// The letters before, the oldest first.
    package var references: [String] = []
    package var text = ""
    package var files: [File] = []
    /// Texts of `text/calendar`: invitations and answers to them.
    package var calendars: [String] = []
    package var bounce: Bounce?
    /// Written by a machine: an absence, a receipt, a list (RFC 3834). It is no answer of a person.
    package var isAutomatic = false
    /// Something was left out: too many parts, too deep, too large.
    package var isCut = false

    package init() {}

    /// The letters it may answer, the nearest first.
    package var answered: [String] {
        var seen: Set<String> = []
        return ([inReplyTo].compactMap(\.self) + references.reversed()).filter { seen.insert($0).inserted }
    }
}

/// How much of a letter is read. Beyond, it is cut or refused, never followed.
package struct MimeLimits: Sendable {
    package var bytes = 40 << 20
    package var depth = 30
    package var parts = 300
    package var files = 50
    package var textBytes = 200_000
    package init() {}
}
