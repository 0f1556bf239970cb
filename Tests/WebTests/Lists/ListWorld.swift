import Foundation
import Jobs
import Localisation
import Records
import Storage
import TestSupport
import Testing
import WebSupport

@testable import Web

/// Something to do about a shop.
struct Errand: Entity {
    static let name = "activity", plural = "activities"
    static let label = "Activity", pluralLabel = "Activities", title = "subject"
    var id = ID<Self>(), custom = CustomValues()
    var subject = ""
    var about: Reference?
    var dueOn: Day?
    var isDone = false

    static let fields: [Field<Self>] = [
        Field("subject", \.subject, "Subject", .required, .listed, .searched),
        Field("about", \.about, "About", .listed, .goesWithLink),
        Field("due_on", \.dueOn, "Due", .listed, .sorted),
        Field("is_done", \.isDone, "Done", .required),
    ]
}

/// A little company with its pages: ann sees everything, ben what he made.
struct ListWorld: Sendable {
    let web: WebServer<Context>
    let workspace: Workspace
    let product: Product
    let ann: Int64
    let ben: Int64

    static let backends = TestDatabases.all.filter { $0 != .file }
    /// Sunday.
    static let now = Instant(iso: "2026-11-22T09:30:00Z")!
    static let today = Day(iso: "2026-11-22")!

    static func with(
        _ backend: TestDatabases, language: Language = .english, _ body: (ListWorld) async throws -> Void
    ) async throws {
        var registry = Registry()
        registry.add(Clerk.self)
        registry.add(Shop.self)
        registry.add(Visit.self)
        registry.add(Errand.self)
        registry.storage.tables += JobQueue.tables
        registry.boards["shop"] = Board(path: "/shop-board")
        ListPages.register(in: &registry)
        let ready = registry
        try await withFolder { folder in
            try await backend.withDatabase { try await body(ListWorld($0, ready, folder, language)) }
        }
    }

    private init(_ database: any Database, _ registry: Registry, _ folder: String, _ language: Language) async throws {
        workspace = try await Workspace.open(database, registry: registry.storage, node: 1, clock: { ListWorld.now })
        product = try .underTest(registry, folder)
        (ann, ben) = try await workspace.write(.house, .command) { transaction in
            var clerk = Clerk()
            clerk.name = "Ann"
            let ann = try transaction.save(clerk).number
            clerk.name = "Ben"
            return (ann, try transaction.save(clerk).number)
        }
        let (workspace, product, ann, ben) = (workspace, product, ann, ben)
        let t = Catalogues.empty.translator(language, timeZone: TimeZone(identifier: "Europe/Paris")!)
        web = product.serverUnderTest(
            now: { ListWorld.now }, t: t, page: { Array($0.message.utf8) },
            context: { request in
                Context(
                    workspace: workspace, product: product, person: nil,
                    viewer: ListWorld.viewer(
                        request.bearerToken == "ben" ? ben : ann, isBen: request.bearerToken == "ben"),
                    door: .screen, t: t, now: ListWorld.now, csrfToken: "proof")
            })
    }

    static func viewer(_ user: Int64, isBen: Bool) -> Viewer {
        let shops: [Viewer.Grant] = isBen ? [.owners([user])] : [.all]
        return Viewer(
            user: user,
            grants: [
                "shop": shops, "visit": [.all], "user": [.all], "activity": [.all],
                "saved_view": SavedView.grants(for: user),
            ], hiddenFields: isBen ? ["shop.revenue"] : [])
    }

    func answer(
        _ method: Web.Method, _ address: String, _ form: [(String, String)]? = nil, fetched: Bool = false,
        as token: String = "ann"
    ) async -> Response {
        var headers: Headers = ["Authorization": "Bearer \(token)"]
        if form != nil { headers["Content-Type"] = "application/x-www-form-urlencoded" }
        if fetched {
            headers["X-Fragment"] = "1"
            headers["Accept"] = "application/json"
        }
        let body = Form((form ?? []).map { Form.Item($0.0, $0.1) }).encoded
        return await web.answer(Request(method, address, headers: headers, body: Array(body.utf8)))
    }

    func page(_ address: String, as token: String = "ann", status: Int = 200) async throws -> String {
        let response = await answer(.get, address, as: token)
        try #require(response.status == status, "GET \(address): \(response.status) \(response.text.prefix(400))")
        return response.text
    }

    /// Posts as a browser without script does; answers where it is led.
    func post(_ address: String, _ form: [(String, String)], as token: String = "ann") async throws -> String {
        let response = await answer(.post, address, form, as: token)
        try #require(response.status == 303, "POST \(address): \(response.status) \(response.text.prefix(400))")
        return response.headers["Location"] ?? ""
    }

    /// Titles of the rows shown, in order.
    func rows(_ address: String, as token: String = "ann") async throws -> [String] {
        titles(try await page(address, as: token))
    }

    func titles(_ html: String) -> [String] {
        html.components(separatedBy: "<td class=\"title\">").dropFirst().compactMap { piece in
            piece.components(separatedBy: "</a>").first?.components(separatedBy: ">").last
        }
    }

    func change<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
        try await workspace.write(Viewer(user: ann, grants: nil), .screen, body)
    }

    func runJobs() async throws {
        let runner = JobRunner(
            workspace, book: product.registry.jobs, files: product.files, signal: product.jobSignal,
            viewer: { user in user.map { ListWorld.viewer($0, isBen: false) } ?? .house })
        _ = try await runner.drain(["bulk_edit", "bulk_delete"])
    }
}

extension Transaction {
    @discardableResult
    func shop(_ name: String, _ change: (inout Shop) -> Void = { _ in }) throws -> ID<Shop> {
        var shop = Shop()
        shop.name = name
        change(&shop)
        return try save(shop)
    }

    @discardableResult
    func errand(_ subject: String, about shop: ID<Shop>, due: String? = nil, done: Bool = false) throws -> ID<Errand> {
        var errand = Errand()
        (errand.subject, errand.dueOn, errand.isDone) = (subject, due.flatMap { Day(iso: $0) }, done)
        errand.about = Reference(kind: "shop", id: shop.number)
        return try save(errand)
    }
}

/// A condition as it stands in an address.
func whereClause(_ json: String) -> String { "where=" + percentEncoded(json) }
