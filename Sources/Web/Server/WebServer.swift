import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Records
import ServiceLifecycle

/// The HTTP door of the product: listens, answers with the routes it was given, and stops without dropping anybody.
package struct WebServer<Context: Sendable>: Service {
    /// Stands around every handler: demands a sign-in, replays an idempotent request, adds what all answers share.
    package typealias Around =
        @Sendable (Request, Context, @escaping Routes<Context>.Handler) async throws -> Response
    /// An answer, and the pattern that names it in logs and metrics.
    package typealias Answered = (response: Response, pattern: String)

    private let configuration: WebConfiguration
    private let connecting: Connecting<Context>
    private let events: EventHub
    private let health: Health
    private let logger: Logger
    private let bound = BoundPort()

    /// - Parameters:
    ///   - files: what stands in `Public/`.
    ///   - context: made for each request that found its route: who asks, in which workspace, in which language.
    ///   - elsewhere: answers for the other companies of this server.
    ///   - csrfToken: the token that a change must carry; nil when the request carries no session cookie.
    package init(
        configuration: WebConfiguration, routes: Routes<Context>, files: StaticFiles? = nil, events: EventHub,
        health: Health, metrics: Metrics, errors: ErrorResponse, logger: Logger, around: Around? = nil,
        elsewhere: (@Sendable (Request) async -> Answered?)? = nil,
        csrfToken: @escaping @Sendable (Request, Context) -> String?,
        context: @escaping @Sendable (Request) async throws -> Context
    ) {
        self.configuration = configuration
        self.events = events
        self.health = health
        self.logger = logger
        metrics.gauge("entregent_live_pages", help: "Pages that listen to live events.") {
            [.init(Double(events.listenerCount))]
        }
        let answering = Answering(
            routes: routes, makeContext: context, around: around, csrfToken: csrfToken, errors: errors, files: files,
            health: health, metrics: metrics, metricsToken: configuration.metricsToken, elsewhere: elsewhere)
        connecting = Connecting(
            answering: answering, configuration: configuration, metrics: metrics, logger: logger)
    }

    /// The port we listen on, once we do: the one asked for, or the free one that 0 found.
    package var port: Int { get async throws { try await bound.value } }

    /// Answers without a socket: whole-request tests, and calls from inside.
    package func answer(_ request: Request) async -> Response { await connecting.answering.answer(request).response }

    /// The same for a company that has no socket of its own: the server that has one hands it its requests.
    package func answerHere(_ request: Request) async -> Answered { await connecting.answering.answerHere(request) }

    /// Serves until the service group asks to stop: then readiness says so, live pages are let go, idle connections are
    /// closed, and answers under way may finish within the limit.
    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Ended.self) { group in
                group.addTask {
                    try await listener().run()
                    return .listener
                }
                group.addTask { try await beat() }
                group.addTask { try await waitForShutdown() }
                if try await group.next() == .patience {
                    logger.warning("some answers took longer than the server waits when it stops; they are cut off")
                }
                group.cancelAll()
            }
        } catch is CancellationError where health.isShuttingDown {
            // A connection that ended while we were stopping: there is nobody left to wait for.
        } catch {
            let failure = (error as? IOError).map { cannotListen($0) } ?? error
            bound.fail(failure)
            throw failure
        }
    }

    private enum Ended { case listener, patience }

    private func listener() -> any Service {
        let limits = configuration.limits
        let channel = HTTP1Channel(
            responder: { [connecting] in try await connecting.serve($0, $1, $2) },
            configuration: .init(
                idleTimeout: .seconds(Int64(limits.idleSeconds)),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: max(16_384, limits.addressBytes * 2), maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerLines)))
        return channel.server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
                availableConnectionsDelegate: .maximum(mostConnections, logger: logger)),
            onServerRunning: { [bound] in bound.succeed($0.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    /// Some files must stay for the database, uploads and the rest.
    private var mostConnections: Int {
        var files = rlimit()
        guard getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &files) == 0 else {
            return configuration.limits.connections
        }
        return min(configuration.limits.connections, max(64, Int(clamping: files.rlim_cur) - 256))
    }

    private func beat() async throws -> Ended {
        while true {
            try await Task.sleep(for: .seconds(15))
            events.beat()
        }
    }

    private func waitForShutdown() async throws -> Ended {
        try await gracefulShutdown()
        health.beginShutdown()
        events.close()
        try await Task.sleep(for: .seconds(configuration.limits.shutdownSeconds))
        return .patience
    }

    private func cannotListen(_ error: IOError) -> WebServerError {
        WebServerError(
            description: "cannot listen on \(configuration.host):\(configuration.port): \(error.localizedDescription). "
                + "Stop the program that uses this port, or choose another with --listen HOST:PORT.")
    }
}

/// Why the server could not start, for the operator.
package struct WebServerError: Error, CustomStringConvertible {
    package let description: String
}
