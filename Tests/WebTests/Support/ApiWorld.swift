import Foundation
import Jobs
import Localisation
import Records
import Storage
import TestSupport
import Testing
import WebSupport

@testable import Web

/// A little company with its API: ann may do everything, ben sees what he made and no margins.
struct ApiWorld: Sendable {
    let web: WebServer<Context>
    let workspace: Workspace
    let product: Product
    let ann: Int64
    let ben: Int64
    let clock: TestClock

    /// SQLite in a file differs from memory in nothing the API could notice.
    static let backends = TestDatabases.all.filter { $0 != .file }

    static func with(
        _ backend: TestDatabases, extending: (inout Registry) -> Void = { _ in },
        _ body: (ApiWorld) async throws -> Void
    ) async throws {
        var registry = Registry()
        registry.add(Clerk.self)
        registry.add(Shop.self)
        registry.add(Visit.self)
        registry.storage.tables += JobQueue.tables
        Api.register(in: &registry)
        extending(&registry)
        let ready = registry
        try await withFolder { folder in
            try await backend.withDatabase { try await body(ApiWorld($0, ready, folder)) }
        }
    }

    private init(_ database: any Database, _ registry: Registry, _ folder: String) async throws {
        let clock = TestClock(Instant(Day(iso: "2026-11-22")!, hour: 12))
        self.clock = clock
        workspace = try await Workspace.open(database, registry: registry.storage, node: 1, clock: { clock.now })
        product = try .underTest(registry, folder)
        (ann, ben) = try await workspace.write(.house, .command) { transaction in
            var clerk = Clerk()
            clerk.name = "Ann"
            let ann = try transaction.save(clerk).number
            clerk.name = "Ben"
            return (ann, try transaction.save(clerk).number)
        }
        let (workspace, product, ann, ben) = (workspace, product, ann, ben)
        web = product.serverUnderTest(
            now: { clock.now },
            context: { request in
                let viewer = ApiWorld.viewer(request.bearerToken ?? "ann", ann: ann, ben: ben)
                return Context(
                    workspace: workspace, product: product, person: nil, viewer: viewer, door: .api,
                    t: .untranslated, now: clock.now, csrfToken: nil)
            })
    }

    private static func viewer(_ token: String, ann: Int64, ben: Int64) -> Viewer {
        switch token {
        case "ben": Viewer(user: ben, grants: ["shop": [.owners([ben])], "user": [.all]])
        case "house": .house
        default:
            Viewer(
                user: ann, grants: ["shop": [.all], "visit": [.all], "user": [.all]],
                permissions: ["see_margin", "settings.manage"])
        }
    }

    // Requests

    func call(
        _ method: Web.Method, _ address: String, _ body: String? = nil, headers: Headers = [:],
        as token: String = "ann",
        contentType: String = "application/json"
    ) async -> Response {
        var headers = headers
        headers["Authorization"] = "Bearer \(token)"
        if body != nil { headers["Content-Type"] = contentType }
        return await web.answer(Request(method, "/api/v1" + address, headers: headers, body: Array((body ?? "").utf8)))
    }

    func get(_ address: String, as token: String = "ann", status: Int = 200) async throws -> JSON {
        let response = await call(.get, address, as: token)
        try #require(response.status == status, "GET \(address): \(response.status) \(response.text)")
        return try response.json
    }

    @discardableResult
    func post(_ address: String, _ body: String, as token: String = "ann", status: Int = 201) async throws -> JSON {
        let response = await call(.post, address, body, as: token)
        try #require(response.status == status, "POST \(address): \(response.status) \(response.text)")
        return try response.json
    }

    @discardableResult
    func patch(_ address: String, _ body: String, as token: String = "ann", status: Int = 200) async throws -> JSON {
        let response = await call(.patch, address, body, as: token)
        try #require(response.status == status, "PATCH \(address): \(response.status) \(response.text)")
        return try response.json
    }

    /// The fields refused, with their codes.
    func refused(_ response: Response) throws -> [String: String] {
        let fields = try response.json["error"]?["fields"]?.array ?? []
        return Dictionary(fields.map { ($0["field"]?.text ?? "", $0["code"]?.text ?? "") }) { first, _ in first }
    }

    func names(_ address: String, as token: String = "ann") async throws -> [String] {
        (try await get(address, as: token)["data"]?.array ?? []).compactMap { $0["name"]?.text }
    }

    func runJobs(_ names: Set<String> = ["bulk"]) async throws {
        let runner = JobRunner(
            workspace, book: product.registry.jobs, files: product.files, signal: product.jobSignal,
            viewer: { user in user == nil ? .house : ApiWorld.viewer(user == ben ? "ben" : "ann", ann: ann, ben: ben) })
        _ = try await runner.drain(names)
    }
}
