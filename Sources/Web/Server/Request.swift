import Records

/// What somebody asks of us over HTTP. A value, except for its body, which can be read once as it arrives.
package struct Request: Sendable {
    package let method: Method
    /// The path as it was sent (still percent-encoded), without the query.
    package let path: String
    /// The query's items in order.
    package let query: Form
    package let headers: Headers
    /// Names this request in logs, errors and the `X-Request-Id` header.
    package let id: String
    /// Where it came from; behind a trusted proxy, what the proxy says.
    package let remoteAddress: String
    /// Whether the browser speaks https to us or to our proxy.
    package let isSecure: Bool
    /// The host and port the browser sees.
    package let host: String
    /// The values of the pattern's `:names`, decoded; the trailing `*` is under `*`.
    package internal(set) var parameters: [String: String] = [:]
    /// The route that answers, once found.
    package internal(set) var route: RouteDescription?

    let body: IncomingBody
    let cookies: [String: String]

    init(
        method: Method, path: String, query: Form, headers: Headers, id: String, remoteAddress: String, isSecure: Bool,
        host: String, body: IncomingBody
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.id = id
        self.remoteAddress = remoteAddress
        self.isSecure = isSecure
        self.host = host
        self.body = body
        cookies = Cookie.read(headers)
    }

    /// A request made by hand: whole-request tests and internal calls need no socket. The body arrives in these pieces.
    package init(
        _ method: Method, _ address: String, headers: Headers = [:], pieces: [[UInt8]], id: String = "internal",
        remoteAddress: String = "127.0.0.1", isSecure: Bool = false
    ) {
        let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            method: method, path: String(parts[0]),
            query: parts.count > 1 ? Form(encoded: parts[1].utf8) ?? Form() : Form(), headers: headers, id: id,
            remoteAddress: remoteAddress, isSecure: isSecure, host: headers["Host"] ?? "localhost",
            body: IncomingBody(pieces: pieces))
    }

    package init(
        _ method: Method, _ address: String, headers: Headers = [:], body: [UInt8] = [], id: String = "internal",
        remoteAddress: String = "127.0.0.1", isSecure: Bool = false
    ) {
        self.init(
            method, address, headers: headers, pieces: [body], id: id, remoteAddress: remoteAddress, isSecure: isSecure)
    }

    /// The value of `:name` in the route's pattern.
    package func parameter(_ name: String) -> String {
        guard let value = parameters[name] else { preconditionFailure("the route has no :\(name)") }
        return value
    }

    /// A cookie of ours, under the name it has on this kind of connection.
    package func cookie(_ name: String) -> String? { cookies[Cookie.wireName(name, secure: isSecure)] }

    /// `application/json` of `application/json; charset=utf-8`, in lower case.
    package var contentType: String? {
        headers["Content-Type"].map { trimmed($0.prefix { $0 != ";" }).lowercased() }
    }

    /// The token of `Authorization: Bearer …`.
    package var bearerToken: String? {
        guard let line = headers["Authorization"], line.lowercased().hasPrefix("bearer ") else { return nil }
        return trimmed(line.dropFirst(7))
    }

    /// The languages the reader prefers, best first: `["fr-FR", "fr", "en"]`.
    package var acceptedLanguages: [String] {
        let ranked = headers.members("Accept-Language").prefix(20).map { member in
            let parts = member.split(separator: ";")
            return (tag: parts.first.map { trimmed($0) } ?? "", quality: quality(parts.dropFirst()))
        }
        return ranked.filter { $0.quality > 0 && !$0.tag.isEmpty }
            .enumerated().sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
            .map(\.element.tag)
    }

    /// Whether the answer is for a program: the API, or somebody who asks for JSON and not for a page.
    package var wantsJSON: Bool {
        if path.hasPrefix("/api/") { return true }
        let accepted = headers.members("Accept").map { $0.lowercased() }
        return accepted.contains { $0.hasPrefix("application/json") }
            && !accepted.contains { $0.hasPrefix("text/html") }
    }

    var acceptsGzip: Bool {
        headers.members("Accept-Encoding").contains { member in
            let parts = member.lowercased().split(separator: ";")
            return parts.first.map { trimmed($0) } == "gzip" && quality(parts.dropFirst()) > 0
        }
    }
}

/// The weight of `;q=0.8`; 1 where nothing is said.
private func quality(_ attributes: some Sequence<Substring>) -> Double {
    for attribute in attributes {
        let pair = trimmed(attribute).lowercased()
        if pair.hasPrefix("q=") { return Double(pair.dropFirst(2)) ?? 0 }
    }
    return 1
}
