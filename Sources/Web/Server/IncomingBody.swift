import HummingbirdCore
import NIOCore
import Records

/// The body of a request while it arrives: bounded, and watched so that a slow sender cannot hold us for ever.
///
/// Unchecked because it is read by one task only, the one that answers the request; the runtime's exclusivity check
/// stops the process if two ever do.
final class IncomingBody: @unchecked Sendable {
    /// How slowly a body may arrive: below this rate, after some patience, the sender is cut off.
    struct Pace: Sendable {
        var patience: Duration = .seconds(30)
        var bytesPerSecond = 1024
    }

    /// What the sender announced by `Content-Length`.
    let announced: Int64?
    private(set) var received: Int64 = 0
    /// Everything was read, or there is nothing more to get.
    private(set) var isFinished = false
    /// The sender broke off or was cut off: the connection is of no further use.
    private(set) var isBroken = false
    /// The most we read before we refuse; set by whoever starts reading.
    var limit = Int64.max

    /// Tells a sender who waits (`Expect: 100-continue`) that the body is wanted.
    var invite: (@Sendable () async throws -> Void)?

    /// Kept so that a guard may look before the handler does.
    var form: Form?
    var multipart: MultipartReader?

    private var iterator: RequestBody.AsyncIterator
    private let pace: Pace
    private var waited = Duration.zero

    init(_ body: RequestBody, announced: Int64?, pace: Pace) {
        iterator = body.makeAsyncIterator()
        self.announced = announced
        self.pace = pace
    }

    /// A body already here, that arrives in these pieces.
    convenience init(pieces: [[UInt8]]) {
        let (stream, source) = AsyncStream.makeStream(of: ByteBuffer.self)
        for piece in pieces { source.yield(ByteBuffer(bytes: piece)) }
        source.finish()
        let size = pieces.reduce(0) { $0 + $1.count }
        self.init(RequestBody(asyncSequence: stream), announced: Int64(size), pace: Pace())
    }

    /// The next bytes, nil at the end.
    func next() async throws -> [UInt8]? {
        guard !isFinished else { return nil }
        if let announced, announced > limit { throw tooLarge(limit) }
        if let invite {
            self.invite = nil
            try await invite()
        }
        guard let buffer = try await nextBuffer() else {
            isFinished = true
            guard announced ?? received == received else { throw broken() }
            return nil
        }
        received += Int64(buffer.readableBytes)
        guard received <= limit else { throw tooLarge(limit) }
        try checkPace()
        return Array(buffer.readableBytesView)
    }

    /// The sender broke off, or still waits for an invitation that never came: the line cannot be used again.
    var mustCloseAfter: Bool { isBroken || invite != nil }

    private func nextBuffer() async throws -> ByteBuffer? {
        let asked = ContinuousClock.now
        defer { waited += ContinuousClock.now - asked }
        do {
            return try await iterator.next()
        } catch {
            throw broken()
        }
    }

    private func checkPace() throws {
        let allowed = pace.patience + .seconds(Double(received) / Double(pace.bytesPerSecond))
        guard waited > allowed else { return }
        isBroken = true
        throw StatusRefusal(
            408,
            Refusal(
                .malformed, code: "request_timeout",
                Message("The data came too slowly and was given up. Try again on a better connection.")))
    }

    private func broken() -> Refusal {
        isFinished = true
        isBroken = true
        return Refusal(
            .malformed, code: "incomplete_body", Message("The data stopped before its end. Send it again, whole."))
    }
}

/// More than we accept, said with the limit.
func tooLarge(_ limit: Int64) -> Refusal {
    Refusal(
        .tooLarge, code: "too_large",
        Message("This is larger than the limit of {limit}. Send less at a time.", ["limit": .message(sizeText(limit))]),
        details: ["limit_bytes": .number(String(limit))])
}

private func sizeText(_ bytes: Int64) -> Message {
    switch bytes {
    case 1_048_576...: Message("{size} MB", ["size": .number(Int(bytes / 1_048_576))])
    case 1024...: Message("{size} KB", ["size": .number(Int(bytes / 1024))])
    default: Message("{size} bytes", ["size": .number(Int(bytes))])
    }
}
