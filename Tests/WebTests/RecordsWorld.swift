import Records
import TestSupport
import Testing

@testable import Web

/// The little company of the API's tests, looked at through its pages.
struct RecordsWorld: Sendable {
    let world: ApiWorld

    static func with(_ backend: TestDatabases, _ body: (RecordsWorld) async throws -> Void) async throws {
        try await ApiWorld.with(backend) { registry in
            HomePage.register(in: &registry)
            SearchPage.register(in: &registry)
            Preferences.register(in: &registry)
            Settings.register(in: &registry)
            Pickers.register(in: &registry)
            Undoing.register(in: &registry)
            FormRoutes.register(in: &registry)
            TrashPages.register(in: &registry)
            DeletionPages.register(in: &registry)
            RecordRoutes.register(in: &registry)
            RevertRoutes.register(in: &registry)
            ListPages.register(in: &registry)
        } _: {
            try await body(RecordsWorld(world: $0))
        }
    }

    func get(_ address: String, as person: String = "ann", headers: Headers = [:]) async -> Response {
        var headers = headers
        headers["Authorization"] = "Bearer \(person)"
        return await world.web.answer(Request(.get, address, headers: headers))
    }

    func post(
        _ address: String, _ items: KeyValuePairs<String, String>, as person: String = "ann", headers: Headers = [:]
    ) async -> Response {
        var headers = headers
        headers["Authorization"] = "Bearer \(person)"
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        let form = Form(items.map { Form.Item($0.key, $0.value) })
        return await world.web.answer(Request(.post, address, headers: headers, body: Array(form.encoded.utf8)))
    }

    /// A shop made by the form; its id.
    func shop(_ items: KeyValuePairs<String, String>) async throws -> String {
        let response = await post("/shops/new", items)
        try #require(response.status == 303, "\(response.status) \(response.text.prefix(2000))")
        return String(try #require(response.headers["Location"]).split(separator: "/").last ?? "")
    }

    func stored(_ id: String) async throws -> JSON { try await world.get("/shops/\(id)") }

    /// What our scripts send with their requests.
    static let script: Headers = ["X-Fragment": "1", "Accept": "application/json"]
}
