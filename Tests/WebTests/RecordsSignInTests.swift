import App
import Foundation
import Identity
import Jobs
import Localisation
import Records
import Storage
import TestSupport
import Testing
import WebSupport

@testable import Web

/// The whole product behind its front door.
private struct House: Sendable {
    let web: WebServer<Context>
    let workspace: Workspace

    static func with(_ backend: TestDatabases, _ body: (House) async throws -> Void) async throws {
        try await withFolder { folder in
            try await backend.withDatabase { database in try await body(House(database, folder)) }
        }
    }

    private init(_ database: any Database, _ folder: String) async throws {
        var registry = Modules.registry()
        registry.setUp = { first, workspace in
            let founder = Company.Founder(
                company: first.company, email: first.email, password: first.password, name: first.name,
                language: first.language)
            try await Company.found(founder, in: workspace, door: .screen)
        }
        workspace = try await Workspace.open(database, registry: registry.storage, node: 1, clock: { noon })
        let product = try Product.underTest(registry, folder)
        let authenticator = Authenticator(workspace: workspace, product: product)
        web = product.serverUnderTest(
            now: { noon }, page: { ErrorPages.render($0, .untranslated) },
            around: { try await Authenticator.demandSignIn($0, $1, $2) }, csrfToken: { $1.csrfToken },
            context: { try await authenticator.context(for: $0) })
    }

    func get(_ address: String, session: String? = nil) async -> Response {
        var headers: Headers = ["Accept": "text/html", "Accept-Language": "en"]
        if let session { headers["Cookie"] = "\(Authenticator.cookie)=\(session)" }
        return await web.answer(Request(.get, address, headers: headers))
    }

    func post(_ address: String, _ items: KeyValuePairs<String, String>, session: String? = nil) async -> Response {
        var headers: Headers = ["Accept": "text/html", "Accept-Language": "en"]
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        if let session { headers["Cookie"] = "\(Authenticator.cookie)=\(session)" }
        let form = Form(items.map { Form.Item($0.key, $0.value) })
        return await web.answer(Request(.post, address, headers: headers, body: Array(form.encoded.utf8)))
    }

    static let password = "un mot de passe assez long"

    /// Founds the company; the session of its first administrator.
    func found() async throws -> String {
        let response = await post(
            "/setup",
            ["company": "Acme", "name": "Ben", "email": "ben@acme.test", "password": House.password, "language": "en"])
        try #require(response.status == 303, "\(response.text)")
        return try session(response)
    }

    func session(_ response: Response) throws -> String {
        try #require(response.cookies.first { $0.name == Authenticator.cookie }?.value)
    }

    /// The proof that stands in the page's forms.
    func csrf(_ session: String) async throws -> String {
        let page = await get("/settings/access", session: session).text
        let start = try #require(page.range(of: "name=\"csrf\" content=\"")).upperBound
        return String(page[start...].prefix { $0 != "\"" })
    }
}

@Suite("The front door")
struct RecordsSignInTests {
    @Test("a new installation is founded once, from its first page", arguments: [TestDatabases.memory])
    func founds(_ backend: TestDatabases) async throws {
        try await House.with(backend) { house in
            #expect(await house.get("/accounts").headers["Location"] == "/setup")
            let refused = await house.post(
                "/setup", ["company": "", "email": "x", "password": "short", "language": "en"])
            #expect(refused.status == 422)
            #expect(refused.text.contains("“x” is not an e-mail address.") && refused.text.contains("at least 10"))
            let session = try await house.found()
            #expect(await house.get("/", session: session).status == 200)
            #expect(await house.get("/setup").headers["Location"] == "/sign-in")
            #expect(await house.get("/accounts?q=a").headers["Location"] == "/sign-in?next=%2Faccounts%3Fq%3Da")
        }
    }

    @Test("who knows the password comes in, and goes out again", arguments: [TestDatabases.memory])
    func signsInAndOut(_ backend: TestDatabases) async throws {
        try await House.with(backend) { house in
            _ = try await house.found()
            let wrong = await house.post("/sign-in", ["email": "ben@acme.test", "password": "no", "next": "/accounts"])
            #expect(wrong.status == 422 && wrong.text.contains("role=\"alert\""))
            #expect(wrong.text.contains("value=\"ben@acme.test\"") && wrong.text.contains("value=\"/accounts\""))
            let stranger = await house.post("/sign-in", ["email": "nobody@acme.test", "password": House.password])
            #expect(stranger.status == 422)
            let right = await house.post(
                "/sign-in", ["email": " BEN@acme.test ", "password": House.password, "next": "/accounts"])
            #expect(right.headers["Location"] == "/accounts")
            let session = try house.session(right)
            #expect(await house.get("/settings/company", session: session).status == 200)
            let foreign = await house.post(
                "/sign-in", ["email": "ben@acme.test", "password": House.password, "next": "//evil.test"])
            #expect(foreign.headers["Location"] == "/")
            let token = try await house.csrf(session)
            #expect(await house.post("/sign-out", ["_csrf": token], session: session).status == 303)
            #expect(await house.get("/", session: session).status == 303)
        }
    }

    @Test("whoever guesses too often has to wait", arguments: [TestDatabases.memory])
    func slowsGuessing(_ backend: TestDatabases) async throws {
        try await House.with(backend) { house in
            _ = try await house.found()
            for _ in 1...8 {
                #expect(await house.post("/sign-in", ["email": "ben@acme.test", "password": "no"]).status == 422)
            }
            let ninth = await house.post("/sign-in", ["email": "ben@acme.test", "password": House.password])
            #expect(ninth.status == 429 && ninth.text.contains("Too many tries"))
        }
    }

    @Test("a new password ends other sessions; tokens are shown once and revoked", arguments: [TestDatabases.memory])
    func managesKeys(_ backend: TestDatabases) async throws {
        try await House.with(backend) { house in
            let here = try await house.found(), token = try await house.csrf(here)
            let there = try house.session(
                await house.post("/sign-in", ["email": "ben@acme.test", "password": House.password]))
            let changed = await house.post(
                "/settings/access/password",
                ["_csrf": token, "current": House.password, "password": "another long password"], session: here)
            #expect(changed.status == 303, "\(changed.text)")
            #expect(await house.get("/", session: there).status == 303)
            #expect(await house.get("/", session: here).status == 200)
            let made = await house.post("/settings/access/tokens", ["_csrf": token, "name": "Till"], session: here)
            let secret = try #require(made.text.range(of: "ent_")).lowerBound
            #expect(made.text.contains("Till"))
            let shown = String(made.text[secret...].prefix { $0 != "<" })
            let api = await house.web.answer(
                Request(.get, "/api/v1/accounts", headers: ["Authorization": "Bearer \(shown)"]))
            #expect(api.status == 200)
            let later = await house.get("/settings/access", session: here).text
            #expect(!later.contains(shown))
        }
    }

    @Test("theme, keys and language are remembered", arguments: [TestDatabases.memory])
    func remembersChoices(_ backend: TestDatabases) async throws {
        try await House.with(backend) { house in
            let session = try await house.found(), token = try await house.csrf(session)
            let saved = await house.post(
                "/preferences", ["_csrf": token, "theme": "dark", "shortcuts": "off", "back": "/accounts"],
                session: session)
            #expect(saved.headers["Location"] == "/accounts")
            #expect(saved.cookies.contains { $0.name == "theme" && $0.value == "dark" })
            let language = await house.post("/preferences", ["_csrf": token, "language": "fr"], session: session)
            #expect(language.status == 303)
            #expect(await house.get("/", session: session).text.contains("lang=\"fr\""))
            let again = await house.post("/sign-in", ["email": "ben@acme.test", "password": House.password])
            #expect(again.cookies.contains { $0.name == "theme" && $0.value == "dark" })
            #expect(
                await house.post("/preferences", ["_csrf": token, "theme": "pink"], session: session).status == 422)
            let stranger = await house.get("/sign-in?language=fr&next=%2Faccounts")
            #expect(stranger.headers["Location"] == "/sign-in?next=%2Faccounts")
            #expect(stranger.cookies.contains { $0.name == "language" && $0.value == "fr" })
        }
    }
}
