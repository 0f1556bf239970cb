import Foundation
import Records
import Synchronization
import Testing

@testable import Web

/// A clock that stands still until told.
final class Clock: Sendable {
    private let instant = Mutex(noon)
    var now: Instant { instant.withLock { $0 } }
    func pass(seconds: Int) { instant.withLock { $0 = $0.adding(seconds: seconds) } }
}

@Suite("Server: operation")
struct ServerOperationTests {
    private let server = Server { routes, _ in
        routes.get("/slow/:id") { _, _ in
            try await Task.sleep(for: .milliseconds(600))
            return .text("done")
        }
        routes.get("/stuck") { _, _ in
            try await Task.sleep(for: .seconds(60))
            return .text("never")
        }
    }

    @Test("readiness tells what is broken, liveness does not care")
    func health() async throws {
        #expect(await server.answer(.get, "/health/ready").status == 200)
        server.health.check("database") { .fine }
        server.health.check("disk") { .broken("only 1 MB left") }
        server.health.check("mail") {
            do { try await Task.sleep(for: .seconds(60)) } catch { return .fine }
            return .fine
        }
        let ready = await server.answer(.get, "/health/ready")
        #expect(ready.status == 503)
        #expect(try ready.json["checks"]?["database"]?["status"] == "ok")
        #expect(try ready.json["checks"]?["disk"]?["reason"] == "only 1 MB left")
        #expect(try ready.json["checks"]?["mail"]?["status"] == "broken")
        #expect(await server.answer(.get, "/health/live").status == 200)
    }

    @Test("metrics count by route pattern, and strangers do not see them")
    func metrics() async throws {
        server.metrics.gauge("entregent_jobs_waiting", help: "Jobs.") { [.init(3, ["queue": "mail \"x\""])] }
        server.metrics.count("entregent_imports_total", help: "Imports.", ["outcome": "ok"])
        try await server.running { port in
            let wire = try Wire(port: port)
            _ = try await wire.ask("GET /slow/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await wire.ask("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            let text = try await wire.ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").text
            #expect(text.contains(#"entregent_http_requests_total{method="GET",route="/slow/:id",status="200"} 1"#))
            #expect(text.contains(#"entregent_http_requests_total{method="GET",route="none",status="404"} 1"#))
            #expect(text.contains(#"entregent_http_request_duration_seconds_bucket{le="0.5",route="/slow/:id"} 0"#))
            #expect(text.contains(#"entregent_http_request_duration_seconds_bucket{le="+Inf",route="/slow/:id"} 1"#))
            #expect(text.contains("entregent_http_requests_in_flight 1"))
            #expect(text.contains(#"entregent_jobs_waiting{queue="mail \"x\""} 3"#))
            #expect(text.contains(#"entregent_imports_total{outcome="ok"} 1"#))
        }
        let stranger = Request(.get, "/metrics", remoteAddress: "8.8.8.8")
        #expect(await server.web.answer(stranger).status == 403)
        let proxied = Request(.get, "/metrics", headers: ["X-Forwarded-For": "8.8.8.8"])
        #expect(await server.web.answer(proxied).status == 403)
    }

    @Test("stopping closes idle lines, lets answers finish and says it is not ready")
    func shutdown() async throws {
        let began = ContinuousClock.now
        try await server.running { port, group in
            let idle = try Wire(port: port)
            #expect(try await idle.ask("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
            let busy = try Wire(port: port)
            try await busy.send("GET /slow/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            try await Task.sleep(for: .milliseconds(150))
            await group.triggerGracefulShutdown()
            #expect(try await busy.answer().text == "done")
            #expect(try await idle.isClosed())
            let ready = await server.answer(.get, "/health/ready")
            #expect(ready.status == 503)
            #expect(try ready.json["status"] == "shutting_down")
        }
        #expect(ContinuousClock.now - began < .seconds(4))
    }

    @Test("an answer that never ends is cut off when patience is over")
    func cutOff() async throws {
        let server = Server(change: { $0.limits.shutdownSeconds = 1 }) { routes, _ in
            routes.get("/stuck") { _, _ in
                try await Task.sleep(for: .seconds(60))
                return .text("never")
            }
        }
        let began = ContinuousClock.now
        try await server.running { port in
            let stuck = try Wire(port: port)
            try await stuck.send("GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n")
            try await Task.sleep(for: .milliseconds(150))
        }
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(server.log.text.contains("cut off"))
    }

    @Test("a port in use is a clear error")
    func portInUse() async throws {
        try await server.running { port in
            let second = Server(change: { $0.port = port }) { _, _ in }
            let error = await #expect(throws: WebServerError.self) { try await second.running { _ in } }
            #expect(error?.description.contains("127.0.0.1:\(port)") == true)
            #expect(error?.description.contains("--listen") == true)
        }
    }

    @Test("what stands around handlers sees the route and its options")
    func around() async {
        let server = Server(around: { request, visitor, handler in
            guard visitor.session != nil || request.route?.options.contains(.anonymous) == true else {
                throw Refusal(.unauthenticated, code: "sign_in", Message("Sign in."))
            }
            return try await handler(request, visitor)
        }) { routes, _ in
            routes.get("/open", .anonymous) { _, _ in .text("open") }
            routes.get("/closed") { _, _ in .text("closed") }
        }
        #expect(await server.answer(.get, "/open").text == "open")
        #expect(await server.answer(.get, "/closed").status == 401)
        #expect(await server.answer(.get, "/closed", headers: ["Cookie": "session=s"]).text == "closed")
    }
}
