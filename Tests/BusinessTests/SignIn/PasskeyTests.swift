import Records
import Storage
import TestSupport
import Testing
import Web

@testable import Identity

@Suite("Passkeys")
struct PasskeyTests {
    @Test("a passkey alone opens the door, once for each challenge", arguments: BusinessWorld.backends)
    func opens(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            var paper = PaperAuthenticator()
            #expect(try await house.add(paper, here).status == 303)
            #expect(await house.get("/settings/access", here).text.contains("Paper"))
            paper.count = 1
            let answer = try await paper.shown(house.challenge("sign_in"), step: "sign_in")
            let opened = await house.post("/sign-in/passkey", answer)
            #expect(await house.get("/", try house.session(opened)).status == 200)
            // The same answer again: its challenge is spent.
            #expect(await house.post("/sign-in/passkey", answer).status == 422)
            #expect(try await house.add(paper, here).status == 409)
        }
    }

    @Test("after the password a passkey is the second step", arguments: BusinessWorld.backends)
    func isSecond(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            var paper = PaperAuthenticator()
            _ = try await house.add(paper, here)
            paper.isVerifying = false
            paper.count = 1
            let waiting = try house.waiting(await house.signIn())
            let challenge = try await house.challenge("second_step", waiting)
            let opened = await house.post("/sign-in/passkey", try paper.shown(challenge, step: "second_step"), waiting)
            #expect(await house.get("/", try house.session(opened)).status == 200)
            // Alone, one that does not look who holds it is not enough.
            paper.count = 2
            let alone = try await paper.shown(house.challenge("sign_in"), step: "sign_in")
            let refused = await house.post("/sign-in/passkey", alone)
            #expect(refused.status == 422 && refused.text.contains("did not check that it is you"))
            // Somebody else's passkey does not finish this person's sign-in.
            _ = try await house.person("Zoe")
            let zoes = PaperAuthenticator()
            _ = try await house.add(zoes, try house.session(await house.signIn("zoe")))
            let bens = try house.waiting(await house.signIn())
            let other = try await house.challenge("second_step", bens)
            let foreign = await house.post("/sign-in/passkey", try zoes.shown(other, step: "second_step"), bens)
            #expect(foreign.status == 422)
        }
    }

    @Test("what another site, another key or a copy brings is refused", arguments: [TestDatabases.memory])
    func refusesLies(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            var paper = PaperAuthenticator()
            _ = try await house.add(paper, here)
            paper.count = 5
            func tried(_ change: (inout PaperAuthenticator) -> Void, type: String = "webauthn.get") async throws -> Int
            {
                var lying = paper
                change(&lying)
                let answer = try await lying.shown(house.challenge("sign_in"), step: "sign_in", type: type)
                return await house.post("/sign-in/passkey", answer).status
            }
            #expect(try await tried { $0.origin = "https://evil.test" } == 422)
            #expect(try await tried { $0.origin = "http://" + SignInHouse.host } == 422)
            #expect(try await tried { $0.site = "evil.test" } == 422)
            #expect(try await tried({ _ in }, type: "webauthn.create") == 422)
            #expect(try await tried { $0 = PaperAuthenticator() } == 422)
            let made = await house.post(
                "/sign-in/passkey", try paper.shown("bm90aGluZw", step: "sign_in"))
            #expect(made.status == 422)
            #expect(try await tried { _ in } == 303)
            // The number did not grow: there are two of it.
            let copied = try await paper.shown(house.challenge("sign_in"), step: "sign_in")
            #expect(await house.post("/sign-in/passkey", copied).text.contains("copy"))
            // A challenge of one purpose is none of another, and none lives longer than five minutes.
            let old = try await house.challenge("sign_in")
            house.clock.pass(seconds: 301)
            paper.count = 9
            #expect(await house.post("/sign-in/passkey", try paper.shown(old, step: "sign_in")).status == 422)
            let crossed = try await house.challenge("sign_in")
            let asNew = await house.post("/settings/access/passkeys", PaperAuthenticator().made(crossed), here)
            #expect(asNew.status == 422)
        }
    }

    @Test("bytes at random, and a true answer with one byte changed, open nothing", arguments: [TestDatabases.memory])
    func survivesNoise(_ backend: TestDatabases) async throws {
        try await SignInHouse.with(backend) { house, here in
            let before = try await house.look { try $0.connection.integer("SELECT COUNT(*) FROM passkey") }
            for _ in 0..<40 {
                let options = await house.post("/settings/access/passkeys/options", [:], here)
                let paper = PaperAuthenticator(), challenge = try options.json["challenge"]?.text ?? ""
                var fields = paper.made(challenge).map { ($0.key, $0.value) }
                var bytes = Secret.bytes(base64: fields[1].1) ?? []
                // The name of what is signed, its length, the site; flags, maker and id may differ.
                let place = (Array(19..<28) + Array(29..<62)).randomElement() ?? 0
                bytes[place] ^= 1 << UInt8.random(in: 0..<8)
                fields[1].1 = Secret.base64(bytes)
                let answer = await house.post(
                    "/settings/access/passkeys",
                    ["client_data": fields[0].1, "attestation": fields[1].1], here)
                #expect(answer.status == 422, "byte \(place)")
            }
            #expect(try await house.look { try $0.connection.integer("SELECT COUNT(*) FROM passkey") } == before)
        }
    }

    @Test("passkeys belong to sites with a name")
    func knowsSites() {
        func site(_ host: String, secure: Bool = true) -> PasskeySite {
            PasskeySite(Request(.get, "/", headers: ["Host": host], isSecure: secure))
        }
        #expect(site("crm.acme.test:8443").id == "crm.acme.test" && site("crm.acme.test").isPossible)
        #expect(site("crm.acme.test:8443").origin == "https://crm.acme.test:8443")
        #expect(!site("127.0.0.1:8080").isPossible && !site("[::1]:80").isPossible)
        #expect(site("localhost:8080", secure: false).isPossible)
        #expect(!site("crm.acme.test", secure: false).isPossible)
    }
}
