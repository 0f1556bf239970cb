import Foundation
import Identity
import Jobs
import Localisation
import Logging
import PostgresStorage
import Records
import Storage
import TestSupport
import Testing
import Web

@testable import App

/// A server with its own company and two more, `left.test` and `right.test`: founded alike, by the same clock and node,
/// so that what is made in the same order bears the same identifiers.
struct TwoCompanies {
    let server: Server
    let settings: ServerSettings
    let left: Site
    let right: Site
    /// The names of the two.
    let names: [String]

    static let email = "ann@acme.test", password = "un mot de passe assez long"
    static let backends: [TestDatabases] = TestDatabases.all.filter { $0 != .memory }

    static func with(_ backend: TestDatabases, _ body: (TwoCompanies) async throws -> Void) async throws {
        try await withServer(backend) { settings in
            let suffix = String(UInt32.random(in: 0...UInt32.max), radix: 36)
            let names = ["left-\(suffix)", "right-\(suffix)"], workspaces = Workspaces(settings)
            for (name, host) in zip(names, ["left.test", "Right.test"]) {
                var order = Workspaces.Order(name: name)
                order.hosts = [host]
                try await workspaces.create(order)
            }
            do {
                try await serve(settings, names, body)
                for entry in try workspaces.entries() { try await workspaces.discard(entry, database: true) }
            } catch {
                for entry in try workspaces.entries() { try await workspaces.discard(entry, database: true) }
                throw error
            }
        }
    }

    /// Settings of a server with an address of its own.
    static func withServer<Result>(
        _ backend: TestDatabases, _ body: (ServerSettings) async throws -> Result
    ) async throws -> Result {
        try await withFolder { folder in
            var settings = try ServerSettings(environment: [:])
            settings.data = folder + "/data"
            settings.publicDirectory = folder + "/none"
            try FileManager.default.createDirectory(atPath: settings.data, withIntermediateDirectories: true)
            settings.database = "sqlite:\(folder)/data/entregent.sqlite"
            guard backend == .postgres else { return try await body(settings) }
            return try await TestDatabases.withSchema { database in
                settings.database = TestDatabases.address(database.settings.schema ?? "public", "pool=2")
                return try await body(settings)
            }
        }
    }

    private static func serve(
        _ settings: ServerSettings, _ names: [String], _ body: (TwoCompanies) async throws -> Void
    ) async throws {
        let opening: WorkspaceHall.Opening = { inner, _ in
            try await installed(try await OpenDatabase.at(inner.database), in: inner.data)
        }
        var own = try await opening(settings, Workspaces.silent)
        own = Installation(
            settings: settings, workspace: own.workspace, product: own.product, logger: Workspaces.silent)
        let server = try Server(own, opening: opening)
        try await server.hall.refresh()
        let sites = server.hall.sites.compactMap(\.site)
        try #require(sites.count == 2)
        let two = TwoCompanies(server: server, settings: settings, left: sites[0], right: sites[1], names: names)
        do {
            for (site, company) in [(two.left, "Gauche"), (two.right, "Droite")] {
                try await Company.found(
                    .init(company: company, email: email, password: password, name: "Ann", language: "fr"),
                    in: site.installation.workspace, door: .command)
            }
            try await body(two)
            await server.hall.close()
            try await own.close()
        } catch {
            await server.hall.close()
            try await own.close()
            throw error
        }
    }

    func ask(
        _ method: Web.Method, _ address: String, host: String, headers: Headers = [:], body: String = ""
    ) async -> Response {
        var headers = headers
        headers["Host"] = host
        return await server.web.answer(Request(method, address, headers: headers, body: Array(body.utf8)))
    }

    /// A program's request.
    func api(
        _ method: Web.Method, _ address: String, host: String, token: String, json: JSON? = nil, headers: Headers = [:]
    ) async throws -> (status: Int, body: String) {
        var headers = headers
        headers["Authorization"] = "Bearer \(token)"
        if json != nil { headers["Content-Type"] = "application/json" }
        let answer = await ask(method, "/api/v1" + address, host: host, headers: headers, body: json?.string ?? "")
        return (answer.status, text(answer))
    }

    func text(_ response: Response) -> String {
        switch response.body {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .file(let file): (try? String(contentsOfFile: file.path, encoding: .utf8)) ?? ""
        default: ""
        }
    }

    /// The cookie of somebody who has signed in at this host.
    func signIn(host: String) async throws -> String {
        let form = Form([.init("email", TwoCompanies.email), .init("password", TwoCompanies.password)])
        let answer = await ask(
            .post, "/sign-in", host: host, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: form.encoded)
        let cookie = try #require(answer.cookies.first { $0.name == Authenticator.cookie }, "\(answer.status)")
        return "\(cookie.name)=\(cookie.value)"
    }

    func token(_ site: Site) async throws -> String {
        try await site.installation.workspace.write(.house, .command) { transaction in
            let user = try transaction.all(User.self)[0].id
            return try Credentials.makeToken(for: user, name: "test", in: transaction)
        }
    }
}
