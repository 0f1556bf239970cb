import Records
import Testing

@testable import Web

@Suite("Server: live events")
struct ServerEventTests {
    private let server = Server { routes, events in
        routes.get("/live") { request, _ in .events(events, topics: ["board"], for: request) }
    }

    private func frames(_ subscription: EventSubscription) async -> String {
        String(decoding: await subscription.next() ?? [], as: UTF8.self)
    }

    @Test("an open page hears its topics at once, unsqueezed, and is let go when the server stops")
    func live() async throws {
        try await server.running { port, group in
            let wire = try Wire(port: port)
            try await wire.send("GET /live HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n")
            let head = try await wire.read(until: "retry: 3000\n\n")
            #expect(head.contains("text/event-stream"))
            #expect(!head.contains("gzip"))
            server.events.publish("other", data: "x", to: "elsewhere")
            server.events.publish("moved", data: "one\ntwo", to: "board")
            let event = try await wire.read(until: "two\n\n")
            #expect(event.hasSuffix("id: era.2\nevent: moved\ndata: one\ndata: two\n\n"))
            server.events.beat()
            _ = try await wire.read(until: ": beat\n\n")
            await group.triggerGracefulShutdown()
            _ = try await wire.read(until: "0\r\n\r\n")
            #expect(try await wire.isClosed())
        }
    }

    @Test("a page that was left is forgotten")
    func left() async throws {
        try await server.running { port in
            var wire: Wire? = try Wire(port: port)
            try await wire?.send("GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await wire?.read(until: "retry: 3000\n\n")
            #expect(server.events.listenerCount == 1)
            wire = nil
            for _ in 0..<500 where server.events.listenerCount > 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(server.events.listenerCount == 0)
        }
    }

    @Test("a browser that comes back gets what it missed, or is told to load again")
    func comingBack() async {
        let hub = EventHub(era: "era", remembered: 8, bufferedFrames: 4)
        for number in 1...3 { hub.publish("moved", data: "\(number)", to: number == 2 ? "other" : "board") }
        let missed = await frames(hub.subscribe(["board"], after: "era.1"))
        #expect(!missed.contains("data: 1") && !missed.contains("data: 2") && missed.contains("data: 3"))
        #expect(!missed.contains("resync"))
        #expect(await frames(hub.subscribe(["board"], after: "before.1")).contains("event: resync"))
        #expect(await frames(hub.subscribe(["board"], after: "era.99")).contains("event: resync"))
        for number in 4...40 { hub.publish("moved", data: "\(number)", to: "board") }
        #expect(await frames(hub.subscribe(["board"], after: "era.1")).contains("event: resync"))
        #expect(await frames(hub.subscribe(["board"], after: nil)) == "retry: 3000\n\n")
    }

    @Test("a page too slow to listen loses its queue and is told to load again")
    func slow() async {
        let hub = EventHub(era: "era", bufferedFrames: 4)
        let page = hub.subscribe(["board"], after: nil)
        for number in 1...5 { hub.publish("moved", data: "\(number)", to: "board") }
        let heard = await frames(page)
        #expect(heard.contains("event: resync"))
        #expect(!heard.contains("data: 1\n"))
        #expect(heard.contains("data: 5\n"))
    }
}
