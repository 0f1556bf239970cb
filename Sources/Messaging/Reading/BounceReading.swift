import Foundation
import Records

/// What a mail server says of a letter it could not hand over.
enum BounceReading {
    /// A report for machines (RFC 3464): the first recipient that failed says why.
    static func status(_ report: String) -> IncomingMail.Bounce? {
        let groups = report.replacing("\r\n", with: "\n").components(separatedBy: "\n\n").prefix(200)
        var delayed: IncomingMail.Bounce?
        for group in groups {
            guard let action = field("action", group)?.lowercased() else { continue }
            let recipient = (field("original-recipient", group) ?? field("final-recipient", group)).map(value)
            let reason =
                [field("diagnostic-code", group).map(value), field("status", group)]
                .compactMap(\.self).first { !$0.isEmpty } ?? action
            let bounce = IncomingMail.Bounce(
                recipient: recipient.flatMap { EmailAddress.normalised($0) }, reason: String(reason.prefix(500)),
                messageID: nil, isFinal: action == "failed",
                isDead: action == "failed" && DeliveryStatus.isDead("\(field("status", group) ?? "") \(reason)"))
            if bounce.isFinal { return bounce }
            if action == "delayed" { delayed = bounce }
        }
        return delayed
    }

    /// A report for people only: from the mail system itself, naming the letter it means.
    static func guess(_ mail: IncomingMail) -> IncomingMail.Bounce? {
        guard let sender = mail.from?.address.lowercased(),
            sender.hasPrefix("mailer-daemon@") || sender.hasPrefix("postmaster@")
        else { return nil }
        let identifier = mail.answered.first ?? field("message-id", mail.text).flatMap { Mime.identifiers($0).first }
        guard identifier != nil else { return nil }
        let lines = mail.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let reason = lines.first { $0.contains(/\b5[0-9][0-9][ -]/) } ?? mail.subject
        return IncomingMail.Bounce(
            recipient: nil, reason: String(reason.prefix(500)), messageID: identifier, isFinal: true,
            isDead: DeliveryStatus.isDead(reason))
    }

    /// The name of the letter that came back, where the report is cut off or not made as it should be.
    static func identifier(within bytes: Data) -> String? {
        let text = String(decoding: bytes.prefix(1 << 20), as: UTF8.self).replacing("\r\n", with: "\n")
        guard let body = text.range(of: "\n\n") else { return nil }
        return field("message-id", String(text[body.upperBound...])).flatMap { Mime.identifiers($0).first }
    }

    /// A header's value, its continued lines joined.
    static func field(_ name: String, _ text: String) -> String? {
        var value: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).prefix(2000) {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            if let started = value {
                guard line.first == " " || line.first == "\t" else { return started }
                value = started + " " + line.trimmingCharacters(in: .whitespaces)
            } else if line.lowercased().hasPrefix(name + ":") {
                value = line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            }
        }
        return value
    }

    /// `rfc822; anne@example.fr` → `anne@example.fr`
    private static func value(_ typed: String) -> String {
        guard let semicolon = typed.firstIndex(of: ";") else { return typed }
        return typed[typed.index(after: semicolon)...].trimmingCharacters(in: .whitespaces)
    }
}
