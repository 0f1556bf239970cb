import Foundation
import Jobs
import Localisation
import Logging
import Records
import Storage
import Testing
import Web

extension Product {
    /// The product as tests run it: messages untranslated, files in `folder`.
    package static func underTest(_ registry: Registry, _ folder: String) throws -> Product {
        Product(
            registry: registry, catalogues: .empty, events: EventHub(), files: try FileStore(directory: folder),
            outboxSignal: Signal(), jobSignal: Signal())
    }

    /// A server without a socket, asked by `answer`. What it logs as a fault fails the test that caused it.
    package func serverUnderTest(
        now: @escaping @Sendable () -> Instant, t: Translator = .untranslated,
        page: (@Sendable (ErrorPage) -> [UInt8])? = nil, around: WebServer<Context>.Around? = nil,
        csrfToken: @escaping @Sendable (Request, Context) -> String? = { _, _ in nil },
        context: @escaping @Sendable (Request) async throws -> Context
    ) -> WebServer<Context> {
        WebServer(
            configuration: WebConfiguration(now: now), routes: registry.routes, events: events, health: Health(),
            metrics: Metrics(),
            errors: ErrorResponse(
                translate: { message, _ in t(message) },
                page: { error, _ in page?(error) ?? Array("\(error.status) \(error.message)".utf8) },
                logger: Logger(label: "test") { _ in FailingLog() }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, around: around, csrfToken: csrfToken,
            context: context)
    }
}

extension Translator {
    /// English as the code says it.
    package static let untranslated = Catalogues.empty.translator(.english, timeZone: .gmt)
    /// The same in a company in Paris.
    package static let inParis = Catalogues.empty.translator(.english, timeZone: TimeZone(identifier: "Europe/Paris")!)
}

/// What the error door logs is a fault of ours: it fails the test that caused it.
private struct FailingLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.error
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { Issue.record("logged: \(event.message) \(event.metadata ?? [:])") }
}
