import Foundation
import Records
import TestSupport
import Testing

@testable import Web

@Suite("What the API says of itself")
struct ApiSchemaTests {
    @Test("a field added to a running server is at once everywhere", arguments: ApiWorld.backends)
    func customField(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let shop = try await world.post("/shops", #"{"name":"A"}"#)["id"]?.text ?? ""
            let field =
                #"""
                {"kind":"shop","name":"loyalty","label_fr":"Fidélité","label_en":"Loyalty","type":"choice",
                "choices":["gold","silver"]}
                """#
            #expect(await world.call(.post, "/custom_fields", field, as: "ben").status == 403)
            try await world.post("/custom_fields", field)
            #expect(try world.refused(await world.call(.post, "/custom_fields", field)) == ["name": "taken"])
            #expect(try await world.get("/custom_fields")["data"]?.array?.first?["label_fr"] == "Fidélité")
            #expect(try await world.patch("/shops/\(shop)", #"{"loyalty":"gold"}"#)["loyalty"] == "gold")
            #expect(try await world.names("/shops?loyalty=gold&sort=loyalty") == ["A"])
            #expect(
                try world.refused(await world.call(.patch, "/shops/\(shop)", #"{"loyalty":"iron"}"#)) == [
                    "loyalty": "unknown_choice"
                ])
            let entities = try await world.get("/meta")["entities"]?.array ?? []
            let described = entities.first { $0["name"] == "shop" }?["fields"]?.array?.first { $0["name"] == "loyalty" }
            #expect(
                described?["label"] == .record(["fr": "Fidélité", "en": "Loyalty"]) && described?["custom"] == true)
            let schema = try await world.get("/openapi.json")["components"]?["schemas"]?["shop_create"]
            #expect(schema?["properties"]?["loyalty"]?["enum"] == .array(["gold", "silver", .null]))
            let wrong = await world.call(.post, "/custom_fields", #"{"kind":"shop","name":7,"x":1}"#)
            #expect(try world.refused(wrong).keys.sorted() == ["label_en", "label_fr", "name", "type", "x"])
        }
    }

    @Test("the description names every route there is, and nothing hidden")
    func describesRoutes() async throws {
        try await ApiWorld.with(
            .memory,
            extending: { registry in
                registry.api(.post, "/api/v1/shops/:id/close", .code(#"{"summary":"Close a shop for good."}"#)) {
                    _, _ in .noContent
                }
            }
        ) { world in
            let document = try await world.get("/openapi.json")
            let paths = document["paths"]
            #expect(document["openapi"] == "3.1.0")
            for (method, route) in world.product.registry.routes.all {
                let fixed = route.pattern.replacing(":plural", with: "shops").replacing(/:([a-z_]+)/) { "{\($0.1)}" }
                // Shops are nobody's own: they are not shared.
                if fixed.contains("/shares") { continue }
                #expect(paths?[fixed]?[method.rawValue.lowercased()] != nil, "\(method) \(fixed)")
            }
            let close = paths?["/api/v1/shops/{id}/close"]?["post"]
            #expect(close?["parameters"]?.array?.count == 2 && close?["operationId"] == "post_shops_id_close")
            let hidden = try await world.get("/openapi.json", as: "ben")
            #expect(hidden["components"]?["schemas"]?["shop"]?["properties"]?["margin"] == nil)
            #expect(hidden["paths"]?["/api/v1/visits"] == nil)
            let ids = (paths?.members ?? []).flatMap { $0.value.members ?? [] }.compactMap {
                $0.value["operationId"]?.text
            }
            #expect(Set(ids).count == ids.count)
        }
    }

    @Test("search finds over everything", arguments: ApiWorld.backends)
    func search(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let shop = try await world.post("/shops", #"{"name":"Fromagerie Béchamel"}"#)["id"]?.text ?? ""
            try await world.post("/visits", #"{"title":"Bechamel tasting","shop":"\#(shop)"}"#)
            let hits = try await world.get("/search?q=bechamel")["data"]?.array ?? []
            #expect(Set(hits.compactMap { $0["plural"]?.text }) == ["shops", "visits"])
            #expect(try await world.get("/search?q=bechamel&kinds=visits")["data"]?.array?.count == 1)
            for query in ["", "?q=a&kinds=nothing", "?q=a&limit=0", "?q=a&x=1"] {
                #expect(await world.call(.get, "/search" + query).status == 422)
            }
        }
    }
}

/// A file with this text, gone afterwards.
func withTextFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
}
