import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Identity

@Suite("Tokens for programs")
struct TokenTests {
    private func token(
        _ house: SignInHouse, of user: Int64, _ scope: TokenScope = .full, days: Int? = nil
    ) async throws -> String {
        try await house.workspace.write(.house, .command) { transaction in
            try Credentials.makeToken(
                for: ID(user), name: "Till", scope: scope,
                expiresAt: days.map { transaction.now.adding(seconds: $0 * 86_400) }, in: transaction)
        }
    }

    @Test("a reading token reads and changes nothing", arguments: BusinessWorld.backends)
    func readsOnly(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            let ben = try await house.ben()
            let reader = try await token(house, of: ben, TokenScope(isReadOnly: true)),
                full = try await token(house, of: ben)
            let made = await house.api(.post, "/accounts", full, #"{"name":"Acme"}"#)
            #expect(made.status == 201)
            #expect(await house.api(.get, "/accounts", reader).status == 200)
            let refused = await house.api(.post, "/accounts", reader, #"{"name":"Beta"}"#)
            #expect(refused.status == 403 && refused.text.contains("read_only_token"))
            let id = try #require(try made.json["id"]?.text)
            #expect(await house.api(.delete, "/accounts/\(id)", reader).status == 403)
            #expect(await house.api(.patch, "/users/\(ben)", reader, #"{"name":"X"}"#).status == 403)
        }
    }

    @Test("a token for some kinds knows no others", arguments: [TestDatabases.memory])
    func knowsItsKinds(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            let narrow = try await token(house, of: house.ben(), TokenScope(kinds: ["account"]))
            #expect(await house.api(.post, "/accounts", narrow, #"{"name":"Acme"}"#).status == 201)
            for path in ["/contacts", "/users", "/imports", "/exports", "/bulk/contacts", "/custom_fields"] {
                let answer = await house.api(.get, path, narrow)
                #expect([403, 404, 405].contains(answer.status), "\(path): \(answer.status)")
            }
            #expect(await house.api(.get, "/meta", narrow).status == 200)
            let page = await house.web.answer(
                Request(.get, "/contacts", headers: ["Authorization": "Bearer \(narrow)"]))
            #expect(page.status == 403)
        }
    }

    @Test("a token never does more than its user may now", arguments: BusinessWorld.backends)
    func followsItsUser(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            let zoe = try await house.person("Zoe"), hers = try await token(house, of: zoe)
            #expect(await house.api(.post, "/accounts", hers, #"{"name":"Acme"}"#).status == 201)
            try await house.workspace.write(.house, .command) { transaction in
                var user = try transaction.find(ID<User>(zoe))
                user.role = try RolePreset.guest.id(in: transaction)
                try transaction.save(user)
            }
            let refused = await house.api(.post, "/accounts", hers, #"{"name":"Beta"}"#)
            #expect(refused.status == 403 || refused.status == 404, "\(refused.status) \(refused.text)")
            try await house.workspace.write(.house, .command) { transaction in
                var user = try transaction.find(ID<User>(zoe))
                user.isActive = false
                try transaction.save(user)
            }
            #expect(await house.api(.get, "/accounts", hers).status == 401)
        }
    }

    @Test("a token ends on its day, and its last use is seen", arguments: BusinessWorld.backends)
    func ends(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let ben = try await house.ben(), short = try await token(house, of: ben, days: 30)
            #expect(await house.get("/settings/access", here).text.contains("never used"))
            #expect(await house.api(.get, "/accounts", short).status == 200)
            let used = try await house.look { try Credentials.tokens(of: ben, in: $0)[0].usedAt }
            #expect(used == house.clock.now)
            house.clock.pass(days: 29)
            #expect(await house.api(.get, "/accounts", short).status == 200)
            house.clock.pass(days: 2)
            #expect(await house.api(.get, "/accounts", short).status == 401)
        }
    }

    @Test("the page makes a token with what was chosen; a token makes no tokens", arguments: [TestDatabases.memory])
    func makesOnThePage(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let ben = try await house.ben()
            let made = await house.post(
                "/settings/access/tokens",
                ["name": "Site", "access": "read", "expires": "date", "expires_on": "2027-01-31", "kinds": "account"],
                here)
            #expect(made.status == 200 && made.text.contains("ent_"))
            let token = try await house.look { try Credentials.tokens(of: ben, in: $0)[0] }
            #expect(token.scope == TokenScope(isReadOnly: true, kinds: ["account"]))
            #expect(token.expiresAt == Instant(iso: "2027-01-31T23:00:00Z"))
            _ = await house.post("/settings/access/tokens", ["name": "Usual"], here)
            let usual = try await house.look { try Credentials.tokens(of: ben, in: $0)[0].expiresAt }
            #expect(usual == house.clock.now.adding(seconds: 90 * 86_400))
            let past = await house.post(
                "/settings/access/tokens", ["name": "", "expires": "date", "expires_on": "2020-01-01"], here)
            #expect(past.status == 422 && past.text.contains("This day is over"))
            #expect(past.text.contains("Name the token"))
            let full = try await self.token(house, of: ben)
            for path in ["/settings/access/tokens", "/settings/access/second-step/begin", "/users/\(ben)/password"] {
                let headers: Headers = [
                    "Authorization": "Bearer \(full)", "Content-Type": "application/x-www-form-urlencoded",
                ]
                let answer = await house.web.answer(
                    Request(.post, path, headers: headers, body: Array("name=x".utf8)))
                #expect(answer.status == 403, "\(path): \(answer.status)")
            }
        }
    }
}
