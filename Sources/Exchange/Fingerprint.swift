import Crypto
import Foundation

/// The SHA-256 of bytes that pass by, piece after piece: by it a copy is known to be whole.
package struct Fingerprint: Sendable {
    private var hash = SHA256()

    package init() {}

    package mutating func add(_ bytes: Data) { hash.update(data: bytes) }

    /// Sixty-four hexadecimal digits.
    package var hex: String { hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
