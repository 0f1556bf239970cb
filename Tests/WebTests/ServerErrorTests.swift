import Records
import Testing

@testable import Web

@Suite("Server: errors")
struct ServerErrorTests {
    private struct Secret: Error { let password = "hunter2" }

    private let server = Server { routes, _ in
        routes.get("/api/v1/fields") { _, _ in
            throw Refusal(fields: [
                FieldRefusal("title", code: "required", Message("A title is needed.")),
                FieldRefusal("amount", code: "negative", Message("The amount is negative.")),
            ])
        }
        routes.get("/api/v1/conflict") { _, _ in
            throw Refusal(
                .conflict, code: "stale", Message("Changed."), details: ["version": 7, "code": "overwritten"])
        }
        routes.get("/api/v1/broken") { _, _ in throw Secret() }
        routes.get("/page") { _, _ in throw Secret() }
        routes.get("/api/v1/slow") { _, _ in
            throw Refusal(.tooManyRequests, code: "too_many_requests", Message("Wait."), details: ["retry_after": 9])
        }
    }

    @Test("all failing fields are told at once, in the promised shape")
    func fields() async throws {
        let answer = await server.answer(.get, "/api/v1/fields")
        #expect(answer.status == 422)
        #expect(
            answer.text == #"{"error":{"type":"invalid_request","code":"required","field":"title","#
                + #""message":"A title is needed.","fields":[{"field":"title","code":"required","#
                + #""message":"A title is needed."},{"field":"amount","code":"negative","#
                + #""message":"The amount is negative."}],"request_id":"internal"}}"#)
    }

    @Test("a refusal's details stand beside, and replace nothing")
    func details() async throws {
        let error = try await server.answer(.get, "/api/v1/conflict").json["error"]
        #expect(error?["version"] == 7)
        #expect(error?["code"] == "stale")
    }

    @Test("an unforeseen error is logged with its request and leaks nothing")
    func unforeseen() async throws {
        let answer = await server.answer(.get, "/api/v1/broken")
        #expect(answer.status == 500)
        #expect(try answer.json["error"]?["type"] == "internal")
        #expect(!answer.text.contains("hunter2"))
        #expect(server.log.text.contains("hunter2"))
        #expect(server.log.text.contains("request_id=internal"))
        let page = await server.answer(.get, "/page")
        #expect(page.status == 500)
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
    }

    @Test("who must wait is told how long")
    func wait() async {
        #expect(await server.answer(.get, "/api/v1/slow").headers["Retry-After"] == "9")
    }
}
