import Crypto
import Foundation
import Records
import Testing
import Web

@testable import Identity

/// An authenticator made of paper: it answers as a telephone would, and can be told to lie.
struct PaperAuthenticator {
    let key = P256.Signing.PrivateKey()
    let id = Secret.bytes(32)
    var count: UInt32 = 0
    var isVerifying = true
    var site = SignInHouse.host
    var origin = "https://" + SignInHouse.host

    private func clientData(_ type: String, _ challenge: String) -> [UInt8] {
        JSON.record([
            "type": .text(type), "challenge": .text(challenge), "origin": .text(origin), "crossOrigin": false,
        ]).bytes
    }

    private func data(flags: UInt8) -> [UInt8] {
        let verified: UInt8 = isVerifying ? 0x04 : 0
        return Array(SHA256.hash(data: Array(site.utf8))) + [flags | verified]
            + withUnsafeBytes(of: count.bigEndian) { Array($0) }
    }

    /// The answer to “make a passkey”.
    func made(_ challenge: String) -> KeyValuePairs<String, String> {
        let point = Array(key.publicKey.rawRepresentation)
        let cose: [UInt8] =
            [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32] + point[..<32] + [0x22, 0x58, 32] + point[32...]
        let raw = data(flags: 0x41) + [UInt8](repeating: 0, count: 16) + [0, UInt8(id.count)] + id + cose
        let object: [UInt8] =
            [0xa3] + CBORText("fmt") + CBORText("none") + CBORText("attStmt") + [0xa0] + CBORText("authData")
            + [0x58, UInt8(raw.count)] + raw
        return [
            "client_data": Secret.base64(clientData("webauthn.create", challenge)),
            "attestation": Secret.base64(object), "transports": "internal", "name": "Paper",
        ]
    }

    /// The answer to “show one”.
    func shown(_ challenge: String, step: String, type: String = "webauthn.get") throws -> KeyValuePairs<String, String>
    {
        let client = clientData(type, challenge), raw = data(flags: 0x01)
        let signature = try key.signature(for: Data(raw) + Data(SHA256.hash(data: client)))
        return [
            "step": step, "id": Secret.base64(id), "client_data": Secret.base64(client),
            "authenticator_data": Secret.base64(raw), "signature": Secret.base64(Array(signature.derRepresentation)),
        ]
    }

    private func CBORText(_ text: String) -> [UInt8] { [0x60 | UInt8(text.utf8.count)] + Array(text.utf8) }
}

extension SignInHouse {
    /// Adds the paper passkey to whoever has this session.
    func add(_ paper: PaperAuthenticator, _ session: String) async throws -> Response {
        let options = await post("/settings/access/passkeys/options", [:], session)
        let challenge = try #require(try options.json["challenge"]?.text)
        return await post("/settings/access/passkeys", paper.made(challenge), session)
    }

    func challenge(_ step: String, _ waiting: String...) async throws -> String {
        let options: Response
        if let cookie = waiting.first {
            options = await post("/sign-in/passkey/options", ["step": step], cookie)
        } else {
            options = await post("/sign-in/passkey/options", ["step": step])
        }
        return try #require(try options.json["challenge"]?.text, "\(options.text)")
    }
}
