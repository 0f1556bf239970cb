import Activities
import App
import Foundation
import Identity
import Jobs
import Localisation
import People
import Records
import Sales
import Storage
import TestSupport
import Testing
import WebSupport

@testable import Web

/// A company with the whole product and real roles: Dana directs; Max manages the west and what is below it, Nora the
/// north below it; Sam and Lea sell in the north, Otto in the east. Each request is looked at through the eyes that
/// Identity makes of the person's role and team.
struct RightsWorld: Sendable {
    static let now = Instant(iso: "2026-11-22T09:30:00Z")!
    static let backends = TestDatabases.all.filter { $0 != .file }

    let workspace: Workspace
    let product: Product
    let web: WebServer<Context>
    let people: [String: Int64]
    let teams: [String: Int64]

    static func with(_ backend: TestDatabases, _ body: (RightsWorld) async throws -> Void) async throws {
        try await withFolder { folder in
            try await backend.withDatabase { try await body(RightsWorld($0, folder)) }
        }
    }

    /// Name, role, team.
    private static let staff: [(String, RolePreset, String?)] = [
        ("ann", .administrator, nil), ("dana", .director, nil), ("max", .salesManager, "west"),
        ("nora", .salesManager, "north"), ("sam", .seller, "north"), ("lea", .seller, "north"),
        ("otto", .seller, "east"), ("mia", .marketer, nil), ("sue", .supportAgent, nil), ("art", .accountant, nil),
        ("gus", .guest, nil), ("pre", .preSales, nil), ("cleo", .customerSuccessManager, nil),
    ]

    private init(_ database: any Database, _ folder: String) async throws {
        let registry = Modules.registry()
        workspace = try await Workspace.open(
            database, registry: registry.storage, node: 1, clock: { RightsWorld.now })
        product = try .underTest(registry, folder)
        (people, teams) = try await workspace.write(.house, .command) { transaction in
            try RolePreset.ensure("en", in: transaction)
            try StartingPipeline.make(language: "en", in: transaction)
            var teams: [String: Int64] = [:], people: [String: Int64] = [:]
            for (name, parent) in [("west", nil), ("north", "west"), ("east", nil)] as [(String, String?)] {
                var team = Team()
                team.name = name
                team.parent = parent.flatMap { teams[$0] }.map { ID($0) }
                teams[name] = try transaction.save(team).number
            }
            for (name, preset, team) in RightsWorld.staff {
                var user = User()
                (user.name, user.email) = (name.capitalized, "\(name)@example.com")
                user.role = try preset.id(in: transaction)
                user.team = team.flatMap { teams[$0] }.map { ID($0) }
                people[name] = try transaction.save(user).number
            }
            return (people, teams)
        }
        let (workspace, product, people) = (workspace, product, people)
        let permissions = Set(registry.permissions.keys)
        web = product.serverUnderTest(
            now: { RightsWorld.now },
            context: { request in
                let name = request.bearerToken ?? "gus", id = people[name] ?? 0
                return Context(
                    workspace: workspace, product: product,
                    person: Person(id: id, name: name.capitalized, email: "", language: .english),
                    viewer: try await workspace.read(.house) { try Rights.viewer(of: id, permissions, in: $0) },
                    door: request.path.hasPrefix("/api/") ? .api : .screen,
                    t: .inParis, now: RightsWorld.now, csrfToken: nil)
            })
    }

    func id(_ name: String) -> Int64 { people[name] ?? 0 }

    func viewer(_ name: String) async throws -> Viewer {
        let id = id(name), permissions = Set(product.registry.permissions.keys)
        return try await workspace.read(.house) { try Rights.viewer(of: id, permissions, in: $0) }
    }

    /// Work past all rights, in somebody's name.
    func house<Result: Sendable>(
        as name: String = "ann", _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        try await workspace.write(Viewer(user: id(name), rights: nil), .screen, body)
    }

    func account(_ name: String, of owner: String) async throws -> Int64 {
        let owner = id(owner)
        return try await house { transaction in
            var account = Account()
            (account.name, account.owner) = (name, ID(owner))
            return try transaction.save(account).number
        }
    }

    func contact(_ name: String, at account: Int64, of owner: String) async throws -> Int64 {
        let kind = workspace.schema.kind(of: Contact.self), owner = id(owner)
        return try await house { transaction in
            try transaction.save(
                Draft(fields: ["name": [.text(name)], "account": [.integer(account)], "owner": [.integer(owner)]]),
                as: kind)
        }
    }

    func sale(_ title: String, of owner: String, euros: Int = 1000, account: Int64? = nil) async throws -> Int64 {
        let owner = id(owner)
        return try await house { transaction in
            var sale = Opportunity()
            (sale.title, sale.owner, sale.account) = (title, ID(owner), account.map { ID($0) })
            sale.amount = Money(minor: Int64(euros) * 100, currency: "EUR")
            return try transaction.save(sale).number
        }
    }

    func note(_ text: String, about kind: String, _ id: Int64, by name: String) async throws -> Int64 {
        try await house(as: name) { transaction in
            try transaction.save(
                Draft(fields: ["text": [.text(text)], "about": [.text(kind), .integer(id)]]),
                as: transaction.schema.kind("note"))
        }
    }

    func file(_ name: String, about kind: String, _ id: Int64, by person: String) async throws -> Int64 {
        let path = product.files.incomingPath()
        try Data("secret contents".utf8).write(to: URL(fileURLWithPath: path))
        let key = try product.files.keep(incoming: path, extension: "txt")
        return try await house(as: person) { transaction in
            var file = Attachment()
            (file.name, file.file, file.contentType, file.bytes) = (name, key, "text/plain", 15)
            file.sha256 = String(repeating: "0", count: 64)
            file.about = Reference(kind: kind, id: id)
            return try transaction.save(file).number
        }
    }

    /// Runs what is queued until nothing is left.
    func work() async throws {
        let registry = product.registry, workspace = workspace
        let permissions = Set(registry.permissions.keys)
        let runner = JobRunner(
            workspace, book: registry.jobs, files: product.files, signal: Signal(), outboxSignal: Signal(),
            viewer: { user in
                guard let user else { return .house }
                return try await workspace.read(.house) { try Rights.viewer(of: user, permissions, in: $0) }
            })
        try await runner.drain()
    }

    // Requests

    func get(_ address: String, as name: String, json: Bool = false) async -> Response {
        await send(.get, address, as: name, headers: json ? ["Accept": "application/json"] : [:])
    }

    func post(_ address: String, _ items: KeyValuePairs<String, String> = [:], as name: String) async -> Response {
        let form = Form(items.map { Form.Item($0.key, $0.value) })
        return await send(
            .post, address, as: name, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: form.encoded)
    }

    func api(
        _ method: Web.Method, _ address: String, _ body: String = "", as name: String,
        type: String = "application/json"
    ) async -> Response {
        await send(
            method, "/api/v1" + address, as: name, headers: body.isEmpty ? [:] : ["Content-Type": type], body: body)
    }

    func send(
        _ method: Web.Method, _ address: String, as name: String, headers: Headers = [:], body: String = ""
    ) async -> Response {
        var headers = headers
        headers["Authorization"] = "Bearer \(name)"
        return await web.answer(Request(method, address, headers: headers, body: Array(body.utf8)))
    }

    /// The values of one field of a list over REST, sorted.
    func seen(_ address: String, _ field: String, as name: String) async throws -> [String] {
        let response = await api(.get, address, as: name)
        #expect(response.status == 200, "\(name) \(address) \(response.text.prefix(300))")
        return try response.json["data"]?.array?.compactMap { $0[field]?.text }.sorted() ?? []
    }
}

extension JSON {
    var code: String? { self["error"]?["code"]?.text }
}
