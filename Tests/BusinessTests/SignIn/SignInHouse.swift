import App
import Foundation
import Jobs
import Localisation
import Records
import Storage
import TestSupport
import Testing
import Web
import WebSupport

@testable import Identity

/// The whole product behind its real front door, with a clock that tests move.
struct SignInHouse: Sendable {
    static let password = "un mot de passe assez long"
    static let host = "crm.acme.test"

    let web: WebServer<Context>
    let workspace: Workspace
    let clock: TestClock

    /// The company, and the session of its first administrator, Ben.
    static func with(_ backend: TestDatabases, _ body: (SignInHouse, String) async throws -> Void) async throws {
        try await withFolder { folder in
            try await backend.withDatabase { database in
                let house = try await SignInHouse(database, folder)
                try await body(house, house.found())
            }
        }
    }

    private init(_ database: any Database, _ folder: String) async throws {
        let registry = Modules.registry(), clock = TestClock(BusinessWorld.now)
        self.clock = clock
        workspace = try await Workspace.open(database, registry: registry.storage, node: 1, clock: { clock.now })
        let product = try Product.underTest(registry, folder)
        let authenticator = Authenticator(workspace: workspace, product: product)
        web = product.serverUnderTest(
            now: { clock.now }, around: { try await Authenticator.demandSignIn($0, $1, $2) },
            csrfToken: { $1.csrfToken }, context: { try await authenticator.context(for: $0) })
    }

    private func found() async throws -> String {
        let response = await post(
            "/setup",
            [
                "company": "Acme", "name": "Ben", "email": "ben@acme.test", "password": SignInHouse.password,
                "language": "en",
            ])
        try #require(response.status == 303, "\(response.text)")
        return try session(response)
    }

    /// Somebody else of the company.
    func person(_ name: String, role: RolePreset = .seller) async throws -> Int64 {
        let hash = try await Password.hash(SignInHouse.password)
        return try await workspace.write(.house, .command) { transaction in
            var user = User()
            (user.name, user.email) = (name, "\(name.lowercased())@acme.test")
            user.role = try role.id(in: transaction)
            let id = try transaction.save(user)
            try Credentials.setPassword(hash, of: id, in: transaction)
            return id.number
        }
    }

    // Requests

    func get(_ address: String, _ cookies: String..., headers: Headers = [:]) async -> Response {
        await send(.get, address, cookies, headers: headers)
    }

    /// With the session's proof, where there is a session.
    func post(
        _ address: String, _ items: KeyValuePairs<String, String> = [:], _ cookies: String..., headers: Headers = [:]
    ) async -> Response {
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        if let session = cookies.first(where: { !$0.contains("=") }) { headers["X-CSRF-Token"] = csrf(session) }
        let form = Form(items.map { Form.Item($0.key, $0.value) })
        return await send(.post, address, cookies, headers: headers, body: Array(form.encoded.utf8))
    }

    private func send(
        _ method: Web.Method, _ address: String, _ cookies: [String], headers: Headers, body: [UInt8] = []
    ) async -> Response {
        var headers = headers
        headers.setDefault("Accept", "text/html")
        headers.setDefault("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
        headers["Accept-Language"] = "en"
        headers["Host"] = SignInHouse.host
        if !cookies.isEmpty {
            // A bare word is a session.
            headers["Cookie"] =
                cookies.map { $0.contains("=") ? "__Host-" + $0 : "__Host-\(Authenticator.cookie)=\($0)" }
                .joined(separator: "; ")
        }
        return await web.answer(
            Request(method, address, headers: headers, body: body, remoteAddress: "192.0.2.7", isSecure: true))
    }

    private func csrf(_ session: String) -> String {
        csrfToken(forSession: session, secret: Array((workspace.settings.extra["secret"]?.text ?? "").utf8))
    }

    func signIn(_ name: String = "ben", _ password: String = SignInHouse.password) async -> Response {
        await post("/sign-in", ["email": "\(name)@acme.test", "password": password])
    }

    func api(_ method: Web.Method, _ path: String, _ token: String, _ body: String = "") async -> Response {
        let headers: Headers = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
        return await web.answer(Request(method, "/api/v1" + path, headers: headers, body: Array(body.utf8)))
    }

    // Answers

    func session(_ response: Response) throws -> String { try cookie(Authenticator.cookie, response) }

    func cookie(_ name: String, _ response: Response) throws -> String {
        try #require(response.cookies.first { $0.name == name }?.value, "\(response.status) \(response.text)")
    }

    /// The cookie of somebody at the second step, as a browser sends it.
    func waiting(_ response: Response) throws -> String {
        "\(WaitingSignIn.cookieName)=\(try cookie(WaitingSignIn.cookieName, response))"
    }

    func look<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
        try await workspace.read(.house, body)
    }

    func ben() async throws -> Int64 {
        try await look { try $0.connection.integer("SELECT id FROM \"user\" WHERE email = 'ben@acme.test'") ?? 0 }
    }
}
