import Records
import Testing

@testable import Web

@Suite("Server: changes from elsewhere")
struct ServerCrossSiteTests {
    private let server = Server { routes, _ in
        routes.post("/change") { request, _ in
            guard request.contentType == "multipart/form-data" else { return .text("changed") }
            var names: [String] = []
            try await request.multipart { names.append($0.name) }
            return .text("changed \(names.joined(separator: ","))")
        }
        routes.post("/hook", .otherSites) { _, _ in .text("hooked") }
        routes.get("/read") { _, _ in .text("read") }
    }
    private let token = csrfToken(forSession: "s", secret: [1, 2, 3])
    private let cookie: Headers = ["Cookie": "session=s"]

    private func status(_ method: Web.Method, _ path: String, _ headers: Headers, _ body: String = "") async -> Int {
        await server.answer(method, path, headers: headers, body: body).status
    }

    @Test("with a session, a change needs the session's token, in the header or the form")
    func token() async {
        var headers = cookie
        #expect(await status(.post, "/change", headers) == 403)
        headers["X-CSRF-Token"] = csrfToken(forSession: "other", secret: [1, 2, 3])
        #expect(await status(.post, "/change", headers) == 403)
        headers["X-CSRF-Token"] = token
        #expect(await status(.post, "/change", headers) == 200)
        headers["X-CSRF-Token"] = nil
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        #expect(await status(.post, "/change", headers, "a=1&_csrf=\(token)") == 200)
        #expect(await status(.post, "/change", headers, "a=1") == 403)
        #expect(await status(.get, "/read", headers) == 200)
    }

    @Test("a multipart form carries it as its first part, which the handler does not see again")
    func multipart() async {
        var headers = cookie
        headers["Content-Type"] = "multipart/form-data; boundary=line"
        func part(_ name: String, _ value: String) -> String {
            "--line\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let good = part("_csrf", token) + part("file", "x") + "--line--"
        #expect(await server.answer(.post, "/change", headers: headers, body: good).text == "changed file")
        #expect(await status(.post, "/change", headers, part("file", "x") + "--line--") == 403)
        #expect(await status(.post, "/change", headers, part("_csrf", "wrong") + "--line--") == 403)
    }

    @Test("a page of another site is refused even without a session")
    func origin() async {
        #expect(await status(.post, "/change", ["Host": "crm.example", "Origin": "https://evil.example"]) == 403)
        #expect(await status(.post, "/change", ["Host": "crm.example", "Origin": "null"]) == 403)
        #expect(await status(.post, "/change", ["Sec-Fetch-Site": "cross-site"]) == 403)
        #expect(await status(.post, "/change", ["Sec-Fetch-Site": "same-site"]) == 403)
        #expect(await status(.post, "/change", ["Host": "crm.example", "Origin": "https://crm.example"]) == 200)
        #expect(await status(.post, "/change", ["Sec-Fetch-Site": "same-origin"]) == 200)
    }

    @Test("bearer tokens and routes open to other sites need no proof")
    func exempt() async {
        var headers = cookie
        headers["Authorization"] = "Bearer abc"
        headers["Origin"] = "https://elsewhere.example"
        #expect(await status(.post, "/change", headers) == 200)
        #expect(await status(.post, "/hook", ["Origin": "https://elsewhere.example"]) == 200)
    }
}
