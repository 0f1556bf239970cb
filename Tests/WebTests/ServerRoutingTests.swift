import Records
import Testing

@testable import Web

@Suite("Server: routing")
struct ServerRoutingTests {
    private let server = Server { routes, _ in
        routes.get("/accounts") { _, _ in .text("list") }
        routes.post("/accounts") { _, _ in .text("create") }
        routes.get("/accounts/new") { _, _ in .text("new") }
        routes.get("/accounts/:id") { request, _ in .text("account \(request.parameter("id"))") }
        routes.patch("/accounts/:id") { request, _ in .text("change \(request.parameter("id"))") }
        routes.get("/accounts/new/help") { _, _ in .text("help") }
        routes.get("/accounts/:account/contacts") { request, _ in .text("contacts of \(request.parameter("account"))") }
        routes.get("/files/*") { request, _ in .text("file \(request.parameter("*"))") }
    }

    @Test("a fixed segment wins over a name, a name over the open end")
    func order() async {
        #expect(await server.answer(.get, "/accounts/new").text == "new")
        #expect(await server.answer(.get, "/accounts/42").text == "account 42")
        #expect(await server.answer(.get, "/accounts/new/contacts").text == "contacts of new")
        #expect(await server.answer(.patch, "/accounts/new").text == "change new")
        #expect(await server.answer(.get, "/files/2026/11/a.pdf").text == "file 2026/11/a.pdf")
    }

    @Test("parameters are decoded after the path is cut, so a slash inside one stays inside")
    func decoding() async {
        #expect(await server.answer(.get, "/accounts/caf%C3%A9%2Fbar").text == "account café/bar")
        #expect(await server.answer(.get, "/accounts/%FF").status == 400)
        #expect(await server.answer(.get, "/accounts/%00").status == 400)
    }

    @Test("an unknown address is not found, as JSON for the API and as a page for people")
    func missing() async throws {
        let page = await server.answer(.get, "/nowhere")
        #expect(page.status == 404)
        #expect(page.text.hasPrefix("<h1>404</h1>"))
        let api = await server.answer(.get, "/api/v1/nowhere")
        #expect(api.status == 404)
        #expect(try api.json["error"]?["code"] == "not_found")
        #expect(await server.answer(.get, "/accounts/").status == 308)
        #expect(await server.answer(.get, "/accounts/?a=1").headers["Location"] == "/accounts?a=1")
        #expect(await server.answer(.get, "//accounts/").status == 404)
    }

    @Test("another method is refused with the methods that are possible")
    func methods() async {
        let refused = await server.answer(.delete, "/accounts/42", headers: ["Accept": "application/json"])
        #expect(refused.status == 405)
        #expect(refused.headers["Allow"] == "GET, PATCH, HEAD, OPTIONS")
        let options = await server.answer(.options, "/accounts")
        #expect(options.status == 204)
        #expect(options.headers["Allow"] == "GET, POST, HEAD, OPTIONS")
    }

    @Test("an address written out for one method is not lost to a pattern that knows no such thing")
    func fixed() async {
        let server = Server { routes, _ in
            routes.get("/api/v1/search") { _, _ in .text("found") }
            routes.post("/api/v1/:plural") { _, _ in throw Refusal.notFound() }
        }
        let refused = await server.answer(.post, "/api/v1/search")
        #expect(refused.status == 405)
        #expect(refused.headers["Allow"] == "GET, HEAD, OPTIONS")
        #expect(await server.answer(.post, "/api/v1/nothing").status == 404)
    }

    @Test("HEAD says what GET would, without the body, and the line stays usable")
    func head() async throws {
        try await server.running { port in
            let wire = try Wire(port: port)
            let head = try await wire.ask("HEAD /accounts HTTP/1.1\r\nHost: x\r\n\r\n", isHead: true)
            #expect(head.status == 200)
            #expect(head.header("Content-Length") == "4")
            let get = try await wire.ask("GET /accounts HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(get.text == "list")
            #expect(get.header("Date") == "Sun, 22 Nov 2026 12:00:00 GMT")
            let brew = try await wire.ask("BREW /accounts HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(brew.status == 405 || brew.status == 400)
        }
    }

    @Test("HEAD of a stream of unknown length sends the head alone and closes")
    func headOfStream() async throws {
        let server = Server { routes, _ in
            routes.get("/export") { _, _ in .stream(contentType: "text/csv") { try await $0.write("a;b\n") } }
        }
        try await server.running { port in
            let wire = try Wire(port: port)
            let head = try await wire.ask("HEAD /export HTTP/1.1\r\nHost: x\r\n\r\n", isHead: true)
            #expect(head.status == 200)
            #expect(head.header("Connection") == "close")
            #expect(try await wire.isClosed())
            let get = try await Wire(port: port).ask("GET /export HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(get.text == "a;b\n")
        }
    }
}
