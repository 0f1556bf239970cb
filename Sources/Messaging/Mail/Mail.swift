import Foundation
import Records

/// A letter by electronic mail, not yet written out: who, to whom, about what, in which words.
package struct Mail: Sendable {
    /// A file that goes with it.
    package struct Attachment: Sendable {
        package let name: String
        /// `application/pdf`
        package let type: String
        package let bytes: Data
        package init(name: String, type: String, bytes: Data) {
            self.name = name
            self.type = type
            self.bytes = bytes
        }
    }

    /// An invitation, or what became of one, as the receiver's calendar reads it.
    package struct Calendar: Sendable, Hashable {
        /// `REQUEST`, `CANCEL`
        package let method: String
        package let text: String
        package init(_ calendar: ICalendar) {
            method = calendar.method?.rawValue ?? ICalendar.Method.publish.rawValue
            text = calendar.text
        }
        fileprivate init(method: String, text: String) {
            self.method = method
            self.text = text
        }
    }

    /// Names it for ever, without the part after `@`: sent again under the same name, it is known as the same letter.
    package var name: String
    /// Nil: as the mail server's settings say.
    package var from: MailAddress?
    package var to: [MailAddress]
    package var replyTo: MailAddress?
    package var subject: String
    package var text: String
    package var html: String?
    package var attachments: [Attachment] = []
    /// Said once more for programs, beside the words; attached as well, for those that only know files.
    package var calendar: Calendar?
    /// Further headers, by their names: words, encoded where they must be.
    package var headers: [(name: String, value: String)] = []
    /// Further headers whose values programs read: plain letters, never encoded. `List-Unsubscribe`.
    package var exactHeaders: [(name: String, value: String)] = []
    package var cc: [MailAddress] = []
    /// The whole Message-ID, without brackets; nil: made of the name.
    package var identity: String?
    /// The Message-ID of the letter this one answers, without brackets.
    package var inReplyTo: String?
    /// Those of the letters before, oldest first.
    package var references: [String] = []
    /// Written by a program: machines that answer letters do not answer it. A person's letter says nothing.
    package var isAutomatic = true

    package init(_ name: String, to: [MailAddress], subject: String, text: String) {
        self.name = name
        self.to = to
        self.subject = subject
        self.text = text
    }
}

// As JSON, to wait in the database.
extension Mail {
    package var json: JSON {
        .record([
            "name": .text(name), "from": from.map(Mail.json) ?? .null, "to": .array(to.map(Mail.json)),
            "reply_to": replyTo.map(Mail.json) ?? .null, "subject": .text(subject), "text": .text(text),
            "html": html.map(JSON.text) ?? .null,
            "calendar": calendar.map { .record(["method": .text($0.method), "text": .text($0.text)]) } ?? .null,
            "headers": .array(headers.map { .array([.text($0.name), .text($0.value)]) }),
            "exact_headers": .array(exactHeaders.map { .array([.text($0.name), .text($0.value)]) }),
            "cc": .array(cc.map(Mail.json)), "identity": identity.map(JSON.text) ?? .null,
            "in_reply_to": inReplyTo.map(JSON.text) ?? .null, "references": .array(references.map(JSON.text)),
            "automatic": .boolean(isAutomatic),
            "attachments": .array(
                attachments.map {
                    .record([
                        "name": .text($0.name), "type": .text($0.type), "bytes": .text($0.bytes.base64EncodedString()),
                    ])
                }),
        ])
    }

    package init?(_ json: JSON) {
        guard let name = json["name"]?.text, let subject = json["subject"]?.text, let text = json["text"]?.text,
            let to = json["to"]?.array
        else { return nil }
        self.init(name, to: to.compactMap(Mail.address), subject: subject, text: text)
        from = json["from"].flatMap(Mail.address)
        replyTo = json["reply_to"].flatMap(Mail.address)
        html = json["html"]?.text
        if let method = json["calendar"]?["method"]?.text, let text = json["calendar"]?["text"]?.text {
            calendar = Calendar(method: method, text: text)
        }
        headers = (json["headers"]?.array ?? []).compactMap(Mail.header)
        exactHeaders = (json["exact_headers"]?.array ?? []).compactMap(Mail.header)
        cc = (json["cc"]?.array ?? []).compactMap(Mail.address)
        identity = json["identity"]?.text
        inReplyTo = json["in_reply_to"]?.text
        references = (json["references"]?.array ?? []).compactMap(\.text)
        isAutomatic = json["automatic"]?.boolean ?? true
        attachments = (json["attachments"]?.array ?? []).compactMap { item in
            guard let name = item["name"]?.text, let type = item["type"]?.text,
                let bytes = item["bytes"]?.text.flatMap({ Data(base64Encoded: $0) })
            else { return nil }
            return Attachment(name: name, type: type, bytes: bytes)
        }
    }

    private static func header(_ pair: JSON) -> (name: String, value: String)? {
        guard let pair = pair.array, pair.count == 2, let name = pair[0].text, let value = pair[1].text else {
            return nil
        }
        return (name, value)
    }

    private static func json(_ address: MailAddress) -> JSON {
        .record(["address": .text(address.address), "name": address.name.map(JSON.text) ?? .null])
    }

    private static func address(_ json: JSON) -> MailAddress? {
        json["address"]?.text.flatMap { MailAddress($0, name: json["name"]?.text) }
    }
}
