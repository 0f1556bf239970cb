import Records

/// An answer made ready for the wire: all headers said, conditions and ranges worked out, text squeezed.
struct Outgoing: Sendable {
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        case stream(isSqueezed: Bool, @Sendable (BodyWriter) async throws -> Void)
        case file(StoredFile, start: Int64, count: Int64)
        case events(EventSubscription)
    }

    private(set) var status: Int
    private(set) var headers: Headers
    private(set) var body = Body.none
    /// Nil where only the end of the stream tells.
    private(set) var length: Int64?

    init(_ response: Response, to request: Request, gzipFrom gzipBytes: Int) {
        status = response.status
        headers = response.headers
        headers["X-Request-Id"] = request.id
        for cookie in response.cookies { headers.add("Set-Cookie", cookie.line(secure: request.isSecure)) }
        SecurityHeaders.add(to: &headers, isSecure: request.isSecure)
        // What a person sees is theirs: no shared cache may keep it, and the browser asks before it shows it again.
        headers.setDefault("Cache-Control", "private, no-cache")
        if isUnchanged(request) {
            answerNotModified()
        } else {
            prepare(response.body, request, gzipBytes)
        }
        // A live stream is already counted as open; for HEAD nobody will read it.
        if case .events(let subscription) = response.body, request.method == .head || status == 304 {
            subscription.leave()
        }
        if request.method == .head { body = .none }
        if let length, status != 204, status != 304 { headers["Content-Length"] = String(length) }
    }

    /// The length is unknown and there is no body to tell it: only closing the line ends such an answer to HEAD.
    var endsByClosing: Bool {
        if case .none = body { return length == nil && status != 204 && status != 304 }
        return false
    }

    /// The browser already has it (RFC 9110: an ETag is asked before a date).
    private func isUnchanged(_ request: Request) -> Bool {
        guard status == 200, request.method == .get || request.method == .head else { return false }
        if request.headers["If-None-Match"] != nil {
            guard let etag = headers["ETag"].map(weak) else { return false }
            return request.headers.members("If-None-Match").contains { $0 == "*" || weak($0) == etag }
        }
        guard let since = request.headers["If-Modified-Since"].flatMap(HTTPDate.read),
            let modified = headers["Last-Modified"].flatMap(HTTPDate.read)
        else { return false }
        return modified <= since
    }

    private func weak(_ etag: String) -> String { etag.hasPrefix("W/") ? String(etag.dropFirst(2)) : etag }

    private mutating func answerNotModified() {
        status = 304
        headers["Content-Type"] = nil
        headers["Content-Encoding"] = nil
        length = 0
    }

    private mutating func prepare(_ body: Response.Body, _ request: Request, _ gzipBytes: Int) {
        switch body {
        case .empty: length = 0
        case .bytes(let bytes): prepare(bytes, request, gzipBytes)
        case .stream(let known, let write):
            let squeezed = mayBeSqueezed(request) && (known ?? .max) >= gzipBytes
            if squeezed { headers["Content-Encoding"] = "gzip" }
            length = squeezed ? nil : known
            self.body = .stream(isSqueezed: squeezed, write)
        case .file(let file): prepare(file, request)
        case .events(let subscription): self.body = .events(subscription)
        }
    }

    private mutating func prepare(_ bytes: [UInt8], _ request: Request, _ gzipBytes: Int) {
        var bytes = bytes
        if bytes.count >= gzipBytes, mayBeSqueezed(request) {
            bytes = GzipStream.compress(bytes)
            headers["Content-Encoding"] = "gzip"
        }
        length = Int64(bytes.count)
        body = .bytes(bytes)
    }

    private mutating func mayBeSqueezed(_ request: Request) -> Bool {
        guard headers["Content-Encoding"] == nil, let type = headers["Content-Type"], ContentType.isCompressible(type)
        else { return false }
        headers.setDefault("Vary", "Accept-Encoding")
        return request.acceptsGzip
    }

    private mutating func prepare(_ file: StoredFile, _ request: Request) {
        headers["Accept-Ranges"] = "bytes"
        let range = ByteRange(
            request, size: file.size, etag: headers["ETag"], lastModified: headers["Last-Modified"])
        switch range {
        case .whole:
            length = file.size
            body = .file(file, start: 0, count: file.size)
        case .part(let start, let end):
            status = 206
            headers["Content-Range"] = "bytes \(start)-\(end)/\(file.size)"
            length = end - start + 1
            body = .file(file, start: start, count: end - start + 1)
        case .unsatisfiable:
            status = 416
            headers["Content-Range"] = "bytes */\(file.size)"
            headers["Content-Type"] = nil
            length = 0
        }
    }
}
