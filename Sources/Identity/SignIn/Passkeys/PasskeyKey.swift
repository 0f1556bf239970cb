import Crypto
import Foundation

/// The public half of a passkey, which says whether a signature is its own.
enum PasskeyKey: Sendable {
    /// ECDSA on P-256 with SHA-256: what every authenticator can.
    case es256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)

    /// By their numbers in COSE, the one we like best first.
    static let algorithms: [Int] = [-7, -8]

    var algorithm: Int {
        switch self {
        case .es256: -7
        case .ed25519: -8
        }
    }

    /// As we keep it.
    var raw: [UInt8] {
        switch self {
        case .es256(let key): Array(key.rawRepresentation)
        case .ed25519(let key): Array(key.rawRepresentation)
        }
    }

    init?(algorithm: Int, raw: [UInt8]) {
        do {
            switch algorithm {
            case -7: self = .es256(try P256.Signing.PublicKey(rawRepresentation: raw))
            case -8: self = .ed25519(try Curve25519.Signing.PublicKey(rawRepresentation: raw))
            default: return nil
            }
        } catch {
            // Not a point of the curve.
            return nil
        }
    }

    /// From the COSE key an authenticator sends (RFC 9053).
    init?(cose: CBOR) {
        let x = cose[-2]?.bytes ?? []
        switch (cose[1]?.integer, cose[3]?.integer, cose[-1]?.integer) {
        case (2, -7, 1):
            guard let y = cose[-3]?.bytes, x.count == 32, y.count == 32 else { return nil }
            self.init(algorithm: -7, raw: x + y)
        case (1, -8, 6):
            guard x.count == 32 else { return nil }
            self.init(algorithm: -8, raw: x)
        default: return nil
        }
    }

    func signed(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
        switch self {
        case .es256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: Data(message))
        case .ed25519(let key): return key.isValidSignature(Data(signature), for: Data(message))
        }
    }
}
