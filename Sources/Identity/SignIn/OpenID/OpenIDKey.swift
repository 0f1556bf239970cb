import Crypto
import CryptoExtras
import Foundation
import Records

/// A public key of a provider (RFC 7517), and whether it made a signature.
struct OpenIDKey: Sendable {
    private enum Key: Sendable {
        case es256(P256.Signing.PublicKey)
        case rs256(_RSA.Signing.PublicKey)
    }

    let name: String?
    private let key: Key

    /// Nil for keys we have no use for: for encryption, of other kinds, or too short to trust.
    init?(_ json: JSON) {
        name = json["kid"]?.text
        if let use = json["use"]?.text, use != "sig" { return nil }
        func bytes(_ name: String) -> [UInt8] { json[name]?.text.flatMap(Secret.bytes(base64:)) ?? [] }
        do {
            switch (json["kty"]?.text, json["crv"]?.text) {
            case ("EC", "P-256"):
                let (x, y) = (bytes("x"), bytes("y"))
                guard x.count == 32, y.count == 32 else { return nil }
                key = .es256(try P256.Signing.PublicKey(rawRepresentation: x + y))
            case ("RSA", _):
                let (n, e) = (bytes("n"), bytes("e"))
                guard (256...1024).contains(n.count), (1...8).contains(e.count) else { return nil }
                key = .rs256(try _RSA.Signing.PublicKey(n: n, e: e))
            default: return nil
            }
        } catch {
            // Numbers that are no key.
            return nil
        }
    }

    func fits(_ wanted: String?) -> Bool { wanted == nil || name == nil || name == wanted }

    /// The algorithm must be the key's own: what a token claims about itself chooses nothing.
    func signed(_ message: [UInt8], _ signature: [UInt8], algorithm: String) -> Bool {
        switch key {
        case .es256(let key):
            guard algorithm == "ES256",
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: Data(message))
        case .rs256(let key):
            guard algorithm == "RS256" else { return false }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: Data(signature))
            return key.isValidSignature(signature, for: Data(message), padding: .insecurePKCS1v1_5)
        }
    }
}
