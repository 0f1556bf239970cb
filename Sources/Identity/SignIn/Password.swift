import CArgon2
import Dispatch
import Foundation
import Records

/// Passwords are kept as Argon2id hashes (RFC 9106: 64 MiB, three passes) in the standard encoded form.
/// Hashing is slow on purpose and never runs on the tasks that answer requests; two run at a time.
package enum Password {
    private static let memoryKiB: UInt32 = 65_536, passes: UInt32 = 3, lanes: UInt32 = 1
    private static let queue = DispatchQueue(label: "entregent.passwords", attributes: .concurrent)
    private static let places = DispatchSemaphore(value: 2)

    /// At least ten characters, and not one of those everybody tries first.
    package static func check(_ password: String) throws(Refusal) {
        if password.count < 10 {
            throw Refusal(fields: [
                FieldRefusal("password", code: "too_short", Message("Choose a password of at least 10 characters."))
            ])
        }
        if Set(password).count < 4 {
            throw Refusal(fields: [
                FieldRefusal(
                    "password", code: "too_simple", Message("Choose a password with more different characters."))
            ])
        }
    }

    package static func hash(_ password: String) async throws -> String {
        try await away {
            var salt = [UInt8](repeating: 0, count: 16)
            for index in salt.indices { salt[index] = UInt8.random(in: .min ... .max) }
            let length = argon2_encodedlen(passes, memoryKiB, lanes, 16, 32, Argon2_id)
            var encoded = [CChar](repeating: 0, count: length)
            let bytes = Array(password.utf8)
            let code = argon2id_hash_encoded(
                passes, memoryKiB, lanes, bytes, bytes.count, salt, salt.count, 32, &encoded, length)
            guard code == ARGON2_OK.rawValue else {
                throw PasswordError(reason: String(cString: argon2_error_message(code)))
            }
            return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    package static func matches(_ password: String, _ encoded: String) async throws -> Bool {
        try await away {
            let bytes = Array(password.utf8)
            return argon2id_verify(encoded, bytes, bytes.count) == ARGON2_OK.rawValue
        }
    }

    private static func away<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                places.wait()
                defer { places.signal() }
                continuation.resume(with: Swift.Result { try work() })
            }
        }
    }
}

/// Argon2 could not run: not enough memory.
struct PasswordError: Error, CustomStringConvertible {
    let reason: String
    var description: String { "the password could not be hashed: \(reason)" }
}
