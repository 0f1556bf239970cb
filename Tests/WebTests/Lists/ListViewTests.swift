import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Saved views of a list")
struct ListViewTests {
    @Test("keep filter, order, columns and layout; changes are marked until saved", arguments: ListWorld.backends)
    func saving(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                for (name, city) in [("A", "Lyon"), ("B", "Lyon"), ("C", "Paris")] {
                    try transaction.shop(name) { $0.city = city }
                }
            }
            let saved = try await world.post(
                "/shops/list/views",
                [
                    ("state", Form([.init("city", "Lyon"), .init("sort", "-name"), .init("columns", "city")]).encoded),
                    ("name", "In Lyon"),
                ])
            let html = try await world.page(saved)
            #expect(world.titles(html) == ["B", "A"])
            #expect(html.contains("In Lyon") && !html.contains("Changed view"))
            let changed = try await world.page(saved + "&sort=name")
            #expect(world.titles(changed) == ["A", "B"])
            #expect(changed.contains("Changed view"))
            let id = saved.split(separator: "=").last.map(String.init) ?? ""
            _ = try await world.post("/shops/list/views/\(id)", [("state", "view=\(id)&sort=name"), ("content", "1")])
            #expect(try await world.rows(saved) == ["A", "B"])
            _ = try await world.post("/shops/list/views/\(id)", [("name", "Lyonnais"), ("is_shared", "false")])
            #expect(try await world.page(saved).contains("Lyonnais"))
            // With everything cleared, the view still knows it was changed.
            #expect(try await world.rows(saved + "&" + whereClause("{}")).count == 3)
            _ = try await world.post("/shops/list/views/default", [("view", id)])
            #expect(try await world.rows("/shops") == ["A", "B"])
            #expect(try await world.rows("/shops?view=0").count == 3)
            _ = try await world.post("/shops/list/views/\(id)/delete", [])
            #expect(try await world.rows("/shops").count == 3)
        }
    }

    @Test("are one’s own until shared; shared ones only their owner changes", arguments: ListWorld.backends)
    func sharing(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            let own = try await world.post(
                "/shops/list/views", [("state", ""), ("name", "Secret plans"), ("is_shared", "false")])
            let shared = try await world.post(
                "/shops/list/views", [("state", ""), ("name", "For all"), ("is_shared", "true")])
            let html = try await world.page("/shops", as: "ben")
            #expect(!html.contains("Secret plans") && html.contains("For all"))
            #expect(try await world.page(own, as: "ben").contains("This view is gone"))
            let id = shared.split(separator: "=").last.map(String.init) ?? ""
            #expect(
                await world.answer(.post, "/shops/list/views/\(id)", [("name", "Mine now")], as: "ben").status == 403)
            #expect(await world.answer(.post, "/shops/list/views/\(id)/delete", [], as: "ben").status == 403)
            let other = own.split(separator: "=").last.map(String.init) ?? ""
            #expect(await world.answer(.post, "/shops/list/views/\(other)", [("name", "x")], as: "ben").status == 404)
        }
    }

    @Test("a person’s columns are remembered, in their order", arguments: ListWorld.backends)
    func columns(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { _ = try $0.shop("A") { $0.staff = 7 } }
            _ = try await world.post("/shops/list/columns", [("ticked", "1"), ("column", "staff"), ("column", "city")])
            _ = try await world.post("/shops/list/columns", [("up", "staff")])
            _ = try await world.post("/shops/list/columns", [("add", "size")])
            let html = try await world.page("/shops")
            let heads = ["Staff", "City", "Size"].map { html.range(of: ">\($0)")?.lowerBound }
            #expect(heads.allSatisfy { $0 != nil })
            #expect(heads[0]! < heads[2]! && heads[1]! < heads[2]!)
            #expect(!(try await world.page("/shops", as: "ben")).contains("sort=staff"))
            _ = try await world.post("/shops/list/columns", [("reset", "1")])
            #expect(!(try await world.page("/shops")).contains(">Size"))
        }
    }

    @Test("the same filter as calendar and timeline", arguments: ListWorld.backends)
    func layouts(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                try transaction.shop("Now") { $0.opensOn = ListWorld.today }
                try transaction.shop("Elsewhere") {
                    $0.opensOn = ListWorld.today; $0.city = "Lyon"
                }
                try transaction.shop("Later") { $0.opensOn = Day(iso: "2027-02-10") }
            }
            let month = try await world.page("/shops?layout=calendar&by=opens_on")
            #expect(month.contains("November 2026") && month.contains(">Now</a>") && !month.contains(">Later</a>"))
            #expect(!(try await world.page("/shops?layout=calendar&by=opens_on&city=Lyon")).contains(">Now</a>"))
            let later = try await world.page("/shops?layout=timeline&by=opens_on&month=2027-01")
            #expect(later.contains(">Later</a>") && later.contains("left:"))
            let list = try await world.page("/shops?city=Lyon")
            #expect(list.contains("/shop-board?where="))
            #expect(!list.contains("layout=map"))
        }
    }
}
