import Foundation
import Logging
import Records
import ServiceLifecycle
import Synchronization

@testable import Web

/// Who asks, in these tests: somebody with a session, or nobody.
struct Visitor: Sendable {
    let session: String?
}

let noon = Instant(Day(iso: "2026-11-22")!, hour: 12)

/// A server with the given routes. Errors speak their source text; pages are as plain as can be.
struct Server {
    let events = EventHub(era: "era", remembered: 8, bufferedFrames: 4)
    let health = Health(patience: .milliseconds(200))
    let metrics = Metrics()
    let log = LogBook()
    let web: WebServer<Visitor>

    init(
        files: StaticFiles? = nil, change: (inout WebConfiguration) -> Void = { _ in },
        around: WebServer<Visitor>.Around? = nil, routes define: (inout Routes<Visitor>, EventHub) -> Void
    ) {
        var configuration = WebConfiguration(port: 0, now: { noon })
        configuration.limits.shutdownSeconds = 5
        change(&configuration)
        var routes = Routes<Visitor>()
        define(&routes, events)
        let log = log
        let logger = Logger(label: "test") { _ in LogBookHandler(book: log) }
        web = WebServer(
            configuration: configuration, routes: routes, files: files, events: events, health: health,
            metrics: metrics,
            errors: ErrorResponse(
                translate: { message, _ in filled(message) },
                page: { page, _ in Array("<h1>\(page.status)</h1><p>\(page.message)</p>".utf8) }, logger: logger),
            logger: logger, around: around,
            csrfToken: { request, visitor in visitor.session.map { csrfToken(forSession: $0, secret: [1, 2, 3]) } },
            context: { Visitor(session: $0.cookie("session")) })
    }

    /// Runs the server on a free port while the body talks to it, then stops it gracefully.
    func running<Result: Sendable>(_ talk: (Int) async throws -> Result) async throws -> Result {
        try await running { port, _ in try await talk(port) }
    }

    func running<Result: Sendable>(_ talk: (Int, ServiceGroup) async throws -> Result) async throws -> Result {
        let group = ServiceGroup(
            configuration: .init(services: [web], logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }))
        let run = Task { try await group.run() }
        do {
            let result = try await talk(try await web.port, group)
            await group.triggerGracefulShutdown()
            try await run.value
            return result
        } catch {
            await group.triggerGracefulShutdown()
            run.cancel()
            _ = await run.result
            throw error
        }
    }

    func answer(_ method: Web.Method, _ address: String, headers: Headers = [:], body: String = "") async -> Response {
        await web.answer(Request(method, address, headers: headers, body: Array(body.utf8)))
    }
}

/// The source text with its holes filled, as far as these tests need.
func filled(_ message: Message) -> String {
    var text = message.count == 1 ? message.text : message.plural ?? message.text
    for (name, argument) in message.arguments {
        let value: String =
            switch argument {
            case .text(let text): text
            case .number(let number): String(number)
            case .message(let message): filled(message)
            default: "\(argument)"
            }
        text = text.replacing("{\(name)}", with: value)
    }
    return text
}

/// All that was logged, as text.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])
    func write(_ line: String) { lines.withLock { $0.append(line) } }
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

struct LogBookHandler: LogHandler {
    let book: LogBook
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        book.write("\(event.level) \(event.message) \(facts.joined(separator: " "))")
    }
}
