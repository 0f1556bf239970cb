import Crypto
import Foundation
import Records

/// The six digits an authenticator app shows, new every thirty seconds (RFC 6238, SHA-1 as every app knows it).
enum TimeCode {
    static let digits = 6, periodSeconds: Int64 = 30

    static func step(at now: Instant) -> Int64 { now.microseconds / 1_000_000 / periodSeconds }

    static func code(_ secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(hash[19] & 0x0f)
        let number =
            Int(hash[offset] & 0x7f) << 24 | Int(hash[offset + 1]) << 16 | Int(hash[offset + 2]) << 8
            | Int(hash[offset + 3])
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The step whose code this is: now, or one before or after, for clocks that differ. All three are compared, so the
    /// time it takes says nothing.
    static func step(of code: String, _ secret: [UInt8], now: Instant) -> Int64? {
        var found: Int64?
        for step in [step(at: now) - 1, step(at: now), step(at: now) + 1]
        where sameBytes(TimeCode.code(secret, step: step), code) { found = step }
        return found
    }

    private static func sameBytes(_ left: String, _ right: String) -> Bool {
        let left = Array(left.utf8), right = Array(right.utf8)
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }

    /// What an app reads from the QR code.
    static func address(secret: String, issuer: String, account: String) -> String {
        func escaped(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.ascii)) ?? ""
        }
        let issuer = escaped(String(issuer.prefix(60)))
        return "otpauth://totp/\(issuer):\(escaped(String(account.prefix(120))))?secret=\(secret)&issuer=\(issuer)"
            + "&algorithm=SHA1&digits=6&period=30"
    }
}

extension CharacterSet {
    fileprivate static let ascii = CharacterSet(charactersIn: Unicode.Scalar(0)...Unicode.Scalar(127))
}

/// Bytes as letters that are read aloud without mistakes (RFC 4648, section 6), without padding.
enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = [], held = 0, bits = 0
        for byte in bytes {
            held = held << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[held >> bits & 31])
            }
            held &= (1 << bits) - 1
        }
        if bits > 0 { text.append(letters[held << (5 - bits) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = [], held = 0, bits = 0
        for letter in text.uppercased().utf8 where letter != UInt8(ascii: "=") {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            held = held << 5 | value
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(held >> bits & 255))
            }
            held &= (1 << bits) - 1
        }
        return bytes
    }

    /// `ABCD EFGH IJKL`, to be typed.
    static func grouped(_ text: String, by separator: String = " ") -> String {
        var groups: [String] = [], rest = text[...]
        while !rest.isEmpty {
            groups.append(String(rest.prefix(4)))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: separator)
    }
}
