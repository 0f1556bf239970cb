import Foundation
import Records
import Testing

@testable import Web

@Suite("Server: files")
struct ServerFilesTests {
    private let folder: TemporaryFolder
    private let server: Server
    private let files: StaticFiles

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("secret.txt", "secret")
        try folder.write("public/app.css", String(repeating: "a { color: red }\n", count: 100))
        try folder.write("public/fonts/inter.woff2", "font")
        try folder.write("public/.hidden", "hidden")
        try folder.write("stored.pdf", "0123456789")
        files = try StaticFiles(directory: folder.path("public"))
        let stored = folder.path("stored.pdf")
        server = Server(files: files) { routes, _ in
            routes.get("/stored") { _, _ in
                try .file(stored, contentType: "application/pdf", downloadName: "Devis n° 1.pdf")
            }
            routes.get("/shown") { _, _ in try .file(stored, contentType: "text/html") }
            routes.get("/gone") { _, _ in try .file(stored + "x", contentType: "text/html") }
        }
    }

    @Test("a file is kept for ever in its edition, and asked about without")
    func caching() async {
        let address = files.address("/app.css")
        #expect(address.hasPrefix("/v/") && address.hasSuffix("/app.css"))
        let versioned = await server.answer(.get, address)
        #expect(versioned.status == 200)
        #expect(versioned.headers["Content-Type"] == "text/css; charset=utf-8")
        #expect(versioned.headers["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(await server.answer(.get, "/app.css").headers["Cache-Control"] == "public, no-cache")
        let older = await server.answer(.get, "/v/0123456789abcdef/app.css")
        #expect(older.status == 200 && older.headers["Cache-Control"] == "public, no-cache")
        #expect(await server.answer(.get, "/v/app.css").status == 404)
        let squeezed = await server.answer(.get, "/app.css", headers: ["Accept-Encoding": "gzip"])
        #expect(squeezed.headers["Content-Encoding"] == "gzip")
        #expect(squeezed.bytes.count < 100)
        #expect(await server.answer(.get, "/fonts/inter.woff2").headers["Content-Type"] == "font/woff2")
    }

    @Test("a changed file is shown on reload, a deleted one is gone")
    func changes() async throws {
        try folder.write("public/app.css", "b {}")
        #expect(await server.answer(.get, "/app.css").text == "b {}")
        try FileManager.default.removeItem(atPath: folder.path("public/app.css"))
        #expect(await server.answer(.get, "/app.css").status == 404)
    }

    @Test(
        "no address leads outside the folder",
        arguments: [
            "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/fonts/../../secret.txt", "//secret.txt",
            "/%2e%2e%5csecret.txt", "/.hidden", "/fonts", "/fonts/", "/app.css/", "/app.css%00.txt",
        ])
    func traversal(address: String) async throws {
        let answer = await server.answer(.get, address)
        #expect([400, 404].contains(answer.status))
        try await server.running { port in
            let answer = try await Wire(port: port).ask("GET \(address) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect([400, 404].contains(answer.status))
        }
    }

    @Test("a stored file is sent whole or in part, and not again while it is the same")
    func ranges() async throws {
        try await server.running { port in
            let wire = try Wire(port: port)
            func get(_ lines: String) async throws -> Wire.Answer {
                try await wire.ask("GET /stored HTTP/1.1\r\nHost: x\r\n\(lines)\r\n")
            }
            let whole = try await get("")
            #expect(whole.text == "0123456789")
            #expect(whole.header("Content-Disposition")?.hasSuffix("filename*=UTF-8''Devis%20n%C2%B0%201.pdf") == true)
            let etag = try #require(whole.header("ETag"))
            let part = try await get("Range: bytes=2-4\r\n")
            #expect(part.status == 206)
            #expect(part.text == "234")
            #expect(part.header("Content-Range") == "bytes 2-4/10")
            #expect(try await get("Range: bytes=-3\r\n").text == "789")
            #expect(try await get("Range: bytes=8-\r\n").text == "89")
            #expect(try await get("Range: bytes=10-\r\n").status == 416)
            #expect(try await get("Range: bytes=0-1,3-4\r\n").text == "0123456789")
            #expect(try await get("Range: bytes=2-4\r\nIf-Range: \"other\"\r\n").text == "0123456789")
            #expect(try await get("If-None-Match: \(etag)\r\n").status == 304)
            let modified = try #require(whole.header("Last-Modified"))
            #expect(try await get("If-Modified-Since: \(modified)\r\n").status == 304)
        }
    }

    @Test("a file shown in the browser is caged, and a missing one is not found")
    func caged() async {
        let shown = await server.answer(.get, "/shown")
        #expect(shown.headers["Content-Security-Policy"]?.hasSuffix("sandbox") == true)
        #expect(await server.answer(.get, "/gone").status == 404)
    }

    @Test("dates are written and read as HTTP does")
    func dates() {
        let instant = Instant(iso: "1994-11-06T08:49:37Z")!
        #expect(HTTPDate.text(instant) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.read("Sun, 06 Nov 1994 08:49:37 GMT") == instant)
        #expect(HTTPDate.read("Sunday, 06-Nov-94 08:49:37 GMT") == nil)
    }
}
