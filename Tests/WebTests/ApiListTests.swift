import Foundation
import Records
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Lists over REST")
struct ApiListTests {
    private func fill(_ world: ApiWorld, _ count: Int = 23) async throws {
        for number in 0..<count {
            let staff = number % 4 == 0 ? "null" : String(number)
            let name = "Société n° " + padded(number, 2)
            try await world.post(
                "/shops?duplicates=allow",
                #"""
                {"name":"\#(name)","staff":\#(staff),"city":"\#(number % 2 == 0 ? "Évreux" : "Nice, vieux port")",
                "revenue":"\#(number).50"}
                """#
            )
        }
    }

    @Test("pages deliver every record once, whatever the order", arguments: ApiWorld.backends)
    func pages(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            try await fill(world)
            for sort in [
                "name", "-name", "staff", "-staff", "city,-name", "-created_at", "id", "-revenue,name", "rating",
            ] {
                var seen: [String] = [], after = ""
                while true {
                    let page = try await world.get("/shops?limit=5&sort=\(sort)\(after)")
                    seen += (page["data"]?.array ?? []).compactMap { $0["id"]?.text }
                    guard page["has_more"] == true, let next = page["next"]?.text else { break }
                    after = "&after=\(next)"
                }
                #expect(seen.count == 23 && Set(seen).count == 23, "\(sort)")
            }
            let page = try await world.get("/shops?limit=10&count=exact&sort=name")
            #expect(page["count"] == 23 && page["data"]?.array?.count == 10)
            let all = try await world.get("/shops?limit=500")
            #expect(all["has_more"] == false && all["next"] == .null && all["count"] == nil)
        }
    }

    @Test("filters in the address say what conditions say", arguments: ApiWorld.backends)
    func filters(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            try await fill(world, 12)
            func count(_ query: String) async throws -> Int64? {
                try await world.get("/shops?limit=1&count=exact&\(query)")["count"]?.integer
            }
            #expect(try await count("staff[at_least]=6") == 5)
            #expect(try await count("staff[at_least]=6&staff[less_than]=9") == 2)
            #expect(try await count("staff[between]=2,5") == 3)
            #expect(try await count("staff[in]=1,2,3") == 3)
            #expect(try await count("staff[empty]=true") == 3)
            #expect(try await count("staff=7") == 1)
            #expect(try await count("staff[is_not]=7") == 11)
            #expect(try await count("city[contains]=EVREUX") == 6)
            #expect(try await count("city=%C3%89vreux") == 6)
            #expect(try await count("city[in]=%5B%22Nice%2C%20vieux%20port%22%5D") == 6)
            #expect(try await count("name[starts_with]=societe%20n%C2%B0%201") == 2)
            #expect(try await count("revenue[more_than]=9.5") == 2)
            #expect(try await count("is_open=true") == 12)
            #expect(try await count("is_open=false") == 0)
            #expect(try await count("created_at[within]=today") == 12)
            #expect(try await count("created_at[before]=2026-11-22") == 0)
            #expect(try await count("created_at[within]=%7B%22last%22%3A7%2C%22unit%22%3A%22day%22%7D") == 12)
            #expect(try await count("created_by.name=Ann") == 12)
            #expect(try await count("created_by[is]=\(world.ben)") == 0)
            #expect(try await count("created_by[is_me]=true") == 12)
            let where_ = #"{"all":[{"field":"staff","at_least":6},{"not":{"field":"city","is":"Évreux"}}]}"#
            #expect(try await count("where=\(percentEncoded(where_))") == 3)
            #expect(try await world.post("/shops/count", #"{"where":\#(where_)}"#, status: 200)["count"] == 3)
            #expect(try await world.post("/shops/count", #"{"q":"societe"}"#, status: 200)["count"] == 12)
            #expect(try await count("q=societe") == 12)
            #expect(try await count("q=soci%C3%A9t%C3%A9%2005") == 1)
            #expect(try await count("q=zzz") == 0)
            #expect(try await count("q=...") == 0)
        }
    }

    @Test("fields are chosen and links replaced by what they lead to, in one query each", arguments: ApiWorld.backends)
    func includes(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let parent = try await world.post("/shops", #"{"name":"Parent","city":"Nice"}"#)["id"]?.text ?? ""
            for name in ["A", "B"] {
                try await world.post("/shops", #"{"name":"\#(name)","parent":"\#(parent)","manager":"\#(world.ann)"}"#)
            }
            let list =
                try await world.get("/shops?fields=name&include=parent,manager&sort=-name&limit=2")["data"]?.array ?? []
            #expect(
                list.map { Set(($0.members ?? []).map(\.name)) } == [
                    ["id", "name", "parent", "manager"], ["id", "name", "parent", "manager"],
                ])
            let child = list.first { $0["name"] == "B" }
            #expect(child?["parent"]?["city"] == "Nice" && child?["manager"]?["name"] == "Ann")
            let one = await world.call(.get, "/shops/\(child?["id"]?.text ?? "")?include=parent")
            #expect(try one.json["parent"]?["name"] == "Parent")
            #expect(one.headers["ETag"] == nil)
            #expect(try await world.names("/shops?fields=name,emails&limit=1&sort=name") == ["A"])
            for number in 0..<30 {
                try await world.post("/shops?duplicates=allow", #"{"name":"S \#(number)","parent":"\#(parent)"}"#)
            }
            let counter = QueryCounter()
            _ = try await QueryCounter.$current.withValue(counter) {
                try await world.get("/shops?limit=30&include=parent")
            }
            #expect(counter.statements.count <= 5, "\(counter.statements)")
            // Ben sees that there is a parent, and no more of it.
            let own = try await world.post("/shops", #"{"name":"Own"}"#, as: "ben")["id"]?.text ?? ""
            try await world.patch("/shops/\(own)", #"{"parent":"\#(parent)"}"#)
            #expect(
                try await world.get("/shops?include=parent", as: "ben")["data"]?.array?.first?["parent"]
                    == .record(["id": .text(parent)]))
        }
    }

    @Test(
        "a wrong parameter is refused under its name",
        arguments: [
            ("limit=0", "limit"), ("limit=501", "limit"), ("limit=many", "limit"), ("sort=nothing", "sort"),
            ("sort=", "sort"),
            ("after=zz", "after"), ("after=5b5d", "after"), ("fields=nothing", "fields"), ("where=%7B", "where"),
            ("where=%5B%5D", "where"),
            ("no_such=1", "no_such"), ("include=name", "include"), ("count=roughly", "count"),
            ("staff[at_leest]=1", "staff[at_leest]"),
            ("staff[at_least]=x", "staff[at_least]"), ("staff=99999999999999999999", "staff"),
            ("staff[between]=1", "staff[between]"),
            ("staff[empty]=yes", "staff[empty]"), ("city.x=1", "city.x"), ("parent.no=1", "parent.no"),
            ("staff]=1", "staff]"),
            ("is_open=perhaps", "is_open"), ("opens_on[within]=someday", "opens_on[within]"),
            ("opens_on=2026-02-30", "opens_on"),
            ("limit=1&limit=2", "limit"), ("a..b=1", "a..b"), ("staff[contains]=1", "staff[contains]"),
            ("[is]=1", "[is]"),
            ("rating=1e99", "rating"), ("about=shop", "about"), ("parent=abc", "parent"), ("staff[in]=", "staff[in]"),
            (
                "parent.parent.parent.parent.parent.parent.parent.parent.name=x",
                "parent.parent.parent.parent.parent.parent.parent.parent.name"
            ),
        ])
    func refuses(_ query: String, _ parameter: String) async throws {
        for backend in ApiWorld.backends {
            try await ApiWorld.with(backend) { world in
                let response = await world.call(.get, "/shops?" + query)
                #expect(response.status == 422, "\(query): \(response.text)")
                let refused = try world.refused(response)
                #expect(refused[parameter] != nil, "\(query): \(response.text)")
            }
        }
    }

    @Test("a wrong condition is refused with its place")
    func refusesConditions() async throws {
        try await ApiWorld.with(.memory) { world in
            let wrong = [
                #"{"field":"no_such","is":1}"#, #"{"field":"name","at_leest":1}"#,
                #"{"field":"staff","at_least":"many"}"#,
                #"{"all":{"field":"name"}}"#, #"{"field":"name","is":"a","contains":"b"}"#,
                #"{"related":"nothing","where":{}}"#, "[]", #""name""#,
            ]
            for condition in wrong {
                let response = await world.call(.get, "/shops?where=" + percentEncoded(#"{"all":[\#(condition)]}"#))
                #expect(
                    response.status == 422 && response.text.contains("where.all[0]"), "\(condition): \(response.text)")
            }
        }
    }

    @Test(
        "conditions as large and deep as they may be are understood, larger ones refused", arguments: ApiWorld.backends)
    func largeConditions(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            try await world.post("/shops", #"{"name":"A"}"#)
            func status(_ condition: String) async -> Int {
                await world.call(.post, "/shops/count", #"{"where":\#(condition)}"#).status
            }
            let leaf = #"{"field":"name","is":"A"}"#
            func nested(_ depth: Int, _ open: String, _ close: String) -> String {
                String(repeating: open, count: depth) + leaf + String(repeating: close, count: depth)
            }
            #expect(await status(nested(12, #"{"not":"#, "}")) == 200)
            #expect(await status(nested(12, #"{"all":["#, "]}")) == 200)
            #expect(await status(nested(6, #"{"related":"branches","where":"#, "}")) == 200)
            #expect(await status(nested(6, #"{"related":"branches","count":{"at_least":1},"where":"#, "}")) == 200)
            #expect(await status(#"{"field":"parent.parent.parent.parent.parent.parent.name","is":"A"}"#) == 200)
            #expect(await status(#"{"any":[\#(Array(repeating: leaf, count: 198).joined(separator: ","))]}"#) == 200)
            #expect(
                await status(#"{"field":"staff","in":[\#((0..<4000).map(String.init).joined(separator: ","))]}"#) == 200
            )
            #expect(await status(#"{"field":"name","contains":"\#(String(repeating: "%_", count: 500))"}"#) == 200)
            #expect(await status(nested(13, #"{"not":"#, "}")) == 422)
            #expect(await status(#"{"any":[\#(Array(repeating: leaf, count: 300).joined(separator: ","))]}"#) == 422)
            #expect(
                await status(#"{"field":"staff","in":[\#((0..<6000).map(String.init).joined(separator: ","))]}"#) == 422
            )
            #expect(await status(nested(99, #"{"not":"#, "}")) == 400)
        }
    }

    @Test("fifty records are written in a fraction of a millisecond")
    func speed() async throws {
        try await ApiWorld.with(.memory) { world in
            let kind = world.workspace.schema.kind("shop")
            try await fill(world, 1)
            let record = try await world.workspace.read(.house) { try $0.all(kind)[0] }
            let writer = RecordJSON(kind, viewer: .house)
            var best = Duration.seconds(1)
            for _ in 0..<20 {
                let start = ContinuousClock.now
                var out: [UInt8] = []
                for _ in 0..<50 { writer.write(record, to: &out) }
                best = min(best, ContinuousClock.now - start)
            }
            #expect(best < .milliseconds(20), "unoptimised build: \(best)")
        }
    }
}
