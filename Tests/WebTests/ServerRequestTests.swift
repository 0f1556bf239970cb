import Records
import Testing

@testable import Web

@Suite("Server: what was sent")
struct ServerRequestTests {
    @Test("query items keep their order and repeat")
    func query() {
        let request = Request(.get, "/?stage=a&stage=b&q=caf%C3%A9+cr%C3%A8me&100%&empty")
        #expect(request.query.all("stage") == ["a", "b"])
        #expect(request.query["q"] == "café crème")
        #expect(request.query["100%"] == "")
        #expect(request.query.items.map(\.name) == ["stage", "stage", "q", "100%", "empty"])
        #expect(request.query.setting("stage", to: "c d").encoded.hasSuffix("&stage=c%20d"))
    }

    @Test("a form is read with its repeated names, and again from memory")
    func form() async throws {
        let request = Request(
            .post, "/", headers: ["Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"],
            pieces: [Array("tag=a&ta".utf8), Array("g=b&note=1%0D%0A2".utf8)])
        #expect(try await request.form().all("tag") == ["a", "b"])
        #expect(try await request.form()["note"] == "1\r\n2")
    }

    @Test("languages are ranked by the reader's preference")
    func languages() {
        let request = Request(.get, "/", headers: ["Accept-Language": "en;q=0.5, fr-FR, fr;q=0.9, de;q=0"])
        #expect(request.acceptedLanguages == ["fr-FR", "fr", "en"])
    }

    @Test("cookies are read by our names, and prefixed where the connection is secure")
    func cookies() {
        let plain = Request(.get, "/", headers: ["Cookie": "a=1; session=\"abc\"; session=other"])
        #expect(plain.cookie("session") == "abc")
        let secure = Request(.get, "/", headers: ["Cookie": "session=planted; __Host-session=ours"], isSecure: true)
        #expect(secure.cookie("session") == "ours")
        #expect(
            Cookie("session", "x", maxAgeSeconds: 60).line(secure: true)
                == "__Host-session=x; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure")
    }

    @Test("malformed JSON is refused where it stops being JSON")
    func malformedJSON() async throws {
        let server = Server { routes, _ in
            routes.post("/api/v1/accounts") { request, _ in .json(try await request.json()) }
        }
        let headers: Headers = ["Content-Type": "application/json"]
        let refused = await server.answer(.post, "/api/v1/accounts", headers: headers, body: #"{"name":}"#)
        #expect(refused.status == 400)
        #expect(try refused.json["error"]?["code"] == "malformed_json")
        #expect(try refused.json["error"]?["offset"] == 8)
        let accepted = await server.answer(.post, "/api/v1/accounts", headers: headers, body: #"{"amount":10.00}"#)
        #expect(accepted.text == #"{"amount":10.00}"#)
        #expect(await server.answer(.post, "/api/v1/accounts", body: "{}").status == 415)
    }

    @Test(
        "a next address may only lead inside this site",
        arguments: [
            ("/accounts?a=1", true), ("//evil.example", false), ("/\\evil.example", false),
            ("https://evil.example", false),
        ])
    func next(address: String, isTrusted: Bool) {
        #expect((Response.localAddress(address) != nil) == isTrusted)
    }
}
