import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Identity

@Suite("Sessions and waiting")
struct SessionTests {
    @Test(
        "the list of sessions says browser, address and when; one or all others are ended",
        arguments: BusinessWorld.backends)
    func endsSessions(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let there = try house.session(await house.signIn()), third = try house.session(await house.signIn())
            let page = await house.get("/settings/access", here).text
            #expect(page.contains("Firefox on Linux") && page.contains("192.0.2.7") && page.contains("This browser"))
            let closed = await house.post(
                "/settings/access/sessions/\(Secret.fingerprint(there))/close", [:], here)
            #expect(closed.status == 303)
            #expect(await house.get("/", there).status == 303)
            #expect(await house.get("/", third).status == 200)
            #expect(await house.post("/settings/access/sessions/close", [:], here).status == 303)
            #expect(await house.get("/", third).status == 303)
            #expect(await house.get("/", here).status == 200)
            let zoe = try await house.person("Zoe"), zoes = try house.session(await house.signIn("zoe"))
            let foreign = await house.post(
                "/settings/access/sessions/\(Secret.fingerprint(here))/close", [:], zoes)
            #expect(zoe > 0 && foreign.status == 404)
            #expect(await house.get("/", here).status == 200)
        }
    }

    @Test("when somebody was last seen is written down now and then", arguments: BusinessWorld.backends)
    func notesSeen(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let ben = try await house.ben()
            house.clock.pass(seconds: 200)
            _ = await house.get("/", here)
            #expect(try await house.look { try Credentials.sessions(of: ben, in: $0)[0].seenAt } == BusinessWorld.now)
            house.clock.pass(seconds: 200)
            _ = await house.get("/", here)
            let seen = try await house.look { try Credentials.sessions(of: ben, in: $0)[0].seenAt }
            #expect(seen == house.clock.now)
        }
    }

    @Test("signing in makes a new secret and ends the browser's old session", arguments: [TestDatabases.memory])
    func resistsFixation(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, old in
            let again = await house.post(
                "/sign-in", ["email": "ben@acme.test", "password": SignInHouse.password], old)
            let fresh = try house.session(again)
            #expect(fresh != old)
            #expect(await house.get("/", old).status == 303)
            let planted = await house.post(
                "/sign-in", ["email": "ben@acme.test", "password": SignInHouse.password],
                "\(Authenticator.cookie)=planted")
            #expect(try house.session(planted) != "planted")
        }
    }

    @Test("whoever guesses waits, longer each time, and a restart forgives nobody", arguments: BusinessWorld.backends)
    func waitsLonger(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            for _ in 1...8 { #expect(await house.signIn("ben", "wrong").status == 422) }
            let waits = await house.signIn()
            #expect(waits.status == 429 && waits.headers["Retry-After"] == "30")
            // Whoever starts again reads the same table.
            let counters = [SignInTries.Counter.account("ben@acme.test")]
            await #expect(throws: Refusal.self) { try await SignInTries.take(counters, in: house.workspace) }
            house.clock.pass(seconds: 31)
            #expect(await house.signIn("ben", "wrong").status == 422)
            #expect(await house.signIn().headers["Retry-After"] == "60")
            house.clock.pass(seconds: 61)
            #expect(await house.signIn().status == 303)
            #expect(await house.signIn("ben", "wrong").status == 422)
        }
    }

    @Test("strangers hear what people with a wrong password hear", arguments: [TestDatabases.memory])
    func tellsNothing(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, _ in
            let known = await house.signIn("ben", "wrong"), unknown = await house.signIn("nobody", "wrong")
            #expect(known.status == unknown.status)
            #expect(known.text.replacing("ben@", with: "nobody@") == unknown.text)
            for _ in 1...7 { _ = await house.signIn("nobody", "wrong") }
            #expect(await house.signIn("nobody", "wrong").status == 429)
        }
    }

    @Test("an address counts whole networks of IPv6, and single addresses of IPv4")
    func knowsNetworks() {
        #expect(SignInTries.network("2001:db8::1") == SignInTries.network("2001:db8:0:0:ffff::9"))
        #expect(SignInTries.network("2001:db8::1") != SignInTries.network("2001:db8:0:1::1"))
        #expect(SignInTries.network("192.0.2.1") != SignInTries.network("192.0.2.2"))
    }

    @Test("browsers are called by their names")
    func namesBrowsers() {
        let edge = BrowserName(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0")
        #expect(edge.browser == "Edge" && edge.system == "Windows")
        let safari = BrowserName(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1")
        #expect(safari.browser == "Safari" && safari.system == "iPhone")
        #expect(BrowserName("").browser.isEmpty && BrowserName("my program").browser == "my program")
    }
}
