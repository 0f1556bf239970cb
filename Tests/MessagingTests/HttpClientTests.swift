import Foundation
import Messaging
import Records
import TestSupport
import Testing

@Suite("Calls to other servers")
struct HttpClientTests {
    let client = HttpClient(allowsPrivateAddresses: true)

    private func code(_ body: () async throws -> HttpReply) async -> String {
        do {
            return "answered \(try await body().status)"
        } catch let refusal as Refusal {
            return refusal.code
        } catch {
            return "\(error)"
        }
    }

    @Test("a GET brings status, headers and body")
    func get() async throws {
        let server = try SmallServer([SmallServer.answer("200 OK", ["X-Kind: a: b"], "hello")])
        defer { server.stop() }
        let reply = try await client.send(HttpCall(.get, server.address("/a?b=c"), headers: [("X-Me", "you")]))
        #expect(reply.status == 200)
        #expect(reply.header("X-Kind") == "a: b")
        #expect(String(decoding: reply.body, as: UTF8.self) == "hello")
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /a?b=c HTTP/1.1\r\n"))
        #expect(request.contains("X-Me: you\r\n"))
    }

    @Test("a form is posted encoded")
    func post() async throws {
        let server = try SmallServer([SmallServer.answer("201 Created")])
        defer { server.stop() }
        let reply = try await client.send(.form(server.address(), [("grant", "é &="), ("b", "~1")]))
        #expect(reply.status == 201)
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
        #expect(request.hasSuffix("\r\n\r\ngrant=%C3%A9%20%26%3D&b=~1"))
    }

    @Test(
        "an address of this machine or its house is refused",
        arguments: [
            "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://0x7f.1/", "https://2130706433/",
            "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://[::ffff:127.0.0.1]/",
            "http://127.0.0.1/",
        ])
    func privateAddress(_ address: String) async {
        #expect(await code { try await HttpClient().send(HttpCall(.get, address)) } == "address_forbidden")
    }

    @Test(
        "what is no web address is refused",
        arguments: [
            "file:///etc/passwd", "gopher://127.0.0.1/", "example.com", "", "https://", "https://a b/",
            "https://me:secret@example.com/", "https://example.com/\r\nX: y",
        ])
    func malformed(_ address: String) async {
        let found = await code { try await HttpClient().send(HttpCall(.get, address)) }
        #expect(found == "address_malformed" || found == "address_forbidden")
    }

    @Test("one call may go to the house where an administrator typed it")
    func allowance() async throws {
        let server = try SmallServer([SmallServer.answer()])
        defer { server.stop() }
        var call = HttpCall(.get, server.address())
        #expect(await code { try await HttpClient().send(call) } == "address_forbidden")
        call.allowsPrivateAddresses = true
        #expect(await code { try await HttpClient().send(call) } == "answered 200")
    }

    @Test("redirects are followed only where the call says so, and not further")
    func redirects() async throws {
        let away = SmallServer.answer("302 Found", ["Location: /next"])
        let server = try SmallServer([away, away, SmallServer.answer("200 OK", [], "there")])
        defer { server.stop() }
        var call = HttpCall(.get, server.address())
        #expect(try await client.send(call).status == 302)
        call.redirects = 3
        let reply = try await client.send(call)
        #expect(reply.status == 200)
        #expect(reply.address == server.address("/next"))
    }

    @Test("credentials stay with the host they were meant for")
    func credentials() async throws {
        let other = try SmallServer([SmallServer.answer()])
        let first = try SmallServer([SmallServer.answer("307 Away", ["Location: \(other.address())"])])
        defer {
            other.stop()
            first.stop()
        }
        var call = HttpCall(.get, first.address(), headers: [("Authorization", "Bearer x"), ("Accept", "a/b")])
        call.redirects = 1
        _ = try await client.send(call)
        #expect(first.requests.first?.contains("Bearer x") == true)
        #expect(other.requests.first?.contains("Bearer x") == false)
        #expect(other.requests.first?.contains("Accept: a/b") == true)
    }

    @Test("a redirect to what is no web address is refused like a call there")
    func redirectInside() async throws {
        let server = try SmallServer([SmallServer.answer("302 Found", ["Location: file:///etc/passwd"])])
        defer { server.stop() }
        var call = HttpCall(.get, server.address())
        call.redirects = 1
        #expect(await code { try await client.send(call) } == "address_malformed")
    }

    @Test("an answer that is too long or too slow is refused")
    func limits() async throws {
        let long = try SmallServer([SmallServer.answer("200 OK", [], String(repeating: "x", count: 5000))])
        let slow = try SmallServer([nil])
        let wordy = try SmallServer([
            SmallServer.answer("200 OK", ["X-Long: " + String(repeating: "y", count: 80_000)])
        ])
        defer { for server in [long, slow, wordy] { server.stop() } }
        var call = HttpCall(.get, long.address())
        call.maximumBytes = 4999
        #expect(await code { try await client.send(call) } == "http_too_large")
        call.maximumBytes = 5000
        #expect(await code { try await client.send(call) } == "answered 200")
        #expect(await code { try await client.send(HttpCall(.get, wordy.address())) } == "http_too_large")
        var patient = HttpCall(.get, slow.address())
        patient.timeoutSeconds = 1
        #expect(await code { try await client.send(patient) } == "http_timeout")
    }

    @Test("a name that means nothing says so")
    func unknown() async {
        #expect(await code { try await client.send(HttpCall(.get, "https://nowhere.invalid/")) } == "host_unknown")
    }

    @Test("cancelling the task ends the call")
    func cancelling() async throws {
        let server = try SmallServer([nil])
        defer { server.stop() }
        let call = HttpCall(.get, server.address())
        let client = client
        let task = Task { try await client.send(call) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
