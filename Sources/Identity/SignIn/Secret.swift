import Crypto
import Foundation

/// Random words that open doors, and the fingerprints under which we keep them: a stolen database opens nothing.
package enum Secret {
    /// 256 random bits, URL-safe.
    package static func make(prefix: String = "") -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        for index in bytes.indices { bytes[index] = UInt8.random(in: .min ... .max) }
        let text = Data(bytes).base64EncodedString()
        return prefix + text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    package static func fingerprint(_ secret: String) -> String {
        SHA256.hash(data: Data(secret.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
