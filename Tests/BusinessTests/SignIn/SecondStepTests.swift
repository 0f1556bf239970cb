import Foundation
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Identity

@Suite("The second step")
struct SecondStepTests {
    /// Ben's app, set up on screen; its secret, and the recovery codes.
    private func setUp(_ house: SignInHouse, _ session: String) async throws -> (secret: [UInt8], codes: [String]) {
        #expect(await house.post("/settings/access/second-step/begin", [:], session).status == 303)
        let ben = try await house.ben()
        let page = await house.get("/settings/access/second-step", session).text
        let secret = try #require(try await house.look { try SecondFactor.waiting(ben, in: $0) })
        #expect(page.contains(Base32.grouped(secret)) && page.contains("<svg"))
        let stored = try await house.look { try $0.connection.text("SELECT secret FROM second_factor") }
        #expect(stored?.contains(secret) == false)
        let bytes = try #require(Base32.bytes(secret))
        let code = TimeCode.code(bytes, step: TimeCode.step(at: house.clock.now))
        let done = await house.post("/settings/access/second-step", ["code": code], session)
        #expect(done.status == 200)
        let codes = done.text.matches(of: /<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})<\/code>/).map { String($0.output.1) }
        #expect(codes.count == 10)
        return (bytes, codes)
    }

    private func code(_ secret: [UInt8], _ house: SignInHouse, steps: Int64 = 0) -> String {
        TimeCode.code(secret, step: TimeCode.step(at: house.clock.now) + steps)
    }

    @Test("the codes are those of RFC 6238")
    func knowsTheCodes() throws {
        let secret = Array("12345678901234567890".utf8)
        for (seconds, code) in [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] {
            let step = TimeCode.step(at: Instant(microseconds: Int64(seconds) * 1_000_000))
            #expect(TimeCode.code(secret, step: step) == code)
        }
        #expect(Base32.text(secret) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        for length in 0...40 {
            let bytes = Secret.bytes(length)
            #expect(Base32.bytes(Base32.text(bytes)) == bytes)
        }
        #expect(Base32.bytes("10") == nil)
    }

    @Test("after the password the app’s digits are asked, and count once", arguments: BusinessWorld.backends)
    func asks(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let (secret, _) = try await setUp(house, here)
            house.clock.pass(seconds: 300)
            let first = await house.post(
                "/sign-in", ["email": "ben@acme.test", "password": SignInHouse.password, "next": "/accounts"])
            #expect(first.headers["Location"] == "/sign-in/second-step")
            #expect(!first.cookies.contains { $0.name == Authenticator.cookie })
            let waiting = try house.waiting(first)
            #expect(await house.get("/accounts", waiting).status == 303)
            #expect(await house.get("/sign-in/second-step", waiting).text.contains("one-time-code"))
            let wrong = await house.post("/sign-in/second-step", ["code": "000000"], waiting)
            #expect(wrong.status == 422)
            let digits = code(secret, house, steps: -1)
            let right = await house.post("/sign-in/second-step", ["code": digits], waiting)
            #expect(right.headers["Location"] == "/accounts")
            #expect(await house.get("/", try house.session(right)).status == 200)
            // Neither the digits nor the half-open door serve again.
            let again = try house.waiting(await house.signIn())
            #expect(await house.post("/sign-in/second-step", ["code": digits], again).status == 422)
            #expect(
                await house.post("/sign-in/second-step", ["code": digits], waiting).headers["Location"] == "/sign-in")
            let far = code(secret, house, steps: 3)
            #expect(await house.post("/sign-in/second-step", ["code": far], again).status == 422)
        }
    }

    @Test("a recovery code opens once, typed as people type", arguments: BusinessWorld.backends)
    func recovers(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let (_, codes) = try await setUp(house, here)
            let typed = codes[3].uppercased().replacing("-", with: " ")
            let opened = await house.post(
                "/sign-in/second-step", ["code": typed], try house.waiting(await house.signIn()))
            let session = try house.session(opened)
            let again = await house.post(
                "/sign-in/second-step", ["code": typed], try house.waiting(await house.signIn()))
            #expect(again.status == 422)
            #expect(await house.get("/settings/access", session).text.contains("9 recovery codes left"))
            let plain = codes[4].replacing("-", with: "")
            let stored = try await house.look { transaction in
                try transaction.connection.rows("SELECT fingerprint FROM recovery_code", .text).compactMap {
                    $0[0].text
                }
            }
            #expect(stored.count == 10 && !stored.contains { $0.contains(plain) })
        }
    }

    @Test("digits cannot be tried out", arguments: [TestDatabases.memory])
    func slowsGuessing(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let (secret, _) = try await setUp(house, here)
            house.clock.pass(seconds: 60)
            for _ in 1...5 {
                let waiting = try house.waiting(await house.signIn())
                #expect(await house.post("/sign-in/second-step", ["code": "000000"], waiting).status == 422)
            }
            let waiting = try house.waiting(await house.signIn())
            #expect(await house.post("/sign-in/second-step", ["code": code(secret, house)], waiting).status == 429)
            house.clock.pass(seconds: 31)
            #expect(await house.post("/sign-in/second-step", ["code": code(secret, house)], waiting).status == 303)
            // Ten minutes, no longer.
            let slow = try house.waiting(await house.signIn())
            house.clock.pass(seconds: 601)
            let late = await house.post("/sign-in/second-step", ["code": code(secret, house)], slow)
            #expect(late.headers["Location"] == "/sign-in")
        }
    }

    @Test("removing the app asks for the password, and takes the codes along", arguments: [TestDatabases.memory])
    func removes(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            _ = try await setUp(house, here)
            let path = "/settings/access/second-step/remove"
            #expect(await house.post(path, ["current": "wrong"], here).status == 422)
            #expect(await house.post(path, ["current": SignInHouse.password], here).status == 303)
            #expect(await house.signIn().headers["Location"] == "/")
            #expect(try await house.look { try $0.connection.integer("SELECT COUNT(*) FROM recovery_code") } == 0)
        }
    }

    @Test("a role may demand it: until it is there nothing else opens", arguments: BusinessWorld.backends)
    func demands(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            _ = try await house.person("Zoe")
            let hers = try house.session(await house.signIn("zoe"))
            #expect(await house.get("/accounts", hers).status == 200)
            #expect(await house.post("/settings/sign-in/second-step", ["role": "seller"], hers).status == 403)
            #expect(await house.post("/settings/sign-in/second-step", ["role": "seller"], here).status == 303)
            #expect(await house.get("/settings/sign-in", here).text.contains("value=\"seller\" checked"))
            #expect(await house.get("/accounts", hers).headers["Location"] == "/settings/access")
            #expect(await house.post("/settings/access/tokens", ["name": "x"], hers).status == 403)
            #expect(await house.get("/settings/access", hers).text.contains("Your role asks for a second step"))
            #expect(await house.post("/settings/access/second-step/begin", [:], hers).status == 303)
            let secret = try #require(
                try await house.look { transaction in
                    let zoe = try transaction.connection.integer("SELECT user_id FROM second_factor") ?? 0
                    return try SecondFactor.waiting(zoe, in: transaction).flatMap(Base32.bytes)
                })
            let confirmed = await house.post("/settings/access/second-step", ["code": code(secret, house)], hers)
            #expect(confirmed.status == 200)
            #expect(await house.get("/accounts", hers).status == 200)
        }
    }

    @Test("an administrator removes somebody’s second step; others may not", arguments: BusinessWorld.backends)
    func resets(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            _ = try await setUp(house, here)
            let ben = try await house.ben(), zoe = try await house.person("Zoe", role: .administrator)
            _ = try await house.person("Max")
            let sellers = try house.session(await house.signIn("max"))
            #expect(await house.post("/users/\(ben)/second-step/reset", [:], sellers).status == 403)
            let zoes = try house.session(await house.signIn("zoe"))
            let page = await house.get("/users/\(ben)", zoes).text
            #expect(zoe > 0 && page.contains("Remove the second step"))
            #expect(await house.post("/users/\(ben)/second-step/reset", [:], zoes).status == 303)
            #expect(await house.get("/", here).status == 303)
            #expect(await house.signIn().headers["Location"] == "/")
        }
    }
}
