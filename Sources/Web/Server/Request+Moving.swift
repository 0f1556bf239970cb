extension Request {
    /// The same request for another path: what stands before it named the company it is for.
    package func moved(to path: String) -> Request {
        Request(
            method: method, path: path, query: query, headers: headers, id: id, remoteAddress: remoteAddress,
            isSecure: isSecure, host: host, body: body)
    }
}
