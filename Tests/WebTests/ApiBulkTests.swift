import Records
import TestSupport
import Testing

@testable import Web

@Suite("Many records in one body")
struct ApiBulkTests {
    @Test("every line ends as something, and the sum is the file", arguments: ApiWorld.backends)
    func carriesOut(_ backend: TestDatabases) async throws {
        try await ApiWorld.with(backend) { world in
            let doomed = try await world.post("/shops", #"{"name":"Doomed","external_id":"X"}"#)["id"]?.text ?? ""
            var lines = (0..<120).map {
                #"{"op":"create","external_id":"N-\#($0)","data":{"name":"Shop number \#($0)"}}"#
            }
            lines += [
                #"{"op":"update","external_id":"N-3","data":{"city":"Nice"}}"#, #"{"op":"delete","id":"\#(doomed)"}"#,
                "", "{broken",
                #"{"op":"create","external_id":"N-4","data":{"name":"Twice"}}"#,
                #"{"op":"create","data":{"name":"","staff":"x"}}"#,
                #"{"op":"explode","x":1}"#, #"{"op":"update","id":"77","data":{}}"#,
                #"{"op":"delete","external_id":"nobody"}"#,
            ]
            let file = lines.joined(separator: "\n")
            let key: Headers = ["Idempotency-Key": "bulk-1"]
            let accepted = await world.call(
                .post, "/bulk/shops?duplicates=allow", file, headers: key, contentType: "application/x-ndjson")
            #expect(accepted.status == 202, "\(accepted.text)")
            let again = await world.call(
                .post, "/bulk/shops?duplicates=allow", file, headers: key, contentType: "application/x-ndjson")
            #expect(again.status == 202)
            #expect(try again.json["id"] == accepted.json["id"])
            try await world.runJobs()
            let place = "/jobs/\(try accepted.json["id"]?.text ?? "")"
            #expect(accepted.headers["Location"] == "/api/v1" + place)
            let job = try await world.get(place)
            #expect(job["state"] == "done", "\(job.string)")
            #expect(
                job["result"] == .code(#"{"lines":129,"created":120,"updated":1,"deleted":1,"failed":6,"blank":1}"#),
                "\(job["result"]?.string ?? "")")
            #expect(try await world.get("/shops?count=exact&limit=1")["count"] == 120)
            #expect(try await world.names("/shops?city=Nice") == ["Shop number 3"])
            let page = try await world.get(place + "/failures?limit=4")
            #expect(
                page["data"]?.array?.map { $0["line"]?.integer } == [124, 125, 126, 127] && page["has_more"] == true)
            let faults = page["data"]?.array ?? []
            #expect(faults.map { $0["error"]?["code"] } == ["malformed_json", "taken", "required", "invalid_value"])
            #expect(faults[2]["error"]?["fields"]?.array?.map { $0["field"] } == ["name", "staff"])
            #expect(faults[2]["error"]?["fields"]?.array?.first?["message"] == "Name is required.")
            let rest = try await world.get(place + "/failures?after=\(page["next"]?.text ?? "")")
            #expect(rest["data"]?.array?.count == 2)
            #expect(await world.call(.get, place, as: "ben").status == 404)
            #expect(await world.call(.post, place + "/cancel", as: "ann").status == 409)
            #expect(try await world.get("/jobs")["data"]?.array?.count == 1)
        }
    }

    @Test("a wrong type, an unknown kind and a line without end are told")
    func refuses() async throws {
        try await ApiWorld.with(.memory) { world in
            #expect(await world.call(.post, "/bulk/shops", "{}").status == 415)
            #expect(await world.call(.post, "/bulk/nothing", "{}", contentType: "application/x-ndjson").status == 404)
            let long = #"{"op":"create","data":{"name":""# + String(repeating: "x", count: 1_200_000) + #""}}"#
            let file = long + "\n" + #"{"op":"create","data":{"name":"After"}}"#
            let job =
                try await world.call(.post, "/bulk/shops", file, contentType: "application/x-ndjson").json["id"]?.text
                ?? ""
            try await world.runJobs()
            #expect(try await world.names("/shops") == ["After"])
            #expect(
                try await world.get("/jobs/\(job)/failures")["data"]?.array?.first?["error"]?["code"] == "line_too_long"
            )
        }
    }

    @Test("a job goes on where it stood")
    func resumes() throws {
        try withTextFile("one\ntwo\n\nthree") { path in
            var lines = try BulkLines(path: path, from: 0)
            let first = try lines.next()
            #expect(first?.bytes == Array("one".utf8) && first?.end == 4)
            var later = try BulkLines(path: path, from: 4)
            var rest: [String] = []
            while let line = try later.next() { rest.append(String(decoding: line.bytes ?? [], as: UTF8.self)) }
            #expect(rest == ["two", "", "three"])
            #expect(try BulkLines.count(path: path) == 4)
        }
    }
}
