import Logging
import Records

/// From a request to an answer, without the network: finds the route, builds the context, asks the guards, calls the
/// handler, and turns whatever goes wrong into an answer too.
struct Answering<Context: Sendable>: Sendable {
    let routes: Routes<Context>
    let makeContext: @Sendable (Request) async throws -> Context
    let around: WebServer<Context>.Around?
    let csrfToken: @Sendable (Request, Context) -> String?
    let errors: ErrorResponse
    let files: StaticFiles?
    let health: Health
    let metrics: Metrics
    let metricsToken: String?
    /// Where one server holds several companies: the answer of the one that the request is for, nil for our own.
    let elsewhere: (@Sendable (Request) async -> Answered?)?

    typealias Answered = WebServer<Context>.Answered

    /// The answer, and the pattern that names it in logs and metrics.
    func answer(_ request: Request) async -> Answered {
        if let own = await ownPage(request) { return (own, request.path) }
        if let file = files?.response(request) { return (file, "static") }
        if let elsewhere, let answer = await elsewhere(request) { return answer }
        return await answerHere(request)
    }

    /// Without what belongs to the server as a whole: its health, and the files of the pages.
    func answerHere(_ request: Request) async -> Answered {
        var request = request
        do {
            switch routes.find(request.method, request.path) {
            case .found(let leaf, let parameters):
                request.parameters = parameters
                request.route = leaf.route
                do {
                    return (try await handle(request, leaf.handler), leaf.route.pattern)
                } catch let refusal as Refusal where refusal.type == .notFound {
                    // `/api/v1/:plural` finds no kind called “search”; but the address is there, for other methods.
                    let methods = routes.methods(ofFixed: request.path)
                    guard !methods.isEmpty, !methods.contains(request.method) else { throw refusal }
                    return (try other(request, methods), "none")
                }
            case .otherMethods(let methods): return (try other(request, methods), "none")
            case .nothing: return (try missing(request), "none")
            case .malformed: throw malformedAddress
            }
        } catch {
            return (await errors.response(for: error, request), request.route?.pattern ?? "none")
        }
    }

    private func handle(_ request: Request, _ handler: @escaping Routes<Context>.Handler) async throws -> Response {
        let context = try await makeContext(request)
        try await CrossSiteGuard().check(request, expected: csrfToken(request, context))
        guard let around else { return try await handler(request, context) }
        return try await around(request, context, handler)
    }

    /// The address exists, but for other methods.
    private func other(_ request: Request, _ methods: [Method]) throws(Refusal) -> Response {
        let names = methods.map(\.rawValue)
        if request.method == .options {
            return Response(status: 204, headers: ["Allow": names.joined(separator: ", ")])
        }
        throw Refusal(
            .methodNotAllowed, code: "method_not_allowed",
            Message(
                "{method} is not possible here; possible are {methods}.",
                ["method": .text(request.method.rawValue), "methods": .text(names.joined(separator: ", "))]),
            details: ["allow": .array(names.map { .text($0) })])
    }

    /// An address with a slash too many leads to the right one; all else is not found.
    private func missing(_ request: Request) throws(Refusal) -> Response {
        if request.path.count > 1, request.path.hasSuffix("/") {
            let path = String(request.path.dropLast())
            if case .found = routes.find(request.method, path), let local = Response.localAddress(path) {
                let query = request.query.items.isEmpty ? "" : "?" + request.query.encoded
                return .redirect(local + query, status: 308)
            }
        }
        throw Refusal.notFound("page")
    }

    /// What the server says about itself.
    private func ownPage(_ request: Request) async -> Response? {
        guard request.method == .get || request.method == .head else { return nil }
        switch request.path {
        case "/health/live": return health.live()
        case "/health/ready": return await health.ready()
        case "/metrics": return await metricsPage(request)
        default: return nil
        }
    }

    private func metricsPage(_ request: Request) async -> Response {
        guard mayReadMetrics(request) else { return await errors.response(for: metricsRefused, request) }
        var response = Response.text(await metrics.text())
        response.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
        return response
    }

    private func mayReadMetrics(_ request: Request) -> Bool {
        if let metricsToken { return sameSecret(request.bearerToken ?? "", metricsToken) }
        return request.headers["X-Forwarded-For"] == nil && isPrivate(request.remoteAddress)
    }

    private func isPrivate(_ address: String) -> Bool {
        let plain = address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        let numbers = plain.split(separator: ".").compactMap { Int($0) }
        guard numbers.count == 4 else { return plain == "::1" || plain.hasPrefix("fd") || plain.hasPrefix("fe80") }
        return numbers[0] == 127 || numbers[0] == 10 || (numbers[0] == 192 && numbers[1] == 168)
            || (numbers[0] == 172 && (16...31).contains(numbers[1]))
    }
}

let malformedAddress = Refusal(
    .malformed, code: "malformed_url",
    Message("This address is not well written: after decoding it must be UTF-8 without the character U+0000."))

private let metricsRefused = Refusal(
    .forbidden, code: "metrics_token",
    Message("Metrics are shown to the server's own network only. Set a metrics token and send it as a bearer token."))
