import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("The list of every kind")
struct ListTableTests {
    @Test(
        "shows listed fields, titles of links, and the next activity by colour and icon", arguments: ListWorld.backends)
    func rows(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            let ann = world.ann
            try await world.change { transaction in
                let late = try transaction.shop("Late") {
                    $0.city = "Lyon"; $0.manager = ID(ann)
                }
                let today = try transaction.shop("Today"), planned = try transaction.shop("Planned")
                try transaction.shop("None")
                try transaction.errand("a", about: late, due: "2026-11-20")
                try transaction.errand("b", about: late, due: "2026-11-30")
                try transaction.errand("c", about: today, due: "2026-11-22")
                try transaction.errand("d", about: planned, due: "2026-12-24")
                try transaction.errand("e", about: planned, due: "2026-11-01", done: true)
            }
            let html = try await world.page("/shops?columns=city,manager,revenue")
            #expect(world.titles(html) == ["Late", "None", "Planned", "Today"])
            #expect(html.contains("Lyon") && html.contains("Ann"))
            let next = try await world.page("/shops")
            #expect(next.contains("badge bad") && next.contains("alarm-clock"))
            #expect(next.contains("badge good") && next.contains("No next action"))
            #expect(next.contains("data-inline=\"/shops/"))
        }
    }

    @Test("asks at most six queries, however many rows", arguments: ListWorld.backends)
    func queries(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            let ann = world.ann
            try await world.change { transaction in
                var parent = try transaction.shop("Root")
                for number in 0..<120 {
                    parent = try transaction.shop("Shop \(number)") { shop in
                        (shop.parent, shop.manager, shop.staff) = (parent, ID(ann), number % 3 == 0 ? nil : number)
                        shop.emails = [ShopEmail()]
                        shop.emails[0].address = "a\(number)@b.fr"
                    }
                    if number % 2 == 0 { try transaction.errand("x", about: parent, due: "2026-11-25") }
                }
            }
            for address in [
                "/shops", "/shops?columns=city,parent,manager,emails,next_activity,revenue", "/shops?sort=-staff",
                "/shops?count=exact",
                "/shops?" + whereClause(#"{"field":"manager","is":"\#(world.ann)"}"#),
                "/shops?layout=calendar&by=opens_on", "/activities",
            ] {
                let counter = QueryCounter()
                let html = try await QueryCounter.$current.withValue(counter) { try await world.page(address) }
                #expect(
                    counter.statements.filter { $0.contains("SELECT") }.count <= 6, "\(address): \(counter.statements)")
                #expect(
                    !counter.statements.contains { $0.contains("COUNT(*) FROM \"shop\"") && !address.contains("exact") }
                )
                _ = html
            }
        }
    }

    @Test("pages by key: on, back, and more rows in place", arguments: ListWorld.backends)
    func pages(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                for number in 100..<225 {
                    try transaction.shop("Shop \(number)") { $0.staff = number % 4 == 0 ? nil : number }
                }
            }
            var seen: [String] = [], address = "/shops?sort=staff", back: [String] = []
            while true {
                let html = try await world.page(address)
                seen += world.titles(html)
                if let previous = link(html, rel: "prev") { back.append(previous) }
                guard let next = link(html, rel: "next") else { break }
                address = next
            }
            #expect(seen.count == 125 && Set(seen).count == 125)
            #expect(try await world.rows(back[1]) == Array(seen[50..<100]))
            #expect(try await world.rows(back[0]) == Array(seen[..<50]))
            let first = try await world.page("/shops?sort=staff")
            let more = await world.answer(.get, link(first, rel: "next") ?? "", fetched: true)
            #expect(more.text.hasPrefix("<tr") && world.titles(more.text) == Array(seen[50..<100]))
        }
    }

    @Test("counts up to a thousand, and exactly when asked", arguments: ListWorld.backends)
    func counts(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                let kind = transaction.schema.kind("shop")
                _ = try transaction.save((0..<1100).map { Draft(fields: ["name": [.text("S\($0)")]]) }, as: kind)
            }
            let html = try await world.page("/shops")
            #expect(html.contains("1,000+ records") && html.contains("count=exact"))
            #expect(try await world.page("/shops?count=exact").contains("1,100 records"))
            #expect(html.contains("data-total=\"1,000+\""))
        }
    }

    @Test("an empty list says how to begin, a filtered one how to see more")
    func empty() async throws {
        try await ListWorld.with(.memory) { world in
            let html = try await world.page("/shops")
            #expect(html.contains("/shops/new") && html.contains("/imports/new?entity=shops"))
            let filtered = try await world.page("/shops?city=Nowhere")
            #expect(filtered.contains("Nothing matches these filters."))
        }
    }

    @Test("shows only what the viewer sees, columns too", arguments: ListWorld.backends)
    func rights(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { _ = try $0.shop("Ann’s") { $0.revenue = Money(minor: 5_000_00, currency: "EUR") } }
            #expect(try await world.rows("/shops", as: "ben").isEmpty)
            let html = try await world.page("/shops?columns=revenue,city&sort=-revenue", as: "ben")
            #expect(!html.contains("Revenue"))
            #expect(try await world.page("/shops?columns=revenue").contains("€5,000.00"))
            let hidden = await world.answer(.get, "/shops?revenue[more_than]=1", as: "ben")
            #expect(hidden.status == 422)
        }
    }

    @Test("stays usable with three hundred custom fields")
    func manyFields() async throws {
        try await ListWorld.with(.memory) { world in
            try await world.change { transaction in
                for number in 0..<300 {
                    try CustomField(
                        kind: "shop", name: "extra_\(number)", labelFrench: "Champ \(number)",
                        labelEnglish: "Extra \(number)", type: "text"
                    ).add(in: transaction)
                }
            }
            try await world.workspace.reload()
            try await world.change { _ = try $0.shop("A") }
            #expect(try await world.page("/shops").utf8.count < 200_000)
            let found = await world.answer(.get, "/shops/list/fields?q=extra+277", fetched: true)
            #expect(found.text.contains("Extra 277") && !found.text.contains("Extra 12<"))
            let none = await world.answer(.get, "/shops/list/fields?q=parent+city", fetched: true)
            #expect(none.text.contains("Parent › City"))
        }
    }

    private func link(_ html: String, rel: String) -> String? {
        guard let found = html.range(of: "rel=\"\(rel)\"") else { return nil }
        let before = html[..<found.lowerBound]
        guard let start = before.range(of: "href=\"", options: .backwards) else { return nil }
        return String(before[start.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
    }
}
