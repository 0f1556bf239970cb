import Crypto
import Foundation

/// Random words that open doors, and the fingerprints under which we keep them: a stolen database opens nothing. They
/// are found by their fingerprint, so how long that takes says nothing about the word.
package enum Secret {
    /// 256 random bits, URL-safe.
    package static func make(prefix: String = "") -> String { prefix + base64(bytes(32)) }

    package static func fingerprint(_ secret: String) -> String {
        SHA256.hash(data: Data(secret.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        for index in bytes.indices { bytes[index] = UInt8.random(in: .min ... .max) }
        return bytes
    }

    /// Base64 with the alphabet for addresses, without padding (RFC 4648, section 5).
    static func base64(_ bytes: some DataProtocol) -> String {
        let text = Data(bytes).base64EncodedString()
        return text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Nil where the text is no such base64.
    static func bytes(base64 text: String) -> [UInt8]? {
        guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") }) else { return nil }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/").replacing("=", with: "")
        guard plain.utf8.count % 4 != 1 else { return nil }
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { Array($0) }
    }
}
