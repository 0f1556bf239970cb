import Foundation
import Records

/// What we answer over HTTP.
package struct Response: Sendable {
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// Written piece by piece, as fast as the reader takes it. The length, when known, is announced.
        case stream(length: Int64?, @Sendable (BodyWriter) async throws -> Void)
        case file(StoredFile)
        /// Server-sent events until somebody leaves.
        case events(EventSubscription)
    }

    package var status: Int
    package var headers: Headers
    package var body: Body
    package var cookies: [Cookie] = []

    package init(status: Int = 200, headers: Headers = [:], body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func html(_ bytes: [UInt8], status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(bytes))
    }

    package static func json(_ json: JSON, status: Int = 200) -> Response { .json(bytes: json.bytes, status: status) }

    /// JSON already written.
    package static func json(bytes: [UInt8], status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "application/json"], body: .bytes(bytes))
    }

    package static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    package static func bytes(_ bytes: [UInt8], contentType: String, downloadName: String? = nil) -> Response {
        Response(headers: ["Content-Type": contentType], body: .bytes(bytes)).downloaded(as: downloadName)
    }

    /// Go and look there (303): the answer to a form that was accepted.
    package static func redirect(_ address: String, status: Int = 303) -> Response {
        Response(status: status, headers: ["Location": address])
    }

    package static var noContent: Response { Response(status: 204) }

    /// An export of any size, written while it is read.
    package static func stream(
        contentType: String, downloadName: String? = nil, length: Int64? = nil,
        _ write: @escaping @Sendable (BodyWriter) async throws -> Void
    ) -> Response {
        Response(headers: ["Content-Type": contentType], body: .stream(length: length, write))
            .downloaded(as: downloadName)
    }

    /// A file on disk, with Range, ETag and Last-Modified. With a download name the browser saves it; without, it shows
    /// it, in a cage where nothing in the file can run.
    package static func file(_ path: String, contentType: String, downloadName: String? = nil) throws -> Response {
        let file = try StoredFile(path: path)
        var response = Response(headers: ["Content-Type": contentType], body: .file(file)).downloaded(as: downloadName)
        response.headers["ETag"] = file.etag
        response.headers["Last-Modified"] = HTTPDate.text(file.modifiedAt)
        if downloadName == nil {
            let cage = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"
            // The browser's own PDF reader does not open in a sandbox, and runs nothing of ours.
            let isPDF = contentType.hasPrefix("application/pdf")
            response.headers["Content-Security-Policy"] = isPDF ? cage : cage + "; sandbox"
        }
        return response
    }

    /// Live events of these topics. A browser that comes back says what it saw last and gets the rest.
    package static func events(_ hub: EventHub, topics: Set<String>, for request: Request) -> Response {
        let subscription = hub.subscribe(topics, after: request.headers["Last-Event-ID"])
        return Response(
            headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"],
            body: .events(subscription))
    }

    package func setting(_ cookie: Cookie) -> Response {
        var changed = self
        changed.cookies.append(cookie)
        return changed
    }

    package func with(_ header: String, _ value: String) -> Response {
        var changed = self
        changed.headers[header] = value
        return changed
    }

    private func downloaded(as name: String?) -> Response {
        guard let name else { return self }
        return with("Content-Disposition", HeaderAttributes.disposition("attachment", fileName: name))
    }

    /// An address inside this site, or nil: what a `?next=` may be trusted with.
    package static func localAddress(_ untrusted: String?) -> String? {
        guard let untrusted, untrusted.hasPrefix("/"), !untrusted.hasPrefix("//"),
            untrusted.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return untrusted
    }
}
