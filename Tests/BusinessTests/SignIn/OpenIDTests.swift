import Crypto
import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Identity

@Suite("What providers say")
struct OpenIDTests {
    private static let now = BusinessWorld.now

    private var provider: OpenIDProvider {
        var provider = OpenIDProvider()
        (provider.name, provider.issuer, provider.clientID) = ("Acme", "https://login.acme.test", "crm")
        return provider
    }

    private let key = P256.Signing.PrivateKey()

    private var publicKey: JSON {
        let point = Array(key.publicKey.rawRepresentation)
        return .record([
            "kty": "EC", "crv": "P-256", "kid": "one", "x": .text(Secret.base64(point[..<32])),
            "y": .text(Secret.base64(point[32...])),
        ])
    }

    private func token(_ changes: [String: JSON] = [:], header: JSON? = nil) throws -> String {
        let seconds = OpenIDTests.now.microseconds / 1_000_000
        var claims: [String: JSON] = [
            "iss": "https://login.acme.test", "aud": "crm", "sub": "zoe-1", "nonce": "the nonce",
            "exp": .number(String(seconds + 300)), "iat": .number(String(seconds)),
        ]
        for (name, value) in changes { claims[name] = value }
        let body = JSON.object(claims.filter { $0.value != .null }.map { .init($0.key, $0.value) })
        let head = header ?? .record(["alg": "ES256", "kid": "one"])
        let message = Secret.base64(head.bytes) + "." + Secret.base64(body.bytes)
        let signature = try key.signature(for: Data(message.utf8))
        return message + "." + Secret.base64(Array(signature.rawRepresentation))
    }

    private func subject(_ text: String) throws -> String {
        let token = try IDToken(text)
        guard token.isSigned(by: [OpenIDKey(publicKey)].compactMap { $0 }) else { throw IDToken.unfit }
        return try token.subject(of: provider, nonce: "the nonce", now: OpenIDTests.now)
    }

    @Test("a token that is ours, signed and of now says who came")
    func believes() throws {
        #expect(try subject(token()) == "zoe-1")
        #expect(try subject(token(["aud": .array(["crm", "other"]), "azp": "crm"])) == "zoe-1")
    }

    @Test("anything else is refused")
    func doubts() throws {
        let past = JSON.number(String(OpenIDTests.now.microseconds / 1_000_000 - 61))
        let future = JSON.number(String(OpenIDTests.now.microseconds / 1_000_000 + 61))
        // Null: not there at all.
        let lies: [[String: JSON]] = [
            ["iss": "https://evil.test"], ["aud": "other"], ["aud": .array(["crm", "other"])], ["azp": "other"],
            ["nonce": "another"], ["nonce": .null], ["exp": past], ["exp": .null], ["iat": future],
            ["sub": ""], ["sub": .null], ["sub": .number("1")],
        ]
        for lie in lies { #expect(throws: Refusal.self, "\(lie)") { try subject(token(lie)) } }
        for header in [
            JSON.record(["alg": "none"]), .record(["alg": "HS256"]), .record(["alg": "RS256"]), .record([:]),
            .record(["alg": "ES256", "crit": .array(["x"])]),
        ] {
            #expect(throws: Refusal.self, "\(header)") { try subject(token(header: header)) }
        }
        let whole = try token()
        let parts = whole.split(separator: ".").map(String.init)
        let bare = parts[0] + "." + parts[1] + "."
        let forged = parts[0] + "." + Secret.base64(JSON.record(["sub": "ben"]).bytes) + "." + parts[2]
        for text in ["", "a.b", bare, forged, whole + ".x"] {
            #expect(throws: Refusal.self, "\(text)") { try subject(text) }
        }
        #expect(OpenIDKey(.record(["kty": "RSA", "n": "AQAB", "e": "AQAB"])) == nil)
        #expect(OpenIDKey(.record(["kty": "oct", "k": "c2VjcmV0"])) == nil)
    }

    @Test(
        "somebody is found by link, by checked e-mail, or made; groups give the role", arguments: BusinessWorld.backends
    )
    func findsPeople(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            let zoe = try await house.person("Zoe")
            var wanted = provider
            wanted.groupRoles = [.init("bosses", "director"), .init("sales", "seller")]
            let given = wanted
            let provider = try await house.workspace.write(.house, .command) { transaction in
                var provider = given
                try provider.save(in: transaction)
                return try OpenIDProvider.find(key: "acme", in: transaction)
            }
            #expect(provider.groupRoles == given.groupRoles)
            func came(_ subject: String, _ email: String, _ isChecked: Bool, _ groups: [String]) async throws -> Int64 {
                let claims = JSON.record([
                    "name": "Somebody", "email": .text(email), "email_verified": .boolean(isChecked),
                    "groups": .array(groups.map { .text($0) }),
                ])
                return try await house.workspace.write(.house, .screen) { transaction in
                    let person = OpenIDPerson(subject, claims, provider)
                    let user = try person.user(of: provider, in: transaction)
                    try person.follow(user, provider, in: transaction)
                    return user
                }
            }
            func role(_ user: Int64) async throws -> String? {
                try await house.look {
                    try $0.connection.text(
                        "SELECT r.key FROM \"user\" AS u JOIN role AS r ON r.id = u.role WHERE u.id = \(user)")
                }
            }
            await #expect(throws: Refusal.self) { try await came("z", "zoe@acme.test", false, []) }
            #expect(try await came("z", "ZOE@acme.test", true, []) == zoe)
            // Linked now: neither the address nor the group matters any more, but groups are followed.
            #expect(try await came("z", "other@acme.test", false, ["bosses", "sales"]) == zoe)
            #expect(try await role(zoe) == "director")
            await #expect(throws: Refusal.self) { try await came("m", "max@acme.test", true, ["others"]) }
            let max = try await came("m", "max@acme.test", true, ["sales"])
            #expect(try await role(max) == "seller")
            try await house.workspace.write(.house, .command) { transaction in
                var user = try transaction.find(ID<User>(max))
                user.isActive = false
                try transaction.save(user)
            }
            await #expect(throws: Refusal.self) { try await came("m", "max@acme.test", true, ["sales"]) }
        }
    }

    @Test("an answer of another browser, another way or too late is refused", arguments: [TestDatabases.memory])
    func bindsTheWay(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            let given = provider
            try await house.workspace.write(.house, .command) { transaction in
                var provider = given
                provider.clientSecret = "a secret of the provider"
                try provider.save(in: transaction)
                let id = provider.id
                try transaction.connection.execute(
                    """
                    INSERT INTO openid_sign_in (fingerprint, browser, provider_id, nonce, verifier, expires_at) VALUES
                    (\(Secret.fingerprint("state")), \(Secret.fingerprint("mine")), \(id), 'n', 'v',
                     \(transaction.now.adding(seconds: 600)))
                    """)
            }
            let stored = try await house.look { try $0.connection.text("SELECT client_secret FROM openid_provider") }
            #expect(stored?.contains("a secret") == false)
            #expect(await house.get("/sign-in").text.contains("Continue with Acme"))
            for cookie in ["", "\(OpenIDSignIn.cookieName)=another"] {
                let answer = await house.get("/sign-in/with/acme/back?state=other&code=x", cookie)
                #expect(answer.status == 422 && answer.text.contains("Sign in again from the start"))
            }
            let stolen = await house.get(
                "/sign-in/with/acme/back?state=state&code=x", "\(OpenIDSignIn.cookieName)=another")
            #expect(stolen.status == 422)
            // Whoever tried it used it up.
            #expect(try await house.look { try $0.connection.integer("SELECT COUNT(*) FROM openid_sign_in") } == 0)
            #expect(await house.get("/sign-in/with/nobody").status == 404)
        }
    }
}
