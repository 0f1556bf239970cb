import Crypto

/// What an authenticator says about itself and about what just happened (WebAuthn, section 6.1).
struct AuthenticatorData: Sendable {
    let siteHash: [UInt8]
    /// Somebody touched it.
    let isUserPresent: Bool
    /// It made sure who: a finger, a face, a PIN.
    let isUserVerified: Bool
    let signCount: UInt32
    /// Only when a passkey was just made.
    let credential: Credential?

    struct Credential: Sendable {
        let id: [UInt8]
        let key: PasskeyKey
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 37 else { return nil }
        siteHash = Array(bytes[0..<32])
        let flags = bytes[32]
        isUserPresent = flags & 0x01 != 0
        isUserVerified = flags & 0x04 != 0
        signCount = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        var rest = Array(bytes[37...])
        if flags & 0x40 != 0 {
            guard let (made, length) = AuthenticatorData.credential(rest) else { return nil }
            credential = made
            rest.removeFirst(length)
        } else {
            credential = nil
        }
        if flags & 0x80 != 0 {
            guard let (extensions, length) = try? CBOR.readFirst(rest), case .map = extensions else { return nil }
            rest.removeFirst(length)
        }
        guard rest.isEmpty else { return nil }
    }

    /// Sixteen bytes of the maker, the length of the id, the id, the key.
    private static func credential(_ bytes: [UInt8]) -> (Credential, Int)? {
        guard bytes.count >= 18 else { return nil }
        let length = Int(bytes[16]) << 8 | Int(bytes[17])
        guard (1...1023).contains(length), bytes.count >= 18 + length else { return nil }
        guard let (cose, keyLength) = try? CBOR.readFirst(Array(bytes[(18 + length)...])),
            let key = PasskeyKey(cose: cose)
        else { return nil }
        return (Credential(id: Array(bytes[18..<18 + length]), key: key), 18 + length + keyLength)
    }

    func isFor(_ site: PasskeySite) -> Bool { siteHash == Array(SHA256.hash(data: Array(site.id.utf8))) }
}
