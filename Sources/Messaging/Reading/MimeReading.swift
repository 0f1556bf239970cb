import CGmime
import Foundation
import Records

/// One letter being taken apart.
struct MimeReading {
    let limits: MimeLimits
    var mail = IncomingMail()
    private var parts = 0
    private var plain: [String] = []
    private var html: [String] = []

    init(limits: MimeLimits) { self.limits = limits }

    mutating func read(_ message: UnsafeMutablePointer<GMimeMessage>) {
        let object = Mime.object(message)
        mail.subject = Mime.line(g_mime_message_get_subject(message), atMost: 500)
        mail.from = Mime.addresses(g_mime_message_get_from(message)).first
        mail.to = Mime.addresses(g_mime_message_get_to(message))
        mail.cc = Mime.addresses(g_mime_message_get_cc(message))
        mail.date = Mime.instant(g_mime_message_get_date(message))
        mail.messageID = Mime.identifiers(Mime.header(object, "Message-ID")).first
        mail.inReplyTo = Mime.identifiers(Mime.header(object, "In-Reply-To")).first
        mail.references = Array(Mime.identifiers(Mime.header(object, "References")).suffix(50))
        mail.isAutomatic = MimeReading.isAutomatic { Mime.header(object, $0) }
        if let body = g_mime_message_get_mime_part(message) { read(body, depth: 0) }
        let words = plain.isEmpty ? html.map(HtmlText.plain).joined(separator: "\n\n") : plain.joined(separator: "\n\n")
        mail.text = MimeReading.tidy(words, atMost: limits.textBytes)
        if mail.bounce == nil, mail.isAutomatic { mail.bounce = BounceReading.guess(mail) }
        if mail.bounce != nil { mail.isAutomatic = true }
    }

    private mutating func read(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int) {
        parts += 1
        guard parts <= limits.parts, depth <= limits.depth else {
            mail.isCut = true
            return
        }
        if Mime.isA(object, g_mime_multipart_get_type()) {
            let multipart = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMultipart.self)
            for index in 0..<max(0, g_mime_multipart_get_count(multipart)) {
                guard let part = g_mime_multipart_get_part(multipart, index) else { continue }
                read(part, depth: depth + 1)
                if parts > limits.parts { return }
            }
        } else if Mime.isA(object, g_mime_message_part_get_type()) {
            readForwarded(object)
        } else if Mime.isA(object, g_mime_part_get_type()) {
            readLeaf(object)
        }
    }

    /// A letter inside the letter: a file, or in a report the letter that did not arrive.
    private mutating func readForwarded(_ object: UnsafeMutablePointer<GMimeObject>) {
        let part = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMessagePart.self)
        guard let inner = g_mime_message_part_get_message(part) else { return }
        if mail.bounce != nil {
            mail.bounce?.messageID = Mime.identifiers(Mime.header(Mime.object(inner), "Message-ID")).first
            return
        }
        guard let text = g_mime_object_to_string(Mime.object(inner), nil) else { return }
        defer { g_free(text) }
        let subject = Mime.line(g_mime_message_get_subject(inner), atMost: 80)
        keep("\(subject.isEmpty ? "message" : subject).eml", "message/rfc822", Data(String(cString: text).utf8))
    }

    private mutating func readLeaf(_ object: UnsafeMutablePointer<GMimeObject>) {
        let part = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimePart.self)
        let type = Mime.type(object), name = Mime.line(g_mime_part_get_filename(part), atMost: 180)
        let isFile = Mime.text(g_mime_object_get_disposition(object)).lowercased() == "attachment" || !name.isEmpty
        switch type {
        case "message/delivery-status", "message/global-delivery-status":
            mail.bounce = BounceReading.status(String(decoding: Mime.content(part), as: UTF8.self))
        case "text/rfc822-headers", "message/global-headers":
            if mail.bounce != nil {
                let headers = String(decoding: Mime.content(part), as: UTF8.self)
                mail.bounce?.messageID = BounceReading.field("message-id", headers).flatMap {
                    Mime.identifiers($0).first
                }
            }
        case "message/disposition-notification": mail.isAutomatic = true
        case "text/calendar":
            if mail.calendars.count < 10 { mail.calendars.append(Mime.words(part, object)) }
            if isFile { keep(name.isEmpty ? "invitation.ics" : name, type, Mime.content(part)) }
        case "text/plain" where !isFile: plain.append(Mime.words(part, object))
        case "text/html" where !isFile: html.append(Mime.words(part, object))
        default: keep(name, type, Mime.content(part))
        }
    }

    private mutating func keep(_ name: String, _ type: String, _ bytes: Data) {
        guard mail.files.count < limits.files else {
            mail.isCut = true
            return
        }
        if bytes.isEmpty { return }
        let plainName = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let known = plainName.isEmpty || plainName == ".." ? "file-\(mail.files.count + 1)" : plainName
        mail.files.append(IncomingMail.File(name: known, type: type, bytes: bytes))
    }

    /// RFC 3834 and what came before it.
    private static func isAutomatic(_ header: (String) -> String) -> Bool {
        let said = header("Auto-Submitted").lowercased().prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
        if !said.isEmpty, said != "no" { return true }
        let precedence = header("Precedence").lowercased().trimmingCharacters(in: .whitespaces)
        if ["bulk", "junk", "list", "auto_reply"].contains(precedence) { return true }
        if header("Return-Path").trimmingCharacters(in: .whitespaces) == "<>" { return true }
        return ["X-Autoreply", "X-Autorespond", "X-Autoresponse", "List-Id", "List-Unsubscribe"].contains {
            !header($0).isEmpty
        }
    }

    /// Without control characters, trailing spaces and long gaps.
    static func tidy(_ text: String, atMost limit: Int) -> String {
        var lines: [Substring] = [], empty = 0
        let clean = String(
            String.UnicodeScalarView(
                text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars.filter {
                    $0.value >= 32 && $0.value != 127 || $0.value == 10 || $0.value == 9
                }))
        for line in clean.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = line
            while let last = line.last, last == " " || last == "\t" || last == "\u{a0}" { line = line.dropLast() }
            empty = line.isEmpty ? empty + 1 : 0
            if empty < 3 { lines.append(line) }
        }
        let whole = lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
        guard whole.utf8.count > limit else { return whole }
        return String(decoding: whole.utf8.prefix(limit), as: UTF8.self).trimmingCharacters(in: ["\u{fffd}"]) + "…"
    }
}
