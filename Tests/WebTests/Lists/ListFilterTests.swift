import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Filters of a list")
struct ListFilterTests {
    @Test("come from the address, in both forms, and read back as chips and a sentence", arguments: ListWorld.backends)
    func addresses(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                let root = try transaction.shop("Root") {
                    $0.city = "Lyon"; $0.staff = 12
                }
                let leaf = try transaction.shop("Leaf") {
                    $0.city = "Paris"; $0.parent = root; $0.staff = 3
                }
                try transaction.errand("a", about: leaf, due: "2026-12-01")
            }
            #expect(try await world.rows("/shops?parent.city=Lyon") == ["Leaf"])
            #expect(try await world.rows("/shops?staff[at_least]=10") == ["Root"])
            #expect(
                try await world.rows(
                    "/shops?" + whereClause(#"{"any":[{"field":"city","is":"Lyon"},{"field":"city","is":"Paris"}]}"#)
                ).count == 2)
            let none = #"{"not":{"related":"activities","where":{"field":"is_done","is":false}}}"#
            let html = try await world.page("/shops?" + whereClause(none))
            #expect(world.titles(html) == ["Root"])
            #expect(html.contains("No next action") && html.contains("id=\"filter-sentence\""))
            let two = try await world.page("/shops?city=Lyon&staff[at_least]=10")
            #expect(two.components(separatedBy: "class=\"chip\"").count == 3)
            #expect(
                two.contains("City is Lyon and Staff at least 12") || two.contains("City is Lyon and Staff at least 10")
            )
            #expect(try await world.rows("/shops?q=roo") == ["Root"])
        }
    }

    @Test("a bad condition says where and why, shows nothing, and keeps what was typed")
    func faults() async throws {
        try await ListWorld.with(.memory) { world in
            try await world.change { _ = try $0.shop("A") }
            let html = try await world.page(
                "/shops?" + whereClause(#"{"all":[{"field":"cty","is":"x"}]}"#), status: 422)
            #expect(html.contains("where.all[0].field") && html.contains("cty") && html.contains("<textarea"))
            #expect(world.titles(html).isEmpty)
            #expect(try await world.page("/shops?" + whereClause("{oops"), status: 422).contains("{oops"))
            #expect(try await world.page("/shops?nothing=1", status: 422).contains("nothing"))
        }
    }

    @Test("are made in the editor, from the schema, in the person’s own way of writing", arguments: ListWorld.backends)
    func editor(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            let root = try await world.change { transaction in
                let root = try transaction.shop("Root") {
                    $0.city = "Lyon"
                    ($0.revenue, $0.opensOn, $0.size) = (
                        Money(minor: 1_234_50, currency: "EUR"), ListWorld.today, .large
                    )
                }
                try transaction.shop("Leaf") { $0.parent = root }
                return root.number
            }
            let menu = await world.answer(.get, "/shops/list/filter?state=", fetched: true).text
            #expect(menu.contains("No next action") && menu.contains("City"))
            func filtered(_ form: [(String, String)]) async throws -> [String] {
                try await world.rows(try await world.post("/shops/list/filter", [("state", "")] + form))
            }
            #expect(try await filtered([("field", "city"), ("test", "contains"), ("value", "LYO")]) == ["Root"])
            #expect(
                try await filtered([("field", "revenue"), ("test", "at_least"), ("value", "1,234.50")]) == ["Root"])
            #expect(try await filtered([("field", "opens_on"), ("test", "within"), ("period", "today")]) == ["Root"])
            #expect(
                try await filtered([
                    ("field", "opens_on"), ("test", "within"), ("period", "last"), ("number", "3"), ("unit", "day"),
                ]) == ["Root"])
            #expect(
                try await filtered([("field", "size"), ("test", "in"), ("value", "large"), ("value", "small")]) == [
                    "Root"
                ])
            #expect(try await filtered([("field", "parent"), ("test", "is"), ("value", "\(root)")]) == ["Leaf"])
            #expect(try await filtered([("field", "parent"), ("test", "empty")]) == ["Root"])
            #expect(try await filtered([("field", "parent.city"), ("test", "is"), ("value", "Lyon")]) == ["Leaf"])
            #expect(try await filtered([("ready", "no_next_action")]).count == 2)
            let refused = await world.answer(
                .post, "/shops/list/filter", [("field", "revenue"), ("test", "at_least"), ("value", "many")],
                fetched: true)
            #expect(refused.status == 422 && refused.text.contains("\"field\":\"value\""))
        }
    }

    @Test("narrow together, widen by “or”, and go one by one")
    func combination() async throws {
        try await ListWorld.with(.memory) { world in
            try await world.change { transaction in
                for city in ["Lyon", "Paris", "Nice"] { try transaction.shop(city) { $0.city = city } }
            }
            let first = try await world.post(
                "/shops/list/filter", [("field", "city"), ("test", "is"), ("value", "Lyon")])
            let state = first.split(separator: "?").last.map(String.init) ?? ""
            let either = try await world.post(
                "/shops/list/filter",
                [("state", state), ("field", "city"), ("test", "is"), ("value", "Nice"), ("with", "0")])
            #expect(try await world.rows(either) == ["Lyon", "Nice"])
            let both = try await world.post(
                "/shops/list/filter",
                [
                    ("state", either.split(separator: "?").last.map(String.init) ?? ""), ("field", "city"),
                    ("test", "is_not"), ("value", "Lyon"),
                ])
            #expect(try await world.rows(both) == ["Nice"])
        }
    }

    @Test("hostile parameters never break the page", arguments: ListWorld.backends)
    func hostile(_ backend: TestDatabases) async throws {
        try await ListWorld.with(backend) { world in
            try await world.change { transaction in
                let shop = try transaction.shop("<script>alert(1)</script>") {
                    $0.city = "\"><img src=x>"; $0.opensOn = ListWorld.today
                }
                try transaction.errand("'; DROP TABLE shop; --", about: shop)
            }
            let long = String(repeating: "x", count: 20_000), deep = String(repeating: "[", count: 5000)
            let values = [
                "", "0", "-1", "99999999999999999999", "null", "{}", "[]", "{\"all\":1}", "\u{202e}", "<script>",
                "'\"`;--", "%", "1e400",
                "9223372036854775807", "-9223372036854775808", "0000-00", "9999-12", "0001-01", "2026-13", long, deep,
                #"{"field":"id","in":[99999999999999999999]}"#, #"{"field":"name","is":"\u0000"}"#,
                #"{"field":"opens_on","before":"9999-12-31"}"#,
                #"{"field":"opens_on","within":{"next":10000,"unit":"year"}}"#,
                #"{"field":"visited_at","is":"9999-12-31"}"#, "5b5d", "5b312c325d",
            ]
            let names = [
                "view", "where", "q", "sort", "columns", "layout", "by", "month", "after", "trail", "count", "name",
                "staff[in]", "x]y", "a[b", "_",
            ]
            let further = ["", "&layout=calendar&by=opens_on", "&layout=timeline&by=created_at", "&sort=-staff,name"]
            for (place, name) in names.enumerated() {
                for (number, value) in values.enumerated() {
                    let address =
                        "/shops?" + percentEncoded(name) + "=" + percentEncoded(value) + further[(place + number) % 4]
                    let response = await world.answer(.get, address)
                    #expect(response.status < 500, "\(address.prefix(200)): \(response.text.prefix(200))")
                    #expect(!response.text.contains("<script>alert") && !response.text.contains("<img src=x"))
                }
            }
            for (path, names) in [
                (
                    "filter",
                    ["state", "field", "test", "value", "to", "chip", "with", "ready", "json", "period", "number"]
                ),
                ("views", ["state", "name", "is_shared", "default"]), ("views/default", ["view"]),
                ("columns", ["state", "add", "up", "remove"]),
                ("edit", ["all", "where", "id", "ids", "q"]), ("edit/apply", ["set", "ids", "city"]),
                ("delete/apply", ["ids", "where"]),
                ("export", ["ids", "where", "all"]),
            ] {
                for name in names {
                    for value in values {
                        var form = [
                            ("field", "staff"), ("test", "is"), ("value", "1"), ("all", "1"), ("set", "city"),
                            ("city", "x"), ("name", "v"),
                        ]
                        form.removeAll { $0.0 == name }
                        let response = await world.answer(.post, "/shops/list/\(path)", form + [(name, value)])
                        #expect(
                            response.status < 500, "\(path) \(name)=\(value.prefix(60)): \(response.text.prefix(200))")
                    }
                }
            }
            for path in [
                "filter", "filter?chip=5", "filter?field=x", "filter?field=parent.parent.city", "views/new", "views/77",
                "columns", "fields?q=%00", "jobs/1", "jobs/x/state", "peek/1",
            ] {
                #expect(await world.answer(.get, "/shops/list/\(path)").status < 500, "\(path)")
            }
        }
    }
}
