import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import Records

/// From the socket to `Answering` and back: reads what the server core hands over, writes what we answer, and keeps
/// the books.
struct Connecting<Context: Sendable>: Sendable {
    let answering: Answering<Context>
    let configuration: WebConfiguration
    let metrics: Metrics
    let logger: Logger
    let dateLine = DateLine()

    /// Ends a connection that cannot be used again.
    struct Hangup: Error {}

    func serve(
        _ incoming: HummingbirdCore.Request, _ writer: consuming ResponseWriter, _ channel: any Channel
    ) async throws {
        let began = ContinuousClock.now
        metrics.requestBegan()
        let body = incomingBody(incoming, channel)
        let (request, problem) = RequestReading(configuration: configuration).read(incoming, body, channel)
        let answer: (response: Response, pattern: String)
        if let problem {
            answer = (await answering.errors.response(for: problem, request), "none")
        } else {
            answer = await answering.answer(request)
        }
        var outgoing = Outgoing(answer.response, to: request, gzipFrom: configuration.limits.gzipBytes)
        defer { keepBooks(request, answer.pattern, outgoing, since: began) }
        let mustClose = body.mustCloseAfter || outgoing.endsByClosing
        try await write(&outgoing, writer, incoming, mustClose: mustClose)
        if mustClose { throw Hangup() }
        try await drain(body)
    }

    private func write(
        _ outgoing: inout Outgoing, _ writer: consuming ResponseWriter, _ incoming: HummingbirdCore.Request,
        mustClose: Bool
    ) async throws {
        let head = head(outgoing, mustClose: mustClose)
        switch outgoing.body {
        case .none:
            if outgoing.endsByClosing {
                _ = try await writer.writeHead(head)
            } else {
                try await writer.writeResponse(head)
            }
        case .bytes(let bytes):
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let isSqueezed, let write):
            let out = BodyWriter(try await writer.writeHead(head), gzip: isSqueezed ? GzipStream() : nil)
            try await stream(write, out)
        case .file(let file, let start, let count):
            var out = try await writer.writeHead(head)
            try await file.read(from: start, count: count) { try await out.write(ByteBuffer(bytes: $0)) }
            try await out.finish(nil)
        case .events(let subscription):
            defer { subscription.leave() }
            var out = try await writer.writeHead(head)
            try await incoming.body.consumeWithCancellationOnInboundClose { _ in
                while let frames = await subscription.next() { try await out.write(ByteBuffer(bytes: frames)) }
            }
            try await out.finish(nil)
        }
    }

    /// A stream that fails half-way must look broken to its reader: the line is cut without the mark of the end.
    private func stream(_ write: @Sendable (BodyWriter) async throws -> Void, _ out: BodyWriter) async throws {
        do {
            try await write(out)
        } catch is ReaderGone {
            throw Hangup()
        } catch {
            logger.error("stream broke off", metadata: ["error": "\(String(reflecting: error))"])
            throw Hangup()
        }
        try await out.finish()
    }

    private func head(_ outgoing: Outgoing, mustClose: Bool) -> HTTPResponse {
        var fields = HTTPFields()
        for line in outgoing.headers.lines {
            guard let name = HTTPField.Name(line.name) else { preconditionFailure("\(line.name) is no header name") }
            fields.append(HTTPField(name: name, value: line.value))
        }
        fields[.date] = dateLine.text(configuration.now())
        if mustClose { fields[.connection] = "close" }
        return HTTPResponse(status: .init(code: outgoing.status), headerFields: fields)
    }

    /// Reads what the handler left of the body, so that the next request on this line begins where it should. Gives up
    /// on very much.
    private func drain(_ body: IncomingBody) async throws {
        guard !body.isFinished else { return }
        let most = body.received + configuration.limits.drainedBytes
        body.limit = .max
        while try await body.next() != nil {
            guard body.received <= most else { throw Hangup() }
        }
    }

    private func incomingBody(_ incoming: HummingbirdCore.Request, _ channel: any Channel) -> IncomingBody {
        let body = IncomingBody(
            incoming.body, announced: incoming.headers[.contentLength].flatMap { Int64($0) },
            pace: .init(
                patience: .seconds(configuration.limits.bodyPatienceSeconds),
                bytesPerSecond: configuration.limits.bodyBytesPerSecond))
        guard incoming.headers[.expect]?.lowercased() == "100-continue" else { return body }
        // The sender waits until somebody wants the body; a refusal before that spares the transfer.
        body.invite = {
            try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue))).get()
        }
        return body
    }

    private func keepBooks(
        _ request: Request, _ pattern: String, _ outgoing: Outgoing, since began: ContinuousClock.Instant
    ) {
        let taken = (ContinuousClock.now - began) / .seconds(1)
        var isLive = false
        if case .events = outgoing.body { isLive = true }
        metrics.requestEnded(
            .init(method: request.method.rawValue, route: pattern, status: outgoing.status), seconds: taken,
            isMeasured: !isLive)
        logger.info(
            "request",
            metadata: [
                "request_id": "\(request.id)", "method": "\(request.method.rawValue)", "route": "\(pattern)",
                "status": "\(outgoing.status)", "ms": "\((taken * 10_000).rounded() / 10)",
            ])
    }
}
