import Crypto
import Foundation
import Records

extension Mail {
    /// The letter as it travels (RFC 5322, MIME), in plain ASCII: `from` is the sender where the mail names none,
    /// `house` what follows `@` in its name. The same mail is always the same bytes.
    func message(from sender: MailAddress, house: String, at now: Instant) -> Data {
        var lines: [String] = []
        func header(_ name: String, _ value: String) { lines.append(Mail.folded("\(name): \(value)")) }
        header("Date", Mail.date(now))
        header("From", (from ?? sender).header)
        header("To", to.map(\.header).joined(separator: ", "))
        if !cc.isEmpty { header("Cc", cc.map(\.header).joined(separator: ", ")) }
        if let replyTo { header("Reply-To", replyTo.header) }
        header("Subject", MimeText.words(subject))
        header("Message-ID", "<\(messageID(house))>")
        if let answered = inReplyTo.flatMap(Mail.identity) { header("In-Reply-To", "<\(answered)>") }
        let before = references.compactMap(Mail.identity)
        if !before.isEmpty { header("References", before.map { "<\($0)>" }.joined(separator: " ")) }
        header("MIME-Version", "1.0")
        // Machines that answer letters do not answer this one (RFC 3834).
        if isAutomatic { header("Auto-Submitted", "auto-generated") }
        for (name, value) in headers {
            precondition(Mail.isHeaderName(name), "“\(name)” is not the name of a header")
            header(name, MimeText.words(value))
        }
        for (name, value) in exactHeaders {
            precondition(Mail.isHeaderName(name), "“\(name)” is not the name of a header")
            precondition(value.utf8.allSatisfy { $0 >= 32 && $0 < 127 }, "the header \(name) holds plain letters only")
            header(name, value)
        }
        let body = content()
        return Data((lines + body.headers.map(Mail.folded)).joined(separator: "\r\n").utf8) + Data("\r\n\r\n".utf8)
            + Data(body.text.utf8)
    }

    func messageID(_ house: String) -> String {
        if let identity = identity.flatMap(Mail.identity) { return identity }
        let clean = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        return "\(clean)@\(house)"
    }

    // A part: its headers, then its text.
    private typealias Part = (headers: [String], text: String)

    private func content() -> Part {
        var main: Part = (Mail.textHeaders("plain"), MimeText.quotedPrintable(text))
        var ways = [main]
        if let html { ways.append((Mail.textHeaders("html"), MimeText.quotedPrintable(html))) }
        if let calendar { ways.append(Mail.part(calendar)) }
        if ways.count > 1 { main = joined("alternative", ways) }
        let files = attachments + (calendar.map { [Mail.file($0)] } ?? [])
        if files.isEmpty { return main }
        return joined("mixed", [main] + files.map(Mail.part))
    }

    /// Calendar programs find this part by its type and method (RFC 6047).
    private static func part(_ calendar: Calendar) -> Part {
        let method = calendar.method.filter { $0.isASCII && $0.isLetter }
        return (
            ["Content-Type: text/calendar; charset=utf-8; method=\(method)", "Content-Transfer-Encoding: base64"],
            MimeText.base64(Data(calendar.text.utf8))
        )
    }

    private static func file(_ calendar: Calendar) -> Attachment {
        Attachment(name: "invite.ics", type: "application/ics", bytes: Data(calendar.text.utf8))
    }

    private static func textHeaders(_ type: String) -> [String] {
        ["Content-Type: text/\(type); charset=utf-8", "Content-Transfer-Encoding: quoted-printable"]
    }

    private static func part(_ attachment: Attachment) -> Part {
        let isType = attachment.type.wholeMatch(of: /[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+/) != nil
        let name = MimeText.parameter("filename", attachment.name).joined(separator: "; ")
        return (
            [
                "Content-Type: \(isType ? attachment.type : "application/octet-stream")",
                "Content-Transfer-Encoding: base64", "Content-Disposition: attachment; \(name)",
            ], MimeText.base64(attachment.bytes)
        )
    }

    /// `=_` stands in no quoted-printable and no base64 text, so the boundary stands in no part.
    private func joined(_ kind: String, _ parts: [Part]) -> Part {
        let digest = SHA256.hash(data: Data("\(kind) \(name)".utf8)).prefix(12)
        let boundary = "=_" + digest.map { padded(Int($0), 3) }.joined().prefix(30)
        var text = ""
        for part in parts {
            text +=
                "--\(boundary)\r\n" + part.headers.map(Mail.folded).joined(separator: "\r\n") + "\r\n\r\n" + part.text
        }
        return (["Content-Type: multipart/\(kind); boundary=\"\(boundary)\""], text + "--\(boundary)--\r\n")
    }

    /// A Message-ID as it may stand in a header; nil for anything else somebody once wrote there.
    private static func identity(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
        return isPlain && text.contains("@") && text.utf8.count <= 500 ? text : nil
    }

    private static func isHeaderName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }
    }

    /// Lines of at most 78 characters, cut at spaces.
    static func folded(_ line: String) -> String {
        guard line.utf8.count > 76 else { return line }
        var rows: [String] = [], current = ""
        for word in line.split(separator: " ") {
            if current.isEmpty {
                current = String(word)
            } else if current.utf8.count + 1 + word.utf8.count > 76, current.hasSuffix(":") == false {
                rows.append(current)
                current = " " + word
            } else {
                current += " " + word
            }
        }
        return (rows + [current]).joined(separator: "\r\n")
    }

    /// `Sun, 22 Nov 2026 05:07:09 +0000`
    static func date(_ now: Instant) -> String {
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = now.day(in: .gmt), parts = day.parts
        let seconds = Int((now.microseconds / 1_000_000 % 86_400 + 86_400) % 86_400)
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(days[day.weekday - 1]), \(parts.day) \(months[parts.month - 1]) \(parts.year) \(time) +0000"
    }
}
