import Crypto
import Foundation
import Messaging
import Records
import Storage
import Web

/// Somebody on the way to a provider and back. The state proves that the answer belongs to this way, the cookie that it
/// is the same browser, the nonce that the token was made for it, the verifier (PKCE) that the code was not stolen.
struct OpenIDSignIn: Sendable {
    static let cookieName = "entregent_openid"
    static let minutes = 10

    static let table = TableSpec(
        "openid_sign_in",
        [
            .init("fingerprint", .text), .init("browser", .text), .init("provider_id", .integer),
            .init("nonce", .text), .init("verifier", .text), .init("next", .text, required: false),
            .init("expires_at", .instant),
        ], primaryKey: ["fingerprint"])

    let provider: OpenIDProvider
    let nonce: String
    let verifier: String
    let next: String?

    /// The address to send the browser to, and the cookie that goes with it.
    static func begin(
        _ key: String, next: String?, _ request: Request, _ context: Context, _ directory: OpenIDDirectory
    ) async throws -> (address: String, cookie: Cookie) {
        let provider = try await context.workspace.read(.house) { try OpenIDProvider.find(key: key, in: $0) }
        let metadata = try await directory.metadata(provider)
        let (state, browser, nonce, verifier) = (Secret.make(), Secret.make(), Secret.make(), Secret.make())
        try await context.workspace.write(.house, .screen) { transaction in
            let seal = try Seal.of(transaction)
            try transaction.connection.execute("DELETE FROM openid_sign_in WHERE expires_at < \(transaction.now)")
            try transaction.connection.execute(
                """
                INSERT INTO openid_sign_in (fingerprint, browser, provider_id, nonce, verifier, next, expires_at) VALUES
                (\(Secret.fingerprint(state)), \(Secret.fingerprint(browser)), \(provider.id), \(nonce),
                 \(seal.close(verifier)), \(next), \(transaction.now.adding(seconds: minutes * 60)))
                """)
        }
        let challenge = Secret.base64(Array(SHA256.hash(data: Array(verifier.utf8))))
        let question = Form([
            .init("response_type", "code"), .init("client_id", provider.clientID),
            .init("redirect_uri", address(of: provider, request)), .init("scope", scopes(provider)),
            .init("state", state), .init("nonce", nonce), .init("code_challenge", challenge),
            .init("code_challenge_method", "S256"),
        ])
        let mark = metadata.authorization.contains("?") ? "&" : "?"
        return (
            metadata.authorization + mark + question.encoded, Cookie(cookieName, browser, maxAgeSeconds: minutes * 60)
        )
    }

    private static func scopes(_ provider: OpenIDProvider) -> String {
        provider.groupRoles.isEmpty ? "openid email profile" : "openid email profile \(provider.groupClaim)"
    }

    /// Where the provider sends people back to; it knows this address beforehand.
    static func address(of provider: OpenIDProvider, _ request: Request) -> String {
        "\(request.isSecure ? "https" : "http")://\(request.host)/sign-in/with/\(provider.key)/back"
    }

    /// The way this answer belongs to; it ends here, whatever comes of it.
    static func take(_ state: String, _ key: String, _ request: Request, _ context: Context) async throws
        -> OpenIDSignIn?
    {
        let browser = Secret.fingerprint(request.cookie(cookieName) ?? "")
        return try await context.workspace.write(.house, .screen) { transaction in
            let row = try transaction.connection.first(
                """
                DELETE FROM openid_sign_in WHERE fingerprint = \(Secret.fingerprint(state))
                RETURNING browser, provider_id, nonce, verifier, next, expires_at
                """, .text, .integer, .text, .text, .text, .instant)
            let provider = try OpenIDProvider.find(key: key, in: transaction)
            guard let row, row[0].text == browser, row[1].integer == provider.id,
                let end = row[5].instant, end > transaction.now,
                let verifier = try Seal.of(transaction).open(row[3].text ?? "")
            else { return nil }
            return OpenIDSignIn(
                provider: provider, nonce: row[2].text ?? "", verifier: verifier, next: row[4].text)
        }
    }

    /// Gives the code for a token, and reads from it who came.
    func person(_ code: String, _ request: Request, _ context: Context, _ directory: OpenIDDirectory) async throws
        -> OpenIDPerson
    {
        let metadata = try await directory.metadata(provider)
        let answer = try await directory.json(exchange(code, metadata, request), provider)
        guard let text = answer["id_token"]?.text else { throw IDToken.unfit }
        let token = try IDToken(text)
        guard token.isSigned(by: try await directory.keys(token.keyName, provider)) else { throw IDToken.unfit }
        let subject = try token.subject(of: provider, nonce: nonce, now: context.now)
        var claims = token.claims
        if let more = metadata.userInfo, let access = answer["access_token"]?.text, isMissingSomething(claims) {
            let call = HttpCall(.get, more, headers: [("Authorization", "Bearer \(access)")])
            let said = try await directory.json(call, provider)
            // An answer about somebody else says nothing about this one.
            guard said["sub"]?.text == subject else { throw IDToken.unfit }
            claims = .object((said.members ?? []) + (claims.members ?? []))
        }
        return OpenIDPerson(subject, claims, provider)
    }

    private func isMissingSomething(_ claims: JSON) -> Bool {
        claims["email"] == nil || claims["name"] == nil
            || (!provider.groupRoles.isEmpty && claims[provider.groupClaim] == nil)
    }

    private func exchange(_ code: String, _ metadata: OpenIDDirectory.Metadata, _ request: Request) -> HttpCall {
        var fields = [
            (name: "grant_type", value: "authorization_code"), ("code", code),
            ("redirect_uri", OpenIDSignIn.address(of: provider, request)), ("code_verifier", verifier),
        ]
        guard let secret = provider.clientSecret, !metadata.wantsSecretInForm else {
            fields.append(("client_id", provider.clientID))
            if let secret = provider.clientSecret { fields.append(("client_secret", secret)) }
            return .form(metadata.token, fields)
        }
        var call = HttpCall.form(metadata.token, fields)
        let pair = "\(percentEncoded(provider.clientID)):\(percentEncoded(secret))"
        call.headers.append(("Authorization", "Basic " + Data(pair.utf8).base64EncodedString()))
        return call
    }
}
