import Crypto
import Records
import Storage
import Web

/// What a browser brings back from an authenticator: bytes that prove something, or do not.
struct PasskeyProof: Sendable {
    let form: Form
    let site: PasskeySite

    init(_ form: Form, _ request: Request) {
        self.form = form
        site = PasskeySite(request)
    }

    static let unfit = Refusal(
        code: "wrong_passkey",
        Message("This passkey does not open this door. Try again, or come in another way."))

    private func bytes(_ name: String) throws(Refusal) -> [UInt8] {
        guard let bytes = form[name].flatMap(Secret.bytes(base64:)), bytes.count <= 16_384 else {
            throw PasskeyProof.unfit
        }
        return bytes
    }

    /// Takes the challenge out of what the browser signed; it is gone afterwards, whatever the rest says.
    private func takeChallenge(
        _ type: String, _ purpose: PasskeyChallenge.Purpose, for user: Int64?, _ workspace: Workspace
    ) async throws -> [UInt8] {
        let clientData = try bytes("client_data")
        guard let challenge = site.challenge(in: clientData, type: type) else { throw PasskeyProof.unfit }
        let isGood = try await workspace.write(.house, .screen) {
            try PasskeyChallenge.take(challenge, purpose, for: user, in: $0)
        }
        guard isGood else { throw PasskeyProof.unfit }
        return clientData
    }

    /// A passkey just made. We ask for no attestation and believe none: the key itself is what counts.
    func made(for user: Int64, _ workspace: Workspace) async throws -> (AuthenticatorData.Credential, UInt32) {
        _ = try await takeChallenge("webauthn.create", .add, for: user, workspace)
        guard let object = try? CBOR.read(try bytes("attestation")), let raw = object["authData"]?.bytes,
            let data = AuthenticatorData(raw), let made = data.credential, data.isUserPresent, data.isFor(site)
        else { throw PasskeyProof.unfit }
        return (made, data.signCount)
    }

    /// The passkey that signed. Alone it must have made sure who holds it; after a password, being there is enough.
    func shown(after waiting: WaitingSignIn.Found?, _ workspace: Workspace) async throws -> Passkey {
        let clientData = try await takeChallenge(
            "webauthn.get", waiting == nil ? .signIn : .secondStep, for: waiting?.user, workspace)
        let raw = try bytes("authenticator_data"), signature = try bytes("signature")
        let credential = Secret.base64(try bytes("id"))
        let found = try await workspace.read(.house) { try Passkey.find(credential: credential, in: $0) }
        guard let passkey = found, let data = AuthenticatorData(raw), data.isUserPresent, data.isFor(site),
            passkey.siteID == site.id, waiting == nil || waiting?.user == passkey.user,
            passkey.key.signed(raw + Array(SHA256.hash(data: clientData)), signature)
        else { throw PasskeyProof.unfit }
        if let handle = form["user_handle"], !handle.isEmpty, handle != PasskeyProof.handle(passkey.user) {
            throw PasskeyProof.unfit
        }
        guard waiting != nil || data.isUserVerified else {
            throw Refusal(
                code: "passkey_unverified",
                Message(
                    "Your passkey did not check that it is you. Sign in with your password; the passkey comes after."))
        }
        let isNewer = try await workspace.write(.house, .screen) { try passkey.use(data.signCount, in: $0) }
        guard isNewer else {
            throw Refusal(
                code: "passkey_copied",
                Message("There seems to be a copy of this passkey. Come in another way, remove it and add a new one."))
        }
        return passkey
    }

    /// How an authenticator names our user: the id, which says nothing about the person.
    static func handle(_ user: Int64) -> String { Secret.base64(Array(String(user).utf8)) }
}
