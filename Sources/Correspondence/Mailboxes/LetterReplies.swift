import Activities
import Messaging
import Records
import Storage

/// Letters that are no letters: answers to invitations, and reports of what did not arrive. Each goes to who knows it.
enum LetterReplies {
    static func take(_ bounce: IncomingMail.Bounce, in transaction: Transaction) throws -> Bool {
        guard bounce.isFinal, let id = bounce.messageID else { return false }
        return try EmailBounces.take(
            messageID: id, recipient: bounce.recipient, isDead: bounce.isDead, reason: bounce.reason, in: transaction)
    }

    static func take(_ calendar: String, from sender: String, in transaction: Transaction) throws -> Bool {
        guard calendar.contains("METHOD:REPLY") || calendar.contains("METHOD:COUNTER") else { return false }
        return try MeetingReplies.take(calendar: calendar, from: sender, in: transaction)
    }
}
