import Records
import TestSupport
import Testing

@testable import Web

@Suite("What a stranger may send")
struct ApiHostileTests {
    @Test("every kind of bad input gets a clear no, never a fault of ours", arguments: ApiWorld.backends)
    func badInput(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let id = try await world.post("/shops", #"{"name":"A"}"#)["id"]?.text ?? ""
            let deep = String(repeating: "[", count: 5000)
            let cases: [(Web.Method, String, String?, Int)] = [
                (.get, "/nothing", nil, 404), (.get, "/shops/abc", nil, 404),
                (.get, "/shops/9223372036854775807", nil, 404),
                (.get, "/shops/92233720368547758070", nil, 404), (.get, "/shops/-1", nil, 404),
                (.get, "/shops/0", nil, 404),
                (.get, "/shops/%F0%9F%98%80", nil, 404), (.get, "/shops/%00", nil, 400), (.get, "/shops/%FF", nil, 400),
                (.put, "/shops", "{}", 405), (.put, "/shops/\(id)", "{}", 405), (.delete, "/shops", nil, 405),
                (.post, "/shops", "", 400), (.post, "/shops", "{", 400), (.post, "/shops", "[]", 422),
                (.post, "/shops", "null", 422),
                (.post, "/shops", #""x""#, 422), (.post, "/shops", deep, 400),
                (.post, "/shops", #"{"name":"a","name":"b"}"#, 400),
                (.post, "/shops", #"{"name":"\u0000"}"#, 400), (.post, "/shops", #"{"name":"\ud800"}"#, 400),
                (.post, "/shops", #"{"name":"a","staff":99999999999999999999}"#, 422),
                (.post, "/shops", #"{"name":"a","staff":1e5}"#, 422),
                (.post, "/shops", #"{"name":"a","staff":1.5}"#, 422),
                (.post, "/shops", #"{"name":"a","rating":1e400}"#, 422),
                (.post, "/shops", #"{"name":"a","revenue":"99999999999999999999"}"#, 422),
                (.post, "/shops", #"{"name":"a","revenue":[]}"#, 422),
                (.post, "/shops", #"{"name":"a","revenue":{"amount":"1","x":1}}"#, 422),
                (.post, "/shops", #"{"name":"a","revenue":{"amount":"1","currency":"XXX"}}"#, 422),
                (.post, "/shops", #"{"name":"a","visited_at":"0001-01-01T00:00:00+23:00"}"#, 422),
                (.post, "/shops", #"{"name":"a","visited_at":"9999-12-31T23:59:59-23:00"}"#, 422),
                (.post, "/shops", #"{"name":"a","about":{"kind":"nothing","id":"1"}}"#, 422),
                (.post, "/shops", #"{"name":"a","about":{"kind":"shop_email","id":"1"}}"#, 422),
                (.post, "/shops", #"{"name":"a","is_open":null}"#, 422), (.post, "/shops", #"{"name":null}"#, 422),
                (.post, "/shops", #"{"name":"a","emails":{}}"#, 422),
                (.post, "/shops", #"{"name":"a","emails":[1]}"#, 422),
                (.post, "/shops", #"{"name":"a","emails":[{"address":"a@b.fr","use":null}]}"#, 422),
                (.post, "/shops", #"{"name":"a","facts":1}"#, 422),
                (.post, "/shops?x=1", #"{"name":"a"}"#, 422), (.patch, "/shops/\(id)", #"{"name":null}"#, 422),
                (.patch, "/shops/\(id)", #"{"parent":"x"}"#, 422),
                (.patch, "/shops/\(id)", #"{"id":"99"}"#, 422), (.patch, "/shops/99", "{}", 404),
                (.delete, "/shops/99", nil, 404),
                (.get, "/shops/\(id)?name=a", nil, 422), (.get, "/shops/\(id)/history?x=1", nil, 422),
                (.post, "/shops/count", "[]", 422),
                (.post, "/shops/count", #"{"where":1}"#, 422), (.post, "/shops/count", #"{"x":1}"#, 422),
                (.get, "/jobs/1", nil, 404),
                (.get, "/shops?visited_at[after]=9999-12-31", nil, 200),
                (.get, "/shops?visited_at=9999-12-31", nil, 200),
                (.get, "/shops?visited_at=0001-01-01", nil, 422),
                (.get, "/shops?opens_on[before]=0001-01-01", nil, 200),
                (.get, "/shops?visited_at[before]=9999-12-31T23:59:59-23:00", nil, 422),
            ]
            for (method, address, body, expected) in cases {
                let response = await world.call(method, address, body)
                #expect(
                    response.status == expected,
                    "\(method) \(address) \(body?.prefix(60) ?? ""): \(response.status) \(response.text.prefix(300))")
            }
            #expect(await world.call(.post, "/shops", #"{"name":"a"}"#, contentType: "text/plain").status == 415)
            #expect(
                await world.call(.post, "/shops", #"{"name":"\#(String(repeating: "x", count: 1_100_000))"}"#).status
                    == 413)
            #expect(try await world.names("/shops") == ["A"])
        }
    }

    @Test("the same external id written at the same moment ends as one record", arguments: ApiWorld.backends)
    func sameMoment(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let statuses = await withTaskGroup(of: Int.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        await world.call(
                            .post, "/shops?duplicates=allow", #"{"name":"S \#(number)","external_id":"one"}"#
                        ).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(
                statuses.filter { $0 == 201 }.count == 1 && Set(statuses).isSubset(of: [201, 409, 422]), "\(statuses)")
        }
    }
}
