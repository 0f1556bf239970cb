import CGmime
import Crypto
import Foundation
import Records
import Storage

/// Reads letters as they travel (RFC 5322, MIME) by gmime. Whatever the bytes are, the answer is a letter or a refusal,
/// never a crash: size, depth and number of parts are limited before and while it is taken apart.
package enum MimeReader {
    /// gmime keeps tables of the whole process: one letter at a time.
    private static let lock = Lock()
    private static let isReady: Bool = {
        g_mime_init()
        return true
    }()

    package static func read(_ bytes: Data, limits: MimeLimits = MimeLimits()) throws(Refusal) -> IncomingMail {
        guard bytes.count <= limits.bytes else { throw tooLarge }
        guard mayNest(bytes, atMost: limits.parts * 4) else { throw tooDeep }
        let mail = lock.locked { () -> IncomingMail? in
            precondition(isReady, "gmime starts")
            return parse(bytes, limits)
        }
        guard let mail else { throw notALetter }
        return mail
    }

    private static func parse(_ bytes: Data, _ limits: MimeLimits) -> IncomingMail? {
        let stream = bytes.withUnsafeBytes { raw in
            g_mime_stream_mem_new_with_buffer(raw.bindMemory(to: CChar.self).baseAddress, raw.count)
        }
        guard let stream else { return nil }
        defer { g_object_unref(stream) }
        guard let parser = g_mime_parser_new_with_stream(stream) else { return nil }
        defer { g_object_unref(parser) }
        guard let message = g_mime_parser_construct_message(parser, nil) else { return nil }
        defer { g_object_unref(message) }
        var reading = MimeReading(limits: limits)
        reading.read(message)
        var mail = reading.mail
        if mail.bounce != nil, mail.bounce?.messageID == nil {
            let identifier = BounceReading.identifier(within: bytes)
            mail.bounce?.messageID = identifier
        }
        return mail
    }

    /// gmime follows parts within parts as deep as they go: each level needs a line that declares it, so letters with
    /// more such lines than any honest one has are not opened.
    private static func mayNest(_ bytes: Data, atMost limit: Int) -> Bool {
        let name = Array("content-type".utf8)
        var found = 0
        return bytes.withUnsafeBytes { raw in
            var at = 0
            while at < raw.count {
                if raw.count - at >= name.count, name.indices.allSatisfy({ raw[at + $0] | 0x20 == name[$0] | 0x20 }) {
                    found += 1
                    if found > limit { return false }
                }
                // To the start of the next line; a lone CR is no line's end to gmime.
                guard let end = raw[at...].firstIndex(of: 10) else { return true }
                at = end + 1
            }
            return true
        }
    }

    /// Names a letter by what it is made of, where it has no Message-ID.
    package static func fingerprint(_ bytes: Data) -> String {
        "sha256:" + SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package static let tooLarge = Refusal(
        .tooLarge, code: "letter_too_large", Message("This letter is too large to be read. Open it in your mailbox."))
    static let tooDeep = Refusal(
        code: "letter_too_deep",
        Message("This letter is made of too many parts to be read safely. Open it in your mailbox."))
    static let notALetter = Refusal(
        code: "no_letter", Message("This is no letter that could be read. Open it in your mailbox."))
}
