import Records
import Web

/// What a provider says about somebody, signed (OpenID Connect Core, section 3.1.3.7).
struct IDToken: Sendable {
    let algorithm: String
    let keyName: String?
    let claims: JSON
    private let message: [UInt8]
    private let signature: [UInt8]

    static let clockSeconds = 60

    static let unfit = Refusal(
        code: "openid_token", Message("The provider’s answer could not be trusted. Sign in again from the start."))

    init(_ text: String) throws(Refusal) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, text.utf8.count <= 65_536, let header = IDToken.json(parts[0]),
            let claims = IDToken.json(parts[1]), let signature = Secret.bytes(base64: parts[2]),
            let algorithm = header["alg"]?.text, header["crit"] == nil
        else { throw IDToken.unfit }
        self.algorithm = algorithm
        self.claims = claims
        self.signature = signature
        keyName = header["kid"]?.text
        message = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func json(_ part: String) -> JSON? {
        guard let bytes = Secret.bytes(base64: part) else { return nil }
        return try? JSON(bytes)
    }

    func isSigned(by keys: [OpenIDKey]) -> Bool {
        keys.contains { $0.signed(message, signature, algorithm: algorithm) }
    }

    /// Whether it is for us, for this sign-in, and of now. The provider's name for the person if so.
    func subject(of provider: OpenIDProvider, nonce: String, now: Instant) throws(Refusal) -> String {
        let seconds = now.microseconds / 1_000_000
        let audience = claims["aud"]?.array?.compactMap(\.text) ?? [claims["aud"]?.text].compactMap { $0 }
        let party = claims["azp"]?.text
        guard claims["iss"]?.text == provider.issuer, audience.contains(provider.clientID),
            party == provider.clientID || (party == nil && audience.count == 1),
            let end = IDToken.seconds(claims["exp"]), end > seconds - Int64(IDToken.clockSeconds),
            let start = IDToken.seconds(claims["iat"]), start <= seconds + Int64(IDToken.clockSeconds),
            let said = claims["nonce"]?.text, sameSecret(said, nonce),
            let subject = claims["sub"]?.text, (1...255).contains(subject.utf8.count)
        else { throw IDToken.unfit }
        return subject
    }

    /// Seconds since 1970; a fraction is cut off.
    private static func seconds(_ json: JSON?) -> Int64? {
        guard case .number(let digits) = json else { return nil }
        return Int64(digits.prefix { $0 != "." })
    }
}
