import Foundation
import Messaging
import Records

/// What a provider says about itself: where to send people, where to ask for tokens, and by which keys it signs.
/// Remembered for ten minutes; a key we do not know is looked up anew, at most once a minute.
package actor OpenIDDirectory {
    struct Metadata: Sendable {
        let authorization: String
        let token: String
        let userInfo: String?
        let keys: String
        /// Whether the client's secret goes into the form instead of a header.
        let wantsSecretInForm: Bool
    }

    private struct Known {
        let metadata: Metadata
        var keys: [OpenIDKey]
        let readAt: Instant
        var keysReadAt: Instant
    }

    private let client: HttpClient
    private let now: @Sendable () -> Instant
    private var known: [String: Known] = [:]

    package init(
        client: HttpClient = HttpClient(environment: ProcessInfo.processInfo.environment),
        now: @escaping @Sendable () -> Instant = { Instant(Date()) }
    ) {
        self.client = client
        self.now = now
    }

    func metadata(_ provider: OpenIDProvider) async throws -> Metadata { try await find(provider).metadata }

    /// The keys that may have signed something under this name.
    func keys(_ name: String?, _ provider: OpenIDProvider) async throws -> [OpenIDKey] {
        var found = try await find(provider)
        if !found.keys.contains(where: { $0.fits(name) }), found.keysReadAt.adding(seconds: 60) <= now() {
            found.keys = try await readKeys(found.metadata.keys, provider)
            found.keysReadAt = now()
            known[provider.issuer] = found
        }
        return found.keys.filter { $0.fits(name) }
    }

    /// Asks anew, whatever is remembered: when an administrator saves the settings.
    package func check(_ provider: OpenIDProvider) async throws {
        known[provider.issuer] = nil
        _ = try await find(provider)
    }

    private func find(_ provider: OpenIDProvider) async throws -> Known {
        if let found = known[provider.issuer], now() < found.readAt.adding(seconds: 600) { return found }
        let issuer = provider.issuer.hasSuffix("/") ? String(provider.issuer.dropLast()) : provider.issuer
        let json = try await json(HttpCall(.get, issuer + "/.well-known/openid-configuration"), provider)
        guard json["issuer"]?.text == provider.issuer, let authorization = json["authorization_endpoint"]?.text,
            authorization.hasPrefix("https://") || (provider.isPrivate && authorization.hasPrefix("http://")),
            let token = json["token_endpoint"]?.text, let keys = json["jwks_uri"]?.text
        else {
            throw OpenIDDirectory.unclear
        }
        let methods = (json["token_endpoint_auth_methods_supported"]?.array ?? []).compactMap(\.text)
        let metadata = Metadata(
            authorization: authorization, token: token, userInfo: json["userinfo_endpoint"]?.text, keys: keys,
            wantsSecretInForm: !methods.isEmpty && !methods.contains("client_secret_basic"))
        let found = Known(
            metadata: metadata, keys: try await readKeys(keys, provider), readAt: now(), keysReadAt: now())
        known[provider.issuer] = found
        return found
    }

    private func readKeys(_ address: String, _ provider: OpenIDProvider) async throws -> [OpenIDKey] {
        try await json(HttpCall(.get, address), provider)["keys"]?.array?.compactMap(OpenIDKey.init) ?? []
    }

    static let unclear = Refusal(
        code: "openid_unclear",
        Message("The provider does not say what OpenID Connect asks for. Check its address: it must be the issuer."))

    /// An answer that must be JSON and a success.
    nonisolated func json(_ call: HttpCall, _ provider: OpenIDProvider) async throws -> JSON {
        var call = call
        call.allowsPrivateAddresses = provider.isPrivate
        call.headers.append(("Accept", "application/json"))
        let reply = try await client.send(call)
        guard reply.isSuccess, case .success(let json) = Result(catching: { try JSON(Array(reply.body)) }) else {
            throw OpenIDDirectory.unclear
        }
        return json
    }
}
