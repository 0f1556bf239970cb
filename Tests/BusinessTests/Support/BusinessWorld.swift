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
import Web
import WebSupport

/// A small company with the whole product: ann sees everything, ben only what is his. Sunday 22 November 2026, 10:30 in
/// Paris.
struct BusinessWorld: Sendable {
    static let now = Instant(iso: "2026-11-22T09:30:00Z")!
    static let today = Day(iso: "2026-11-22")!
    /// SQLite in a file differs from memory in nothing these tests could notice.
    static let backends = TestDatabases.all.filter { $0 != .file }

    let workspace: Workspace
    let product: Product
    let web: WebServer<Context>
    let folder: String
    let ann: Int64
    let ben: Int64
    let clock: TestClock

    static func with(_ backend: TestDatabases, _ body: (BusinessWorld) async throws -> Void) async throws {
        try await withFolder { folder in
            try await backend.withDatabase { try await body(BusinessWorld($0, folder)) }
        }
    }

    private init(_ database: any Database, _ folder: String) async throws {
        let registry = Modules.registry(), clock = TestClock(BusinessWorld.now)
        self.clock = clock
        self.folder = folder
        workspace = try await Workspace.open(database, registry: registry.storage, node: 1, clock: { clock.now })
        product = try .underTest(registry, folder)
        (ann, ben) = try await workspace.write(.house, .command) { transaction in
            try StartingPipeline.make(language: "en", in: transaction)
            var user = User()
            user.name = "Ann Arden"
            let ann = try transaction.save(user).number
            user.name = "Ben Bold"
            return (ann, try transaction.save(user).number)
        }
        let (workspace, product, ann, ben) = (workspace, product, ann, ben)
        web = product.serverUnderTest(
            now: { clock.now }, around: { try await FormerRecords.answering($0, $1, $2) },
            context: { request in
                let isBen = request.bearerToken == "ben"
                let person = Person(
                    id: isBen ? ben : ann, name: isBen ? "Ben Bold" : "Ann Arden", email: "", language: .english)
                return Context(
                    workspace: workspace, product: product, person: person,
                    viewer: isBen ? bens(workspace, ben) : anns(workspace, ann),
                    door: .screen,
                    t: .inParis, now: clock.now, csrfToken: nil)
            })
    }

    // Work in the database

    /// In somebody's name, past their rights: whole entities hold fields that only the house writes.
    func change<Result: Sendable>(
        as user: Int64? = nil, _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        try await workspace.write(Viewer(user: user ?? ann, grants: nil), .screen, body)
    }

    func look<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
        try await workspace.read(.house, body)
    }

    /// The stages of the only pipeline, in order.
    func stages() async throws -> [Stage] {
        try await look { try $0.all(Stage.self).sorted { $0.position < $1.position } }
    }

    func stage(_ name: String) async throws -> ID<Stage> {
        try #require(try await stages().first { $0.name == name }).id
    }

    func account(_ name: String, of user: Int64? = nil) async throws -> ID<Account> {
        let owner = user ?? ann
        return try await change(as: user) { transaction in
            var account = Account()
            (account.name, account.owner) = (name, ID(owner))
            return try transaction.save(account)
        }
    }

    func sale(
        _ title: String, _ euros: Int? = nil, in stage: String? = nil, account: ID<Account>? = nil,
        probability: Int? = nil,
        by user: Int64? = nil
    ) async throws -> ID<Opportunity> {
        var place: ID<Stage>?
        if let stage { place = try await self.stage(stage) }
        let (chosen, owner) = (place, user ?? ann)
        return try await change(as: user) { transaction in
            var sale = Opportunity()
            (sale.title, sale.account, sale.stage, sale.probability, sale.owner) = (
                title, account, chosen, probability, ID(owner)
            )
            sale.amount = euros.map { Money(minor: Int64($0) * 100, currency: "EUR") }
            return try transaction.save(sale)
        }
    }

    // Requests

    func get(_ address: String, headers: Headers = [:], as user: String = "ann") async -> Response {
        await send(.get, address, headers: headers, as: user)
    }

    func post(
        _ address: String, _ items: KeyValuePairs<String, String> = [:], headers: Headers = [:], as user: String = "ann"
    ) async -> Response {
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        let form = Form(items.map { Form.Item($0.key, $0.value) })
        return await send(.post, address, headers: headers, body: Array(form.encoded.utf8), as: user)
    }

    func send(
        _ method: Web.Method, _ address: String, headers: Headers = [:], body: [UInt8] = [], as user: String = "ann"
    ) async -> Response {
        var headers = headers
        headers["Authorization"] = "Bearer \(user)"
        return await web.answer(Request(method, address, headers: headers, body: body))
    }

    /// What our scripts send with their requests.
    static let script: Headers = ["X-Fragment": "1", "Accept": "application/json"]

    /// How many questions a piece of work asks the database, beside the look at the schema's version that opens each
    /// transaction.
    func queries(_ work: () async throws -> Void) async rethrows -> [String] {
        let counter = QueryCounter()
        try await QueryCounter.$current.withValue(counter, operation: work)
        return counter.statements.filter {
            !$0.contains("schema_version") && !$0.hasPrefix("BEGIN") && !$0.hasPrefix("COMMIT")
        }
    }
}

/// Ann administers the company.
private func anns(_ workspace: Workspace, _ ann: Int64) -> Viewer {
    let grants = Dictionary(uniqueKeysWithValues: workspace.schema.kinds.keys.map { ($0, [Viewer.Grant.all]) })
    return Viewer(user: ann, grants: grants, permissions: ["settings.manage", "sales.see_revenue"])
}

/// Ben sees the company's structure, and of customers only what is his.
private func bens(_ workspace: Workspace, _ ben: Int64) -> Viewer {
    var grants = Dictionary(uniqueKeysWithValues: workspace.schema.kinds.keys.map { ($0, [Viewer.Grant.all]) })
    for kind in ["account", "contact", "opportunity", "note", "activity", "attachment"] {
        grants[kind] = [.owners([ben])]
    }
    return Viewer(user: ben, grants: grants, permissions: ["sales.see_revenue"])
}
