import Foundation
import Records
import Testing

@testable import Web

@Suite("Server: answers on the wire")
struct ServerAnswerTests {
    private static let long = String(repeating: "<p>Bonjour</p>", count: 200)

    private let server = Server { routes, _ in
        routes.get("/long") { _, _ in .html(Array(long.utf8)) }
        routes.get("/short") { _, _ in .html(Array("<p>".utf8)) }
        routes.get("/picture") { _, _ in .bytes(Array(long.utf8), contentType: "image/png") }
        routes.get("/export") { _, _ in
            .stream(contentType: "text/csv; charset=utf-8", downloadName: "clients été.csv") { out in
                for line in 0..<10_000 { try await out.write("\(line);été\n") }
            }
        }
        routes.get("/broken") { _, _ in
            .stream(contentType: "text/csv") { out in
                try await out.write("begun\n")
                try await out.flush()
                throw Refusal.notFound()
            }
        }
        routes.get("/tagged") { _, _ in .text("x").with("ETag", "\"7\"") }
        routes.get("/sign-in") { _, _ in .redirect("/").setting(Cookie("session", "s")) }
    }

    private func get(_ path: String, _ lines: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: x\r\n\(lines)\r\n"
    }

    @Test("text from 1 KB is squeezed for who accepts it, pictures and short text are not")
    func gzip() async throws {
        try await server.running { port in
            let wire = try Wire(port: port), accepts = "Accept-Encoding: br, gzip;q=0.8\r\n"
            let squeezed = try await wire.ask(get("/long", accepts))
            #expect(squeezed.header("Content-Encoding") == "gzip")
            #expect(squeezed.header("Vary") == "Accept-Encoding")
            #expect(squeezed.body.count < 200)
            #expect(try gunzip(squeezed.body) == Self.long)
            #expect(try await wire.ask(get("/long")).text == Self.long)
            #expect(try await wire.ask(get("/long", "Accept-Encoding: gzip;q=0\r\n")).text == Self.long)
            #expect(try await wire.ask(get("/short", accepts)).header("Content-Encoding") == nil)
            #expect(try await wire.ask(get("/picture", accepts)).header("Content-Encoding") == nil)
        }
    }

    @Test("a stream arrives whole, squeezed or not, under its name")
    func stream() async throws {
        let expected = (0..<10_000).map { "\($0);été\n" }.joined()
        try await server.running { port in
            let wire = try Wire(port: port)
            let plain = try await wire.ask(get("/export"))
            #expect(plain.text == expected)
            #expect(
                plain.header("Content-Disposition")
                    == "attachment; filename=\"clients ete.csv\"; filename*=UTF-8''clients%20%C3%A9t%C3%A9.csv")
            let squeezed = try await wire.ask(get("/export", "Accept-Encoding: gzip\r\n"))
            #expect(try gunzip(squeezed.body) == expected)
        }
    }

    @Test("a stream that fails half-way looks broken to its reader")
    func brokenStream() async throws {
        try await server.running { port in
            let wire = try Wire(port: port)
            await #expect(throws: Wire.Broken.self) { try await wire.ask(get("/broken")) }
        }
    }

    @Test("what the browser already has is not sent again")
    func unchanged() async throws {
        try await server.running { port in
            let wire = try Wire(port: port)
            #expect(try await wire.ask(get("/tagged", "If-None-Match: \"6\", W/\"7\"\r\n")).status == 304)
            #expect(try await wire.ask(get("/tagged", "If-None-Match: \"6\"\r\n")).status == 200)
        }
    }

    @Test("every answer carries its request's number and the security headers, and cookies are closed to scripts")
    func headers() async throws {
        try await server.running { port in
            let wire = try Wire(port: port)
            let answer = try await wire.ask(get("/sign-in", "X-Request-Id: proxy-12345\r\n"))
            #expect(answer.status == 303)
            #expect(answer.header("X-Request-Id") == "proxy-12345")
            #expect(answer.header("Set-Cookie") == "session=s; Path=/; SameSite=Lax; HttpOnly")
            #expect(answer.header("Content-Security-Policy")?.contains("default-src 'self'") == true)
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Strict-Transport-Security") == nil)
            let made = try await wire.ask(get("/nowhere", "X-Request-Id: <script>\r\n"))
            #expect(made.header("X-Request-Id")?.contains("<") == false)
        }
    }

    @Test("behind a proxy, https makes cookies secure")
    func behindProxy() async throws {
        let server = Server(change: { $0.isBehindProxy = true }) { routes, _ in
            routes.get("/") { request, _ in .text(request.remoteAddress + " " + request.host).setting(Cookie("a", "b"))
            }
        }
        try await server.running { port in
            let lines =
                "X-Forwarded-Proto: https\r\nX-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nX-Forwarded-Host: crm.example\r\n"
            let answer = try await Wire(port: port).ask(get("/", lines))
            #expect(answer.text == "2.2.2.2 crm.example")
            #expect(answer.header("Set-Cookie") == "__Host-a=b; Path=/; SameSite=Lax; HttpOnly; Secure")
            #expect(answer.header("Strict-Transport-Security") != nil)
        }
    }

    @Test("the log names routes, never addresses or people")
    func log() async throws {
        try await server.running { port in
            _ = try await Wire(port: port).ask(get("/long?email=ann@example.com"))
        }
        #expect(server.log.text.contains("route=/long status=200"))
        #expect(!server.log.text.contains("ann@example.com"))
    }

    private func gunzip(_ bytes: [UInt8]) throws -> String {
        let folder = try TemporaryFolder()
        try Data(bytes).write(to: folder.root.appending(path: "a.gz"))
        let gzip = Process(), pipe = Pipe()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", folder.path("a.gz")]
        gzip.standardOutput = pipe
        try gzip.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        gzip.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
