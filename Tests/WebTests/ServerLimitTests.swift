import Records
import Testing

@testable import Web

@Suite("Server: limits")
struct ServerLimitTests {
    private let server = Server(change: {
        $0.limits.bodyPatienceSeconds = 1
        $0.limits.bodyBytesPerSecond = 1_000_000
        $0.limits.drainedBytes = 100_000
        $0.limits.idleSeconds = 1
    }) { routes, _ in
        routes.post("/api/v1/small") { request, _ in .text("\(try await request.bytes(limit: 10).count)") }
        routes.post("/api/v1/ignored") { _, _ in .text("ignored") }
        routes.get("/") { _, _ in .text("home") }
    }

    private func post(_ path: String, _ lines: String) -> String {
        "POST \(path) HTTP/1.1\r\nHost: x\r\n\(lines)\r\n\r\n"
    }

    @Test("too long an address is 414, too long a header 400, and the line is closed")
    func head() async throws {
        try await server.running { port in
            let long = String(repeating: "a", count: 9000)
            #expect(try await Wire(port: port).ask("GET /?\(long) HTTP/1.1\r\nHost: x\r\n\r\n").status == 414)
            let wire = try Wire(port: port)
            let answer = try await wire.ask("GET / HTTP/1.1\r\nHost: x\r\nX-Long: \(long)\(long)\(long)\r\n\r\n")
            #expect(answer.status == 400)
            #expect(try await wire.isClosed())
        }
    }

    @Test("too large a body is 413, announced or not, and the line stays usable while little is left")
    func body() async throws {
        try await server.running { port in
            let wire = try Wire(port: port), eleven = "12345678901"
            #expect(try await wire.ask(post("/api/v1/small", "Content-Length: 11") + eleven).status == 413)
            let chunked = post("/api/v1/small", "Transfer-Encoding: chunked") + "b\r\n\(eleven)\r\n0\r\n\r\n"
            #expect(try await wire.ask(chunked).status == 413)
            #expect(try await wire.ask(post("/api/v1/small", "Content-Length: 10") + "1234567890").text == "10")
            #expect(try await wire.ask(post("/api/v1/ignored", "Content-Length: 10") + "1234567890").text == "ignored")
            #expect(try await wire.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text == "home")
            let much = String(repeating: "x", count: 300_000)
            #expect(try await wire.ask(post("/api/v1/ignored", "Content-Length: 300000") + much).text == "ignored")
            #expect(try await wire.isClosed())
        }
    }

    @Test("who asks first is invited only when the body is wanted")
    func expectation() async throws {
        try await server.running { port in
            let wire = try Wire(port: port)
            let ask = post("/api/v1/small", "Content-Length: 5\r\nExpect: 100-continue")
            #expect(try await wire.ask(ask).status == 100)
            #expect(try await wire.ask("12345").text == "5")
            let refused = try await wire.ask(post("/api/v1/nowhere", "Content-Length: 5\r\nExpect: 100-continue"))
            #expect(refused.status == 404)
            #expect(refused.header("Connection") == "close")
            #expect(try await wire.isClosed())
        }
    }

    @Test("a body that trickles or stops is given up")
    func slow() async throws {
        try await server.running { port in
            let trickle = try Wire(port: port)
            try await trickle.send(post("/api/v1/small", "Content-Length: 10"))
            for _ in 0..<4 {
                try await Task.sleep(for: .milliseconds(400))
                try await trickle.send("x")
            }
            #expect(try await trickle.answer().status == 408)
            let stopped = try Wire(port: port)
            try await stopped.send(post("/api/v1/small", "Content-Length: 10") + "12")
            let ending = try? await stopped.answer().status
            #expect(ending == nil || ending == 400 || ending == 408)
            let silent = try Wire(port: port)
            try await silent.send("GET / HT")
            #expect(try await silent.isClosed())
        }
    }

    @Test("a bucket of tries empties, refills slowly, and old keys make room")
    func rate() throws {
        let clock = Clock()
        let limiter = RateLimiter(burst: 2, secondsPerToken: 10, maximumKeys: 3, now: { clock.now })
        try limiter.take("ann")
        try limiter.take("ann")
        let refusal = #expect(throws: Refusal.self) { try limiter.take("ann") }
        #expect(refusal?.type == .tooManyRequests)
        #expect(refusal?.details["retry_after"] == 10)
        try limiter.take("ben")
        clock.pass(seconds: 10)
        try limiter.take("ann")
        #expect(throws: Refusal.self) { try limiter.take("ann") }
        limiter.forget("ann")
        for key in ["ann", "c", "d", "e", "f", "g"] { try limiter.take(key) }
    }
}
